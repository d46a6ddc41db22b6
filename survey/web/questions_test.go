package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
)

// every asks one question of each kind about the session, and one of each about
// every speaker.
func every() []survey.Question {
	text := func(sv, en, fi string) survey.Text {
		return survey.Text{survey.Swedish: sv, survey.English: en, finnish: fi}
	}
	options := func(texts ...survey.Text) (list []survey.Option) {
		for i, t := range texts {
			list = append(list, survey.Option{Number: i + 1, Text: t})
		}
		return list
	}
	return []survey.Question{
		{Key: survey.QuestionOverall, Kind: survey.KindRating, About: survey.AboutSession, Required: true},
		{Kind: survey.KindRating, About: survey.AboutSession, Required: true, Text: text("Hur var lokalen?", "How was the room?", "Millainen sali oli?")},
		{
			Kind: survey.KindChoice, About: survey.AboutSession, Required: true, Text: text("Hur deltog du?", "How did you attend?", "Miten osallistuit?"),
			Options: options(text("På plats", "In the room", "Paikan päällä"), text("På distans", "Online", "Etänä")),
		},
		{
			Kind: survey.KindChoices, About: survey.AboutSession, Text: text("Vad tar du med dig?", "What do you take home?", "Mitä viet mukanasi?"),
			Options: options(text("En metod", "A method", "Menetelmän"), text("En kontakt", "A contact", "Yhteyshenkilön"), text("Ett verktyg", "A tool", "Työkalun")),
		},
		{Kind: survey.KindRating, About: survey.AboutSpeaker, Text: text("hur var svaren på frågor?", "how were questions answered?", "millaisia vastaukset kysymyksiin olivat?")},
		{
			Kind: survey.KindChoice, About: survey.AboutSpeaker, Text: text("hur var tempot?", "how was the pace?", "millainen tahti oli?"),
			Options: options(text("För snabbt", "Too fast", "Liian nopea"), text("Lagom", "Just right", "Sopiva")),
		},
		{Kind: survey.KindText, About: survey.AboutSpeaker, Text: text("vad minns du bäst?", "what do you remember best?", "mitä muistat parhaiten?")},
		{Kind: survey.KindText, About: survey.AboutSession, Required: true, Text: text("Vad gör du i morgon?", "What will you do tomorrow?", "Mitä teet huomenna?")},
	}
}

const everyKind = "Alla sorters frågor"

// loadEvery adds a session with two speakers that is asked everything.
func (h *house) loadEvery(t *testing.T) {
	t.Helper()
	p := programme(h.event.Location())
	s := p.Sessions[1]
	s.Session.Title, s.Session.Code, s.Questions = everyKind, "", every()
	p.Sessions = []survey.ProgrammeSession{s}
	if _, err := h.store.Load(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	e, err := h.store.Event(t.Context(), h.event.Code)
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range e.Sessions {
		h.code[st.Session.Title] = st.Session.Code
	}
}

// TestTheOrganizersOwnQuestions goes the whole way: asked, answered, read back,
// changed, shown, and told in each speaker's letter.
func TestTheOrganizersOwnQuestions(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, db.new(t))
			h.loadEvery(t)
			t.Run("required", func(t *testing.T) { h.requiredQuestions(t) })
			t.Run("languages", func(t *testing.T) { h.questionsInEveryLanguage(t) })
			t.Run("answer and change", func(t *testing.T) { h.answerEvery(t) })
			t.Run("results", func(t *testing.T) { h.resultsOfEvery(t) })
		})
	}
}

func (h *house) requiredQuestions(t *testing.T) {
	v := h.visitor()
	page := v.post(h.path(everyKind), v.fill(everyKind, "q5.1", "4")).want(http.StatusUnprocessableEntity)
	for _, id := range []string{"#q1-1", "#q2-1", "#q3-1", "#q8"} {
		if page.Find(".errors a[href='"+id+"']").Length() != 1 {
			t.Errorf("the summary does not lead to %s: %s", id, page.text(".errors"))
		}
		if page.Find(id).Length() != 1 {
			t.Errorf("%s is not on the page", id)
		}
	}
	if n := page.Find(".error").Length(); n != 4 {
		t.Errorf("%d questions are marked, want the 4 required ones", n)
	}
	if page.fields().Get("q5.1") != "4" {
		t.Error("what was answered is lost")
	}
	// Can't say answers a required rating, but no other question.
	form := page.fields("q1", survey.CannotSay, "q2", survey.CannotSay, "q3", "1", "q8", "Vila.")
	form.Set("q3", survey.CannotSay)
	v.post(h.path(everyKind), form).want(http.StatusUnprocessableEntity).says("Välj bland alternativen.")
	form.Set("q3", "1")
	v.follow(v.post(h.path(everyKind), form)).says("Ditt svar är sparat.")
	v.follow(v.post(h.path(everyKind)+"/withdraw", v.get(h.path(everyKind)+"/withdraw").fields())).says("borttaget")
}

func (h *house) questionsInEveryLanguage(t *testing.T) {
	for language, sentences := range map[string][]string{
		"sv": {"Hur var lokalen? (måste besvaras)", "Karin Ek: hur var tempot?", "Johan Åberg: vad minns du bäst?", "Ett verktyg"},
		"en": {"How was the room? (required)", "Karin Ek: how was the pace?", "Johan Åberg: what do you remember best?", "A tool"},
		"fi": {"Millainen sali oli? (pakollinen)", "Karin Ek: millainen tahti oli?", "Johan Åberg: mitä muistat parhaiten?", "Työkalun"},
	} {
		v := h.visitor()
		v.language = language
		v.get(h.path(everyKind)).want(http.StatusOK).says(sentences...)
	}
}

func (h *house) answerEvery(t *testing.T) {
	for i := range 4 {
		v := h.visitor()
		form := v.fill(everyKind, "q1", "5", "q2", "4", "q3", "1", "q5.1", "6", "q5.2", "2", "q6.1", "2", "q6.2", "1",
			"q7.1", "Karins exempel.", "p7.1", "1", "q7.2", "Johans bilder.", "q8", "Prövar det.")
		form["q4"] = []string{"1", "3"}
		v.follow(v.post(h.path(everyKind), form)).says("Ditt svar är sparat.")
		if i > 0 {
			continue
		}
		page := v.get(h.path(everyKind) + "/change").want(http.StatusOK)
		kept := page.fields()
		for name, values := range form {
			if strings.Join(kept[name], ",") != strings.Join(values, ",") {
				t.Errorf("%s was %q and reads back as %q", name, values, kept[name])
			}
		}
		kept["q4"] = []string{"2"}
		kept.Set("q7.1", "Karins svar.")
		kept.Del("q6.2")
		v.follow(v.post(h.path(everyKind)+"/change", kept)).says("Ändringen är sparad.")
		again := v.get(h.path(everyKind) + "/change").fields()
		if again.Get("q4") != "2" || again.Get("q7.1") != "Karins svar." || again.Get("q6.2") != "" || again.Get("p7.1") != "1" {
			t.Errorf("the change reads back as %v", again)
		}
	}
}

func (h *house) resultsOfEvery(t *testing.T) {
	h.act(everyKind, survey.ActionClose, survey.ActionSeal, survey.ActionRelease)
	v := h.visitor()
	page := v.get(h.office(everyKind)).want(http.StatusOK)
	page.says("Hur var lokalen?", "Johan Åberg: hur var svaren på frågor?", "Karin Ek: hur var tempot?", "Vad gör du i morgon?", "Karins svar.")
	rows := map[string]string{}
	for _, figure := range page.Find(".figure").EachIter() {
		rows[figure.Find("h3").Text()] = strings.Join(strings.Fields(figure.Find("tbody").Text()), " ")
	}
	for name, want := range map[string]string{
		"Hur deltog du?":               "På plats4100 % På distans00 %",
		"Vad tar du med dig?":          "En metod375 % En kontakt125 % Ett verktyg375 %",
		"Karin Ek: hur var tempot?":    "För snabbt00 % Lagom4100 %",
		"Johan Åberg: hur var tempot?": "För snabbt3100 % Lagom00 %",
	} {
		if got := strings.ReplaceAll(rows[name], "\u00a0", " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	result, err := h.store.Result(t.Context(), h.code[everyKind])
	if err != nil {
		t.Fatal(err)
	}
	h.approve()
	for _, l := range result.Letters {
		letter := v.get("/l/" + l.Key).want(http.StatusOK)
		text := letter.text("main")
		switch l.Appearance.Speaker.Name {
		case "Karin Ek": // in Swedish
			letter.says("Hur var lokalen?", "Hur var svaren på frågor?", "Vad tar du med dig?", "Hur var tempot?", "Karins exempel.", "Prövar det.")
			if strings.Contains(text, "Johans bilder") || strings.Contains(text, "För snabbt 3") {
				t.Error("Karin reads what was said of Johan")
			}
		case "Johan Åberg": // in English
			letter.says("How was the room?", "How were questions answered?", "How was the pace?", "Too fast", "Johans bilder.")
			if strings.Contains(text, "Karins") {
				t.Error("Johan reads what was said of Karin")
			}
		}
	}
}
