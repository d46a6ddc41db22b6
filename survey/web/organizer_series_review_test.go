package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/organizer"
)

// The comments of a series are reviewed as those of a session are: words are cut
// and marked, what is left out is counted with why, a decision can be taken back,
// and nobody overwrites another's.
func TestReviewingASeries(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.organizer(organizer.Editor)
	letter, event := h.toSum(v)
	queue := letter + "/comments"
	first := v.get(queue).want(http.StatusOK).says("Inte granskad än", "0 av 5 är granskade", "Vad var bäst?")
	if n := first.Find("button[value=organizer]").Length(); n != 0 {
		t.Error("a comment can be kept for an organizer who will not find it again")
	}
	if text := first.text("main"); strings.Contains(text, "Uppsala") || strings.Contains(text, "16 april") {
		t.Errorf("the page tells which session a comment is from: %s", text)
	}

	cutting := v.get(first.Find(`a[data-key="s"]`).AttrOr("href", "")).want(http.StatusOK).says("Vilka ord ska strykas?", "raderas när brevet godkänns")
	text := cutting.text("blockquote")
	v.chooseIn(t, queue, text, "cut", url.Values{"cut": {"0", "1"}}).want(http.StatusUnprocessableEntity).says("Då blir inget kvar")
	v.follow(v.chooseIn(t, queue, text, "cut", url.Values{"cut": {"0"}})).says("Sparat: Med i brevet, med strukna ord.", "1 av 5")
	// A page that was opened before cannot undo that.
	old := cutting.fields("do", "include")
	v.post(queue, old).want(http.StatusUnprocessableEntity).says("Någon annan har just avgjort", "med strukna ord")

	var left []string
	for _, one := range []string{"0-0", "0-1", "1-0", "1-1", "1-2"} {
		if !strings.HasSuffix(text, one) {
			left = append(left, "Anteckning "+one)
		}
	}
	v.chooseIn(t, queue, left[0], "leave.abuse", nil).want(http.StatusSeeOther)
	done := v.follow(v.chooseIn(t, queue, left[1], "leave.empty", nil)).says("Sparat: Inte med: säger inget.", "3 av 5")
	undo := url.Values{"do": {"undo"}}
	for _, e := range done.Find("form.undo input").EachIter() {
		undo.Set(e.AttrOr("name", ""), e.AttrOr("value", ""))
	}
	v.follow(v.post(queue, undo)).says(left[1], "Inte granskad än", "2 av 5")
	list := "/o/e/" + string(event) + "/letters"
	v.get(list).says("3 kommentarer har ingen läst")
	for _, one := range left[1:] {
		v.chooseIn(t, queue, one, "include", nil).want(http.StatusSeeOther)
	}

	v.get(letter).says("Anteckning "+left[1][len("Anteckning "):], "[struket] "+text[len("Anteckning "):], "En av fem kommentarer är inte med: den var kränkande")
	v.get(list).want(http.StatusOK)
	v.pressed(letter, "approve").want(http.StatusSeeOther)
	v.get(queue).want(http.StatusConflict)
	v.post(queue, old).want(http.StatusConflict)

	// In a correction what was cut stays cut and marked, and more can be cut.
	correction, _, _ := strings.Cut(v.pressed(letter, "correct").want(http.StatusSeeOther).header.Get("Location"), "?")
	again := v.chooseIn(t, correction+"/comments", "[struket] "+text[len("Anteckning "):], "leave.names", nil).want(http.StatusSeeOther)
	v.follow(again).says("Inte med: pekar ut en person")
	v.get(correction).says("Två av fem kommentarer är inte med: en namngav en person, en var kränkande")
	v.get(letter).says("[struket] " + text[len("Anteckning "):]) // as it was approved
	h.organizer(organizer.Viewer).get(correction + "/comments").want(http.StatusForbidden)
}
