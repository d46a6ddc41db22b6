package survey_test

import (
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
)

func keysOf(questions []survey.Question) string {
	var keys []string
	for _, q := range questions {
		if q.Key == "" {
			keys = append(keys, q.Text[survey.Swedish])
			continue
		}
		keys = append(keys, q.Key)
	}
	return strings.Join(keys, " ")
}

func asking(kind survey.Kind, rated int, questions ...survey.Question) survey.Form {
	f := survey.Form{Session: survey.Session{Kind: kind, State: survey.StateDraft}, Questions: questions}
	for i := range rated {
		f.Appearances = append(f.Appearances, survey.Appearance{Number: i + 1, Rated: true})
	}
	return f
}

func ownNumber(number int) survey.Question {
	return survey.Question{Number: number, Kind: survey.KindRating, About: survey.AboutSession, Text: survey.Text{survey.Swedish: "egen"}}
}

func TestEachKindOfSessionIsAskedWhatFits(t *testing.T) {
	t.Parallel()
	for kind, want := range map[survey.Kind]string{
		survey.KindEvent:   "overall venue food sound best better",
		survey.KindWebinar: "overall content delivery best better",
	} {
		if got := keysOf(kind.Questionnaire(nil)); got != want {
			t.Errorf("%s: %s", kind, got)
		}
	}
}

func TestOverallStaysFirst(t *testing.T) {
	t.Parallel()
	f := asking(survey.KindTalk, 1, survey.KindTalk.Questionnaire([]survey.Appearance{{Rated: true}})...)
	if _, ok := f.Moved(1, 1); ok {
		t.Error("overall moves down")
	}
	if _, ok := f.Moved(2, -1); ok {
		t.Error("content moves above overall")
	}
	if moved, ok := f.Moved(2, 1); !ok || keysOf(moved) != "overall delivery content best better" {
		t.Errorf("%s", keysOf(moved))
	}
	f.Questions = f.Questions[2:]
	if back, ok := f.PutBack(survey.QuestionOverall); !ok || keysOf(back) != "overall delivery best better" {
		t.Errorf("%s", keysOf(back))
	}
	back, ok := f.PutBack(survey.QuestionContent)
	if !ok || keysOf(back) != "content delivery best better" || back[0].About != survey.AboutSpeaker {
		t.Errorf("%s", keysOf(back))
	}
	if _, ok := f.PutBack(survey.QuestionBest); ok {
		t.Error("best stands there already")
	}
	if _, ok := f.PutBack(""); ok {
		t.Error("nothing is put back")
	}
}

func TestWhatMayBeAskedWhen(t *testing.T) {
	t.Parallel()
	overall := survey.Question{Number: 1, Key: survey.QuestionOverall, Kind: survey.KindRating, About: survey.AboutSession}
	choice := survey.Question{Number: 2, Kind: survey.KindChoice, About: survey.AboutSession, Options: []survey.Option{{Number: 1}, {Number: 2}}}
	fewer := choice
	fewer.Options = choice.Options[:1]
	words := choice
	words.Text, words.Required = survey.Text{survey.Swedish: "nytt"}, true
	many := make([]survey.Question, survey.MaxQuestions+1)
	before := []survey.Question{overall, choice}
	for _, c := range []struct {
		name     string
		state    survey.State
		answered bool
		after    []survey.Question
		ok       bool
	}{
		{"a draft", survey.StateDraft, false, []survey.Question{fewer}, true},
		{"open, nobody has answered", survey.StateOpen, false, []survey.Question{overall}, true},
		{"answered, the same", survey.StateOpen, true, before, true},
		{"answered, other words and one more", survey.StateOpen, true, []survey.Question{overall, ownNumber(3), words}, true},
		{"answered, one less", survey.StateOpen, true, []survey.Question{overall}, false},
		{"answered, one option less", survey.StateOpen, true, []survey.Question{overall, fewer}, false},
		{"answered, another in its place", survey.StateOpen, true, []survey.Question{overall, ownNumber(2)}, false},
		{"closed", survey.StateClosed, false, before, false},
		{"released", survey.StateReleased, true, before, false},
		{"overall second", survey.StateDraft, false, []survey.Question{choice, overall}, false},
		{"nothing", survey.StateDraft, false, nil, false},
		{"too many", survey.StateDraft, false, many, false},
	} {
		if err := (survey.Session{State: c.state}).MayAsk(before, c.after, c.answered); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if survey.SameAsked(before, []survey.Question{overall, words}) {
		t.Error("other words are the same form")
	}
	if !survey.SameAsked(before, []survey.Question{choice, overall}) {
		t.Error("another order is another form")
	}
}

func TestALongFormIsKnownAsOne(t *testing.T) {
	t.Parallel()
	standard := func(rated int) survey.Form {
		f := asking(survey.KindTalk, rated)
		f.Questions = f.Standard()
		return f
	}
	for _, rated := range []int{0, 1, 3, 8} {
		if f := standard(rated); f.Long() || f.Scattered() {
			t.Errorf("the standard form with %d speakers is long", rated)
		}
	}
	f := standard(3)
	f.Questions = append(f.Questions, ownNumber(6))
	if taps, texts := f.Effort(); taps != 8 || texts != 2 || !f.Long() {
		t.Errorf("%d taps and %d texts are not long", taps, texts)
	}
	f.Questions[5].About = survey.AboutSpeaker
	if !f.Scattered() {
		t.Error("content and delivery are parted from the last question")
	}
}

func TestReadingAQuestionsForm(t *testing.T) {
	t.Parallel()
	languages := []survey.Language{survey.Swedish, survey.English}
	read := func(q survey.Question, pairs ...string) (survey.Question, survey.FieldErrors) {
		fields := map[string][]string{}
		for name, value := range form.QuestionFields(q, languages) {
			fields[name] = []string{value}
		}
		for i := 0; i < len(pairs); i += 2 {
			fields[pairs[i]] = []string{pairs[i+1]}
		}
		return form.ReadQuestion(fields, q, languages)
	}
	choice := survey.Question{
		Number: 4, Kind: survey.KindChoice, About: survey.AboutSession, Text: survey.Text{"sv": "Hur?", "fi": "Miten?"},
		Options: []survey.Option{{Number: 1, Text: survey.Text{"sv": "Så"}}, {Number: 3, Text: survey.Text{"sv": "Annat", "fi": "Muu"}}},
	}
	got, errs := read(choice, "question-en", "How?", "option-3-sv", "Tredje")
	if len(errs) > 0 || got.Text["fi"] != "Miten?" || got.Text["en"] != "How?" || len(got.Options) != 3 ||
		got.Options[1].Number != 3 || got.Options[1].Text["fi"] != "Muu" || got.Options[2].Number != 0 {
		t.Errorf("%+v, %v", got, errs)
	}
	if lacks := got.Lacks(languages); len(lacks) != 1 || lacks[0] != survey.English {
		t.Errorf("lacks %v", lacks)
	}
	if _, errs := read(choice, "question-sv", " ", "option-1-sv", ""); errs.For("question-sv") == nil || errs.For("option-2-sv") == nil {
		t.Errorf("no text and one option: %v", errs)
	}
	if _, errs := read(choice, "option-3-en", "Only English"); errs.For("option-3-sv") == nil {
		t.Errorf("an option without the event's language: %v", errs)
	}
	if _, errs := read(choice, "asks", "colour", "asked", "me"); len(errs) != 2 {
		t.Errorf("%v", errs)
	}
	overall := survey.Question{Number: 1, Key: survey.QuestionOverall, Kind: survey.KindRating, About: survey.AboutSession}
	if got, errs := read(overall, "asked", "speaker", "required", "1"); len(errs) > 0 || got.About != survey.AboutSession || !got.Required {
		t.Errorf("%+v, %v", got, errs)
	}
}
