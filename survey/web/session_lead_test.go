package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
)

// TestTheFormSaysWhetherQuestionsCanBeSkipped as long as one of them can.
func TestTheFormSaysWhetherQuestionsCanBeSkipped(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	address := h.office(draft) + "/questions/"
	for _, number := range []string{"4", "5"} { // the two comments
		ask := v.get(address + number + "/remove").want(http.StatusOK)
		v.post(address+number+"/remove", ask.editor()).want(http.StatusSeeOther)
	}
	for _, number := range []string{"1", "2", "3"} {
		page := v.get(h.office(draft) + "/preview").want(http.StatusOK)
		if !strings.Contains(page.text("main"), "Du behöver inte svara på allt.") {
			t.Errorf("before question %s is required: %s", number, page.text("main"))
		}
		form := v.get(address + number).want(http.StatusOK)
		v.post(address+number, form.editor("required", "1")).want(http.StatusSeeOther)
	}
	h.act(draft, survey.ActionOpen)
	page := h.stranger().get(h.path(draft)).want(http.StatusOK)
	page.says("Alla frågor måste besvaras.")
	if strings.Contains(page.text("main"), "inte svara på allt") {
		t.Error("the form says that questions can be skipped, and none can")
	}
	if sent := v.postRaw(h.path(draft), "application/x-www-form-urlencoded", strings.NewReader("q1="+strings.Repeat("x", 100_000)), nil); sent.status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", sent.status)
	} else {
		sent.says("En kommentar får ha 4 000 tecken.")
	}
}
