package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/store/storetest"
)

// A furnished organization has one of each thing that has an id.
type furnished struct {
	owner     organizer.Member
	event     survey.EventSessions
	released  survey.Session // with letters, quotes, reflections and thanks
	draft     survey.Session
	comment   survey.ID
	ids       []survey.ID
	codes     []survey.Code
	belonging func() []string
}

// furnish makes an organization of the name.
func furnish(t *testing.T, s *Store, address, name string) furnished {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	p := programme(2)
	p.Organization.Name, p.Event.Name = name, name+"s dagar"
	l, err := s.Load(t.Context(), p)
	must(err)
	f := furnished{belonging: func() []string { return storetest.Belongings(t, address, int64(l.Event.OrganizationID)) }}
	f.event, err = s.Event(t.Context(), l.Event.Code)
	must(err)
	f.owner, err = s.AddOrganizer(t.Context(), organizer.Organizer{OrganizationID: l.Event.OrganizationID, Name: name, Email: "jag@example.org", Role: organizer.Owner}, "")
	must(err)
	must(s.AddSignIn(t.Context(), survey.Hash(newKey(t).ResponseHash()), organizer.SignIn{Organizer: f.owner.Organizer.ID}))
	o := s.Office(f.owner)
	_, err = o.InviteOrganizer(t.Context(), "ny@example.org", organizer.Editor)
	must(err)
	f.released, f.draft = f.event.Sessions[0].Session, f.event.Sessions[1].Session
	_, err = o.AddInvitations(t.Context(), f.event.Event.ID, 0, []string{"gast@example.org"})
	must(err)
	must(o.SetDoor(t.Context(), f.event.Event.Code, true))
	must(o.SetInquiring(t.Context(), f.released.Code, survey.InquiringOpen))
	act(t, s, f.released.Code, survey.ActionOpen)
	_, err = s.Ask(t.Context(), f.released.ID, newKey(t), inquiry.Inquiry{Text: "Vad kostar det?"})
	must(err)
	for range 5 {
		r := says(f.released.ID, 5, 5, 5, "Får citeras.")
		r.Answers[len(r.Answers)-1].Public = true
		accept(t, s, survey.Delivery{Response: r, Key: newKey(t)})
	}
	for _, a := range []survey.Action{survey.ActionClose, survey.ActionSeal, survey.ActionRelease} {
		act(t, s, f.released.Code, a)
	}
	result, err := s.Result(t.Context(), f.released.Code)
	must(err)
	f.comment = result.Comments[0].ID
	for _, code := range []survey.Code{f.released.Code, f.event.Event.Code} {
		reflecting(t, o, code, time.Time{})
		must(s.Thank(t.Context(), code, reflected(t, o, code, newKey(t), "Mod."), newKey(t), true))
		must(o.Quote(t.Context(), code, f.comment, true))
		must(s.Thank(t.Context(), code, f.comment, newKey(t), true))
		must(o.AddMaterial(t.Context(), code, material.Material{Kind: material.KindLink, Title: "Länk", Address: "https://example.org/" + string(code)}, nil))
	}
	f.codes = []survey.Code{f.event.Event.Code, f.released.Code, f.draft.Code}
	f.ids = []survey.ID{f.event.Event.ID, f.released.ID, f.draft.ID, f.comment}
	one := map[string]bool{"act": true, "event": true, "session": true, "comment": true}
	for _, line := range f.belonging() {
		table, rest, _ := strings.Cut(line, ": id=")
		var id survey.ID
		if _, err := fmt.Sscanf(rest, "%d", &id); err == nil && !one[table] {
			one[table], f.ids = true, append(f.ids, id)
		}
	}
	return f
}

// An editor of another organization once took quotes, and the thanks for them, off
// public pages.
func TestQuotesOfAnotherOrganizationStay(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		theirs, mine := furnish(t, s, address, "Grannen"), furnish(t, s, address, "Vi")
		before, own := theirs.belonging(), mine.belonging()
		for _, code := range []survey.Code{mine.released.Code, mine.event.Event.Code} {
			for _, on := range []bool{false, true} {
				wantErr(t, "another organization's quote", s.Office(mine.owner).Quote(t.Context(), code, theirs.comment, on), survey.ErrNotFound)
			}
		}
		if diff := cmp.Diff(before, theirs.belonging()); diff != "" {
			t.Errorf("the other organization has changed:\n%s", diff)
		}
		if diff := cmp.Diff(own, mine.belonging()); diff != "" {
			t.Errorf("what was refused is written somewhere:\n%s", diff)
		}
		// Its own editor takes it off, and that stands in its log.
		if err := s.Office(theirs.owner).Quote(t.Context(), theirs.released.Code, theirs.comment, false); err != nil {
			t.Fatal(err)
		}
		acts, err := s.Office(theirs.owner).Acts(t.Context())
		if err != nil || !slices.ContainsFunc(acts, func(a organizer.Act) bool { return a.Action == "quote.off" }) {
			t.Errorf("the log says %v, %v", acts, err)
		}
	})
}

// A transaction of an office refuses to write by what it has not read as its
// organization's, whatever the statement says.
func TestOfficesRefuseWhatTheyHaveNotRead(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		theirs, mine := furnish(t, s, address, "Grannen"), furnish(t, s, address, "Vi")
		before := theirs.belonging()
		o := s.Office(mine.owner)
		within := func(do func(*tx) error) error {
			return o.acting("", "").write(t.Context(), s.pools.write, "forgetful", do)
		}
		session, comment, code := theirs.released.ID, theirs.comment, theirs.released.Code
		read := func(t *tx) error {
			var found commentRow
			return t.one(&found, "SELECT * FROM comment WHERE id = ?", comment)
		}
		for name, do := range map[string]func(*tx) error{
			"by an id": func(t *tx) error { _, err := t.exec("DELETE FROM quote WHERE comment_id = ?", comment); return err },
			"by a plain number": func(t *tx) error {
				_, err := t.exec("DELETE FROM quote WHERE comment_id = ?", int64(comment))
				return err
			},
			"by a session": func(t *tx) error { _, err := t.exec("DELETE FROM mark WHERE session_id = ?", session); return err },
			"by a code": func(t *tx) error {
				_, err := t.exec("DELETE FROM mark WHERE session_id = (SELECT id FROM session WHERE code = ?)", code)
				return err
			},
			"by a question": func(t *tx) error {
				var gone survey.ID
				return t.one(&gone, "DELETE FROM quote WHERE comment_id = ? RETURNING comment_id", comment)
			},
			"all rows": func(t *tx) error { _, err := t.exec("DELETE FROM thanks WHERE whole = ?", true); return err },
			"a new row": func(t *tx) error {
				_, err := t.exec("INSERT INTO quote (comment_id, whole) VALUES (?, ?)", comment, true)
				return err
			},
			"a reference": func(t *tx) error {
				var event survey.ID
				if err := t.one(&event, "SELECT id FROM event WHERE id = ? AND organization_id = ?", mine.event.Event.ID, mine.owner.Organization.ID); err != nil {
					return err
				}
				_, err := t.exec("UPDATE session SET event_id = ? WHERE event_id = ?", theirs.event.Event.ID, event)
				return err
			},
			"by what was read without an owner": func(t *tx) error {
				_, err := t.exec("UPDATE comment SET text = '' WHERE id = ?", comment)
				return errors.Join(read(t), err)
			},
			"by an organization that was read": func(t *tx) error {
				var owner survey.ID
				if err := t.one(&owner, "SELECT organization_id FROM event WHERE id = ?", theirs.event.Event.ID); err != nil {
					return err
				}
				_, err := t.exec("DELETE FROM wording WHERE organization_id = ?", owner)
				return err
			},
		} {
			wantErr(t, name, within(do), errNotOurs)
		}
		if diff := cmp.Diff(before, theirs.belonging()); diff != "" {
			t.Errorf("the other organization has changed:\n%s", diff)
		}
	})
}

// last are the deeds after which there is less to try others on.
var last = []string{"Archive", "BinSession", "BinEvent", "Restore", "Remove", "RemoveOrganizer", "EndSignIn", "EndOtherSignIns"}

// TestOfficesChangeNothingOfAnother does everything that an office can do with
// every id and code of another organization, beside its own.
func TestOfficesChangeNothingOfAnother(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		theirs, mine := furnish(t, s, address, "Grannen"), furnish(t, s, address, "Vi")
		before := theirs.belonging()
		office := reflect.ValueOf(s.Office(mine.owner))
		var methods []reflect.Method
		for i := range office.NumMethod() {
			methods = append(methods, office.Type().Method(i))
		}
		slices.SortStableFunc(methods, func(a, b reflect.Method) int {
			return slices.Index(last, a.Name) - slices.Index(last, b.Name)
		})
		tried := 0
		for _, m := range methods {
			for _, args := range arguments(t, m.Type, theirs, mine) {
				tried++
				call := office.MethodByName(m.Name).Call
				if m.Type.IsVariadic() {
					call = office.MethodByName(m.Name).CallSlice
				}
				for _, out := range call(args) {
					if up, ok := out.Interface().(material.Upload); ok {
						if err := up.Close(); err != nil {
							t.Error(err)
						}
					}
				}
			}
			if diff := cmp.Diff(before, theirs.belonging()); diff != "" {
				t.Fatalf("%s changes another organization:\n%s", m.Name, diff)
			}
		}
		t.Logf("%d deeds, %d times", len(methods), tried)
		if tried < 1000 {
			t.Errorf("only %d deeds were tried", tried)
		}
	})
}

// arguments are those with which a method is tried: all of what they may be for
// codes and ids, one after the other for the rest.
func arguments(t *testing.T, method reflect.Type, theirs, mine furnished) [][]reflect.Value {
	t.Helper()
	all := [][]reflect.Value{nil}
	for i := 1; i < method.NumIn(); i++ {
		var longer [][]reflect.Value
		for _, begin := range all {
			for _, v := range triedWith(t, method.In(i), theirs, mine) {
				longer = append(longer, append(slices.Clone(begin), reflect.ValueOf(v)))
			}
		}
		if len(longer) == 0 {
			t.Fatalf("say in triedWith with what a %v is tried", method.In(i))
		}
		all = longer
	}
	return all
}

// triedWith are the values of a type with which methods are tried.
func triedWith(t *testing.T, of reflect.Type, theirs, mine furnished) []any {
	f, o := theirs, mine
	stranger := f.event.Sessions[0].Appearances[0]
	withTheirs := o.draft
	withTheirs.EventID = f.event.Event.ID
	theirEvent := o.event.Event
	theirEvent.ID = f.event.Event.ID
	if of == reflect.TypeFor[material.Upload]() {
		return []any{(*upload)(nil)}
	}
	switch reflect.Zero(of).Interface().(type) {
	case survey.Code:
		return []any{f.codes[0], f.codes[1], f.codes[2], o.codes[0], o.codes[1]}
	case survey.ID:
		return anys(f.ids)
	case []survey.ID:
		return []any{f.ids}
	case time.Time:
		return []any{time.Time{}}
	case []survey.Code:
		return []any{f.codes[1:2], f.codes[1:], []survey.Code{o.codes[1], f.codes[1]}}
	case string:
		return []any{"x@example.org"}
	case []string:
		return []any{[]string{"gast@example.org", "ny2@example.org"}}
	case int:
		return []any{1}
	case bool:
		return []any{false, true}
	case survey.Key:
		return []any{newKey(t)}
	case survey.Action:
		return anys([]survey.Action{survey.ActionOpen, survey.ActionClose, survey.ActionCancel, survey.ActionRelease, survey.ActionRehearse, survey.ActionRehearsed, survey.ActionSeal})
	case survey.Access:
		return []any{survey.AccessInvitation, survey.AccessLink}
	case organizer.Role:
		return []any{organizer.Viewer}
	case inquiry.State:
		return anys([]inquiry.State{inquiry.Hidden, inquiry.Shown})
	case followup.State:
		return anys([]followup.State{followup.Hidden, followup.Shown})
	case survey.Inquiring:
		return []any{survey.InquiringOff}
	case followup.Deed:
		return anys([]followup.Deed{followup.Show, followup.Hide, followup.Delete})
	case inquiry.Deed:
		return anys([]inquiry.Deed{inquiry.Hide, inquiry.Show, inquiry.Aloud, inquiry.NotAloud, inquiry.Release, inquiry.Keep, inquiry.Delete})
	case map[survey.ID]int:
		read := map[survey.ID]int{}
		for _, id := range f.ids {
			read[id] = 1
		}
		return []any{read}
	case map[survey.ID]survey.Greeting:
		var all []any
		for _, a := range theirs.event.Sessions[0].Appearances {
			all = append(all, map[survey.ID]survey.Greeting{a.Speaker.ID: {Told: true, Name: "Du"}})
		}
		return all
	case []inquiry.Reply:
		var answers []inquiry.Reply
		for _, id := range f.ids {
			answers = append(answers, inquiry.Reply{Inquiry: id, Text: "Nej.", Revision: 1})
		}
		return []any{answers}
	case []survey.Invitation:
		var all []any
		for _, id := range f.ids {
			all = append(all, []survey.Invitation{{ID: id}}, []survey.Invitation{{Address: "ny3@example.org", SessionID: id}})
		}
		return all
	case []survey.Approval:
		var all []any
		for _, id := range f.ids {
			all = append(all, []survey.Approval{{Letter: id, Revision: 1}})
		}
		return all
	case []survey.Session:
		return []any{[]survey.Session{f.draft}, []survey.Session{o.draft, f.draft}}
	case survey.Event:
		return []any{f.event.Event, theirEvent}
	case []survey.ProgrammeSession:
		return []any{
			[]survey.ProgrammeSession{{Session: f.draft}},
			[]survey.ProgrammeSession{{Session: withTheirs, Appearances: []survey.Appearance{stranger}}},
		}
	case survey.ProgrammeSession:
		own := stranger
		own.Speaker.Name = "En annan"
		return []any{
			survey.ProgrammeSession{Session: f.draft},
			survey.ProgrammeSession{Session: withTheirs, Appearances: []survey.Appearance{stranger}},
			survey.ProgrammeSession{Session: o.draft, Appearances: []survey.Appearance{own}},
		}
	case survey.FollowUp:
		return []any{survey.FollowUp{EventID: f.event.Event.ID, SessionID: f.released.ID, Revision: 1}}
	case material.Material:
		var all []any
		for _, id := range f.ids {
			all = append(all, material.Material{ID: id, EventID: f.event.Event.ID, Kind: material.KindLink, Title: "Vår", Revision: 1, File: material.File{ID: id}})
		}
		return all
	case material.File:
		var all []any
		for _, id := range f.ids {
			all = append(all, material.File{ID: id, Picture: true})
		}
		return all
	case survey.Binned:
		return []any{survey.Binned{Code: f.codes[0]}, survey.Binned{Code: f.codes[1], Event: "x"}}
	case survey.Organization:
		return []any{f.event.Organization}
	case survey.Wording, survey.Letterhead, compliance.Statement, compliance.Procurement, []survey.Question:
		return []any{reflect.Zero(of).Interface()}
	case survey.Review:
		return []any{survey.Review{}, survey.Review{State: survey.CommentIncluded}}
	}
	if of == reflect.TypeFor[context.Context]() {
		return []any{t.Context()}
	}
	return nil
}

func anys[T any](values []T) []any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v
	}
	return all
}
