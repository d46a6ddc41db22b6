package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
)

// A session's figures are on its follow-up page where the organizer and its
// speakers want that, and never of fewer than k.
func TestFiguresAreShownWhereAllAgree(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	h.stranger().answer(questions, "q1", "6") // one alone
	h.act(questions, survey.ActionClose, survey.ActionRelease)
	h.approve()
	shows := func(title string) bool {
		page := h.stranger().get(h.followUp(title)).want(http.StatusOK)
		has := page.Find("#figures").Length() == 1
		if has != strings.Contains(page.body, "<svg") || has != (page.Find("table tbody tr").Length() == survey.MaxRating) {
			t.Errorf("%s shows a chart without its table, or the other way round", title)
		}
		return has
	}
	for _, title := range []string{workshop, questions} {
		settings := "/o" + h.path(title) + "/followup"
		for step, s := range []struct{ organizer, speaker string }{{"", ""}, {"1", ""}, {"", "1"}, {"1", "1"}} {
			h.setFollowUp(settings, "audience", "link", "figures", s.organizer, "takeaways", "1")
			for _, l := range h.letters(title) {
				reply := survey.Reply{Figures: s.speaker != "", Takeaway: "Att börja med målen.", Shared: true, Revision: step}
				if err := h.store.SaveReply(t.Context(), l.Key, reply); err != nil {
					t.Fatal(err)
				}
			}
			want := title == workshop && s.organizer != "" && s.speaker != ""
			if got := shows(title); got != want {
				t.Errorf("%s, organizer %q, speaker %q: figures shown is %v", title, s.organizer, s.speaker, got)
			}
		}
	}
	page := h.stranger().get(h.followUp(workshop)).says("Så svarade deltagarna", "5,0", "4 svar", "Det här tar Karin Ek med sig", "Att börja med målen.")
	if strings.Contains(page.Find("#figures").Parent().Text(), "Innehåll") {
		t.Error("what was asked about a speaker alone is shown")
	}
}

// Of comments, only those are there to choose that may be quoted, and only what is
// chosen is quoted.
func TestOnlyChosenCommentsAreQuoted(t *testing.T) {
	t.Parallel()
	h := open(t)
	for i, public := range []string{"1", "", "1"} {
		h.stranger().answer(workshop, "q1", "5", "q4", fmt.Sprintf("Kommentar %d", i), "p4", public)
	}
	h.act(workshop, survey.ActionClose, survey.ActionRelease)
	h.setFollowUp("/o"+h.path(workshop)+"/followup", "audience", "link")
	page, office := h.followUp(workshop), "/o"+h.path(workshop)+"/followup/reflections"
	organizer := h.visitor()
	list := organizer.get(office).want(http.StatusOK).says("Kommentar 0", "Kommentar 2")
	if strings.Contains(list.body, "Kommentar 1") {
		t.Error("a comment for the speaker alone is there to choose")
	}
	if cards := h.stranger().get(page).cards(); len(cards) != 0 {
		t.Errorf("nobody has chosen %q", cards)
	}
	id := list.Find("input[name=comment]").First().AttrOr("value", "")
	organizer.post(office, url.Values{"do": {"quote"}, "comment": {id}}).want(http.StatusSeeOther)
	if cards := h.stranger().get(page).says("ur utvärderingen").cards(); len(cards) != 1 {
		t.Errorf("quoted are %q", cards)
	}
	organizer.post(office, url.Values{"do": {"unquote"}, "comment": {id}}).want(http.StatusSeeOther)
	if cards := h.stranger().get(page).cards(); len(cards) != 0 {
		t.Errorf("still quoted are %q", cards)
	}
}

// The settings say what waits, and lead there.
func TestFollowUpSettingsSayWhatWaits(t *testing.T) {
	t.Parallel()
	h := open(t)
	settings := "/o" + h.path(webinar) + "/followup"
	v := h.visitor()
	v.get(settings).says("Ingen annan ser den än", "0 frågor", "0 kort visas")
	v.follow(v.post("/o"+h.path(webinar)+"/asked", url.Values{"do": {"asking"}, "way": {"review"}}))
	h.asks(webinar, "Vad kostade det?", "")
	h.reflections(webinar)
	page := v.get(settings).says("1 fråga väntar på att visas", "1 väntar på er", "Den som har länken kan läsa")
	for _, to := range []string{"/o" + h.path(webinar) + "/asked", settings + "/reflections", settings + "/material"} {
		if page.Find(".parts a[href='"+to+"']").Length() != 1 {
			t.Errorf("the settings do not lead to %s", to)
		}
	}
	if page.Find("details #lead-en").Length() != 1 || page.Find("details #lead-sv").Length() != 0 {
		t.Error("not the other languages alone are folded away")
	}
	// What is wrong is not folded away.
	wrong := v.post(settings, page.editor("lead-en", strings.Repeat("x", 4001))).want(http.StatusUnprocessableEntity)
	if wrong.Find("details #lead-en").Length() != 0 {
		t.Error("a text that is too long is folded away")
	}
}
