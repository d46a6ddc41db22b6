package main

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"fmt"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/store"
)

//go:embed example/programme.json
var exampleProgramme []byte

// An example says what became of one session of the example conference: how it
// was rated, by field of its form, what was commented, and whether it is over.
type example struct {
	title    string
	ratings  map[string]survey.Tally
	best     []string
	better   []string
	leaveOut map[string]survey.Reason
	released bool
	// public is how many of best may be quoted.
	public int
}

// examples are in the programme's order; a session that is not here stays a
// draft. The second is the workshop of the letter that Omdöme began with: its
// figures (5,5; 5,0; 5,0) and its two comments.
var examples = []example{
	{
		title: "Samma mål hela vägen: från beslut till vardag", released: true,
		ratings: map[string]survey.Tally{
			"q1": {0, 0, 1, 6, 20, 15}, "q2.1": {0, 0, 2, 7, 19, 13}, "q3.1": {0, 1, 2, 8, 17, 12},
		},
		best: []string{
			"Att se hela kedjan från nämndens beslut till avtalet. Det gör ingen annan.",
			"Exemplen ur er egen avtalsdatabas.",
			"Bra tempo för att vara på nätet.",
		},
		better:   []string{"Lite mer tid för frågor, tack.", "Ljudet hackade den första kvarten."},
		leaveOut: map[string]survey.Reason{"Ljudet hackade den första kvarten.": survey.ReasonRoom},
	},
	{
		title: "Från mål till avtal", released: true,
		ratings: map[string]survey.Tally{
			"q1": {0, 0, 0, 3, 6, 14}, "q2.1": {0, 0, 1, 5, 10, 7}, "q3.1": {0, 0, 2, 4, 8, 8},
		},
		best: []string{"Genomfördes proffsigt med kunskap och engagemang!", "Mycket lärorik"}, public: 2,
	},
	{
		title: "Nya avtal, gamla vanor", released: true,
		ratings: map[string]survey.Tally{
			"q1": {2, 5, 6, 2, 2, 0}, "q2.1": {1, 5, 7, 3, 1, 0}, "q3.1": {3, 6, 5, 2, 1, 0},
		},
		best:   []string{"Ämnet är viktigt."},
		better: []string{"Färre bilder och fler exempel från verkligheten.", "Svårt att höra vad som var nytt i avtalen."},
	},
	{
		title: "Kommun och region vid samma bord", released: true,
		ratings: map[string]survey.Tally{
			"q1": {0, 1, 3, 9, 12, 4}, "q2.1": {0, 0, 2, 8, 13, 5}, "q3.1": {0, 0, 1, 6, 14, 7},
			"q2.2": {2, 4, 3, 7, 6, 3}, "q3.2": {3, 4, 4, 4, 7, 2},
		},
		best:   []string{"Att ni vågade visa var det tar emot.", "Två röster i samtal i stället för två föredrag."},
		better: []string{"Säg gärna vad som kostade mest tid."},
	},
	{
		title: "Leda på distans", released: true,
		ratings: map[string]survey.Tally{
			"q1": {0, 0, 0, 1, 1, 1}, "q2.1": {0, 0, 0, 1, 2, 0}, "q3.1": {0, 0, 0, 0, 2, 1},
		},
		best: []string{"Bra övningar."},
	},
	{
		title: "Contracts That Learn", released: true,
		ratings: map[string]survey.Tally{
			"q1": {0, 0, 2, 8, 9, 3}, "q2.1": {0, 0, 2, 7, 10, 3}, "q3.1": {0, 1, 2, 9, 8, 2},
		},
		best:   []string{"The idea of a contract that has its own follow-up plan.", "Funny, and still precise."},
		better: []string{"A little fast for those of us who don't speak English every day."},
	},
	{
		title: "Öppna data i vardagen",
		ratings: map[string]survey.Tally{
			"q1": {0, 0, 1, 2, 3, 1}, "q2.1": {0, 0, 0, 3, 3, 1}, "q3.1": {0, 0, 1, 1, 4, 1},
		},
		best: []string{"Kartan med alla öppna källor."},
	},
	{
		title: "Konferensen som helhet",
		ratings: map[string]survey.Tally{
			"q1": {0, 0, 1, 3, 4, 1}, "q2": {0, 1, 2, 3, 2, 1}, "q3": {0, 0, 0, 2, 4, 3},
		},
		better: []string{"Längre kaffepauser: det är där vi pratar."},
	},
}

// loadExample loads the example conference as any event is loaded, its last day
// being today, and lets its attendees answer.
func loadExample(ctx context.Context, s *store.Store, now time.Time) (survey.EventSessions, error) {
	event, err := loadEvent(ctx, s, exampleProgramme, now)
	if err != nil {
		return survey.EventSessions{}, err
	}
	for _, e := range examples {
		i := find(event, e.title)
		if err := e.happen(ctx, s, event.Sessions[i].Session.Code); err != nil {
			return survey.EventSessions{}, fmt.Errorf("the example %q: %w", e.title, err)
		}
	}
	return s.Event(ctx, event.Event.Code)
}

// loadEvent loads an event as `omdome load` does, its last day being today.
func loadEvent(ctx context.Context, s *store.Store, file []byte, now time.Time) (survey.EventSessions, error) {
	programme, err := exchange.ReadProgramme(bytes.NewReader(file), "programme.json", i18n.Known)
	if err != nil {
		return survey.EventSessions{}, err
	}
	moveToDay(&programme, now)
	loaded, err := s.Load(ctx, programme)
	if err != nil {
		return survey.EventSessions{}, err
	}
	return s.Event(ctx, loaded.Event.Code)
}

// find returns the index of the session with the title. The example's titles
// are all in its programme; a test sees to it.
func find(event survey.EventSessions, title string) int {
	for i, s := range event.Sessions {
		if s.Session.Title == title {
			return i
		}
	}
	return 0
}

// moveToDay moves all of a programme's times by whole days, so that its last
// day is the day of now.
func moveToDay(p *survey.Programme, now time.Time) {
	zone := p.Event.Location()
	midnight := func(t time.Time) time.Time {
		y, m, d := t.In(zone).Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	var last time.Time
	for _, s := range p.Sessions {
		if s.Session.Ends.After(last) {
			last = s.Session.Ends
		}
	}
	days := int(midnight(now).Sub(midnight(last)).Hours() / 24)
	for i := range p.Sessions {
		s := &p.Sessions[i].Session
		s.Starts, s.Ends = s.Starts.In(zone).AddDate(0, 0, days), s.Ends.In(zone).AddDate(0, 0, days)
		s.OpensAt, s.ClosesAt = survey.DefaultWindow(s.Ends, zone)
	}
}

// happen opens the session, takes its attendees' responses and, where it is
// over, closes it, reviews its comments and shows the result. Where only invited
// people can answer, the first of them do.
func (e example) happen(ctx context.Context, s *store.Store, code survey.Code, invited ...survey.Invitation) error {
	if _, err := s.Act(ctx, code, survey.ActionOpen); err != nil {
		return err
	}
	form, err := s.Form(ctx, code)
	if err != nil {
		return err
	}
	for i, fields := range e.responses() {
		response, wrong := form.Validate(fields)
		if wrong != nil {
			return wrong
		}
		key, err := survey.NewKey(rand.Reader)
		if err != nil {
			return err
		}
		delivery := survey.Delivery{Response: response, Key: key}
		if len(invited) > 0 {
			delivery.Invitation = invited[i].ID
		}
		if _, err := s.Accept(ctx, delivery); err != nil {
			return err
		}
	}
	if !e.released {
		return nil
	}
	for _, a := range []survey.Action{survey.ActionClose, survey.ActionSeal} {
		if _, err := s.Act(ctx, code, a); err != nil {
			return err
		}
	}
	if err := e.review(ctx, s, code); err != nil {
		return err
	}
	_, err = s.Act(ctx, code, survey.ActionRelease)
	return err
}

// responses deals the ratings and comments out to as many attendees as it
// takes, as they would have sent the form.
func (e example) responses() []map[string][]string {
	var all []map[string][]string
	give := func(i int, field, value string) {
		for len(all) <= i {
			all = append(all, map[string][]string{})
		}
		all[i][field] = []string{value}
	}
	for field, tally := range e.ratings {
		i := 0
		for rating := survey.MaxRating; rating >= survey.MinRating; rating-- {
			for range tally.Count(rating) {
				give(i, field, fmt.Sprint(rating))
				i++
			}
		}
	}
	for i, c := range e.best {
		give(2*i, "q4", c)
		if i < e.public {
			give(2*i, survey.Item{Question: 4}.PublicField(), "1")
		}
	}
	for i, c := range e.better {
		give(len(all)-1-i, "q5", c)
	}
	return all
}

// review leaves out the comments that the example leaves out.
func (e example) review(ctx context.Context, s *store.Store, code survey.Code) error {
	result, err := s.Result(ctx, code)
	if err != nil {
		return err
	}
	for _, c := range result.Comments {
		if reason, ok := e.leaveOut[c.Text]; ok {
			if err := s.ReviewComment(ctx, code, c.ID, survey.CommentLeftOut, reason); err != nil {
				return err
			}
		}
	}
	return nil
}
