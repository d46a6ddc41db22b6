package store

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
)

// asked writes a questionnaire as a line: key or text, and number.
func asked(f survey.Form) string {
	var list []string
	for _, q := range f.Questions {
		name := q.Key
		if name == "" {
			name = q.Text[survey.Swedish]
		}
		list = append(list, name+strconv.Itoa(q.Number))
	}
	return strings.Join(list, " ")
}

func ownQuestion(text string, options ...string) survey.Question {
	q := survey.Question{Kind: survey.KindRating, About: survey.AboutSession, Text: survey.Text{survey.Swedish: text}}
	for _, o := range options {
		q.Kind = survey.KindChoice
		q.Options = append(q.Options, survey.Option{Text: survey.Text{survey.Swedish: o}})
	}
	return q
}

func TestADraftAsksWhatItsOrganizerWants(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		all := drafts(t, s, 1)
		organization, code := all.Organization.ID, all.Sessions[0].Session.Code
		save := func(questions []survey.Question) survey.Form {
			t.Helper()
			if err := s.SaveQuestions(t.Context(), organization, code, formOf(t, s, code).Session.Revision, questions); err != nil {
				t.Fatal(err)
			}
			return formOf(t, s, code)
		}
		f := formOf(t, s, code)
		f = save(append(slices.Clone(f.Questions[:4]), ownQuestion("Rum", "Stort", "Litet")))
		if got := asked(f); got != "overall1 content2 delivery3 best4 Rum6" {
			t.Error(got)
		}
		if o := f.Questions[4].Options; len(o) != 2 || o[0].Number != 1 || o[1].Text[survey.Swedish] != "Litet" {
			t.Errorf("options %+v", o)
		}
		moved, _ := f.Moved(6, -1)
		f = save(moved)
		if got := asked(f); got != "overall1 content2 delivery3 Rum6 best4" {
			t.Error(got)
		}
		f = save(f.Questions[:3])
		f = save(append(f.Questions, ownQuestion("Ny")))
		if got := asked(f); got != "overall1 content2 delivery3 Ny7" {
			t.Errorf("a number is used again: %s", got)
		}
		f = save(f.Standard())
		if got := asked(f); got != "overall1 content2 delivery3 best8 better9" || !f.IsStandard() {
			t.Error(got)
		}
		err := s.SaveQuestions(t.Context(), organization, code, f.Session.Revision-1, f.Questions)
		wantErr(t, "an old revision", err, survey.ErrConflict)
		err = s.SaveQuestions(t.Context(), organization+1, code, f.Session.Revision, f.Questions)
		wantErr(t, "another's", err, survey.ErrNotFound)
		last := append(slices.Clone(f.Questions[1:]), f.Questions[0])
		if err = s.SaveQuestions(t.Context(), organization, code, f.Session.Revision, last); fieldOf(err) == "" {
			t.Errorf("overall last: %v", err)
		}
	})
}

// What somebody has answered stays; its words, its place and what is added may
// change, and a form that was opened before is told.
func TestAQuestionThatHasBeenAnsweredStays(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		p := programme(1)
		q := ownQuestion("Rumet", "Stort", "Litet")
		q.Number = 2
		p.Sessions[0].Questions = []survey.Question{{Number: 1, Key: survey.QuestionOverall, Kind: survey.KindRating, About: survey.AboutSession}, q}
		all := loaded(t, s, p)
		organization, code := all.Organization.ID, all.Sessions[0].Session.Code
		save := func(questions []survey.Question) error {
			return s.SaveQuestions(t.Context(), organization, code, formOf(t, s, code).Session.Revision, questions)
		}
		// Nobody has answered yet: what is asked may go.
		f := formOf(t, s, code)
		if err := save(append(f.Questions, ownQuestion("Kort"))); err != nil {
			t.Fatal(err)
		}
		if err := save(f.Questions); err != nil {
			t.Fatal(err)
		}
		before := formOf(t, s, code)
		key := newKey(t)
		response := survey.Response{SessionID: before.Session.ID, Answers: []survey.Answer{
			{Item: survey.Item{Question: 1}, Rating: 5}, {Item: survey.Item{Question: 2}, Choices: []int{1}},
		}}
		accept(t, s, survey.Delivery{Response: response, Key: key, Version: before.Session.Version})

		if err := save(before.Questions[:1]); fieldOf(err) == "" {
			t.Errorf("taking a question away: %v", err)
		}
		changed := slices.Clone(before.Questions)
		changed[1].Kind = survey.KindChoices
		if err := save(changed); fieldOf(err) == "" {
			t.Errorf("another kind: %v", err)
		}
		changed = slices.Clone(before.Questions)
		changed[1].Options = []survey.Option{changed[1].Options[0], ownQuestion("", "Mellan").Options[0]}
		if err := save(changed); fieldOf(err) == "" {
			t.Errorf("putting another option in its place: %v", err)
		}
		changed = append(slices.Clone(before.Questions), ownQuestion("Ny"))
		changed[1].Text = survey.Text{survey.Swedish: "Rummet"}
		if err := save(changed); err != nil {
			t.Fatal(err)
		}
		after := formOf(t, s, code)
		if got := asked(after); got != "overall1 Rummet2 Ny4" || after.Session.Version <= before.Session.Version {
			t.Errorf("%s, version %d after %d", got, after.Session.Version, before.Session.Version)
		}
		moved, _ := after.Moved(4, -1)
		if err := save(moved); err != nil || formOf(t, s, code).Session.Version != after.Session.Version {
			t.Errorf("another order is no other form: %v", err)
		}
		if got, err := s.Response(t.Context(), before.Session.ID, key); err != nil || len(got.Answers) != 2 {
			t.Errorf("the answer is %+v, %v", got, err)
		}
		_, err := s.Accept(t.Context(), survey.Delivery{Response: response, Key: newKey(t), Version: before.Session.Version})
		wantErr(t, "a form from before", err, survey.ErrConflict)
		act(t, s, code, survey.ActionClose)
		wantErr(t, "after closing", save(moved), survey.ErrInUse)
	})
}

// Mending the form is what a rehearsal is for: trial answers hold nothing fast.
func TestTrialAnswersHoldNoQuestion(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		all := drafts(t, s, 1)
		code := all.Sessions[0].Session.Code
		trial := act(t, s, code, survey.ActionRehearse)
		accept(t, s, survey.Delivery{Response: says(trial.ID, 5, 4, 4, "Prov"), Key: newKey(t), Version: trial.Version})
		f := formOf(t, s, code)
		if err := s.SaveQuestions(t.Context(), all.Organization.ID, code, f.Session.Revision, f.Questions[:1]); err != nil {
			t.Fatal(err)
		}
		if f = formOf(t, s, code); asked(f) != "overall1" || responses(t, s, f.Session.ID) != 0 || !f.Session.Rehearsal {
			t.Errorf("%s, %d responses", asked(f), responses(t, s, f.Session.ID))
		}
	})
}

func TestOneQuestionnaireForOtherSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		p := programme(3)
		p.Sessions[2].Session.Kind, p.Sessions[2].Appearances = survey.KindTalk, nil
		l, err := s.Load(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		all, _ := s.Event(t.Context(), l.Event.Code)
		organization := all.Organization.ID
		var codes []survey.Code
		now := func(codes ...survey.Code) (sessions []survey.Session) {
			for _, c := range codes {
				sessions = append(sessions, formOf(t, s, c).Session)
			}
			return sessions
		}
		for _, st := range all.Sessions {
			codes = append(codes, st.Session.Code)
		}
		f := formOf(t, s, codes[0])
		own := append(slices.Clone(f.Questions[:3]), ownQuestion("Rum", "Stort", "Litet"))
		if err := s.SaveQuestions(t.Context(), organization, codes[0], f.Session.Revision, own); err != nil {
			t.Fatal(err)
		}
		if err := s.UseQuestions(t.Context(), organization, codes[0], now(codes[1:]...)); err != nil {
			t.Fatal(err)
		}
		second, third := formOf(t, s, codes[1]), formOf(t, s, codes[2])
		if got := asked(second); got != "overall1 content2 delivery3 Rum6" || len(second.Questions[3].Options) != 2 {
			t.Error(got)
		}
		if third.Questions[1].About != survey.AboutSession {
			t.Errorf("a session without speakers asks %+v", third.Questions[1])
		}
		old := second.Session
		old.Revision--
		wantErr(t, "one that has changed", s.UseQuestions(t.Context(), organization, codes[0], []survey.Session{old}), survey.ErrConflict)
		act(t, s, codes[2], survey.ActionOpen)
		wantErr(t, "one that has opened", s.UseQuestions(t.Context(), organization, codes[0], now(codes[1:]...)), survey.ErrConflict)
		wantErr(t, "another's", s.UseQuestions(t.Context(), organization+1, codes[0], now(codes[1])), survey.ErrNotFound)
		wantErr(t, "itself", s.UseQuestions(t.Context(), organization, codes[0], now(codes[0])), survey.ErrNotFound)
		if formOf(t, s, codes[1]).Session.Revision != second.Session.Revision {
			t.Error("half of them were written")
		}
	})
}
