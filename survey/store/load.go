package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// errText: a text that one of the databases would refuse, or keep otherwise
// than it was given.
var errText = errors.New("a text holds NUL or is not UTF-8")

// Load stores a programme in one transaction. What is there already is left as
// it is: the organization by its name, the event by its name within that, a
// session by title and start within that, a speaker by name and e-mail. So
// loading the same programme again changes nothing.
//
// Ids and codes that are zero are drawn; a code that is taken is drawn again.
// A session without questions gets its kind's questionnaire, without a k the
// event's, without a state draft.
func (s *Store) Load(ctx context.Context, p survey.Programme) (survey.Loaded, error) {
	if err := checkProgramme(p); err != nil {
		return survey.Loaded{}, fmt.Errorf("loading: %w", err)
	}
	var loaded survey.Loaded
	err := s.write(ctx, s.pools.slow, "load", func(t *tx) error {
		loaded = survey.Loaded{}
		organization, err := t.loadOrganization(p.Organization)
		if err != nil {
			return err
		}
		if loaded.Event, err = t.loadEvent(organization, p.Event); err != nil {
			return err
		}
		var position int
		if err := t.one(&position, "SELECT COALESCE(MAX(position), 0) FROM session WHERE event_id = ?", loaded.Event.ID); err != nil {
			return err
		}
		for _, session := range p.Sessions {
			position++
			added, err := t.loadSession(loaded.Event, position, session)
			if err != nil {
				return err
			}
			if added {
				loaded.Added++
			} else {
				loaded.Kept++
			}
		}
		return nil
	})
	if err != nil {
		return survey.Loaded{}, fmt.Errorf("loading: %w", err)
	}
	return loaded, nil
}

func (t *tx) loadOrganization(o survey.Organization) (survey.ID, error) {
	id, err := t.sameOrganization(o.Name)
	if !errors.Is(err, survey.ErrNotFound) {
		return id, err
	}
	if err := t.nameOrganization(0, o.Name); err != nil {
		return 0, err
	}
	if o.ID, err = t.idOr(o.ID); err != nil {
		return 0, err
	}
	_, err = t.exec(`INSERT INTO organization (id, name, address, place, contact, signer, signer_title)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		o.ID, o.Name, asJSON[[]string]{o.Address}, o.Place, o.Contact, o.Signer, o.SignerTitle)
	return o.ID, err
}

func (t *tx) loadEvent(organization survey.ID, e survey.Event) (survey.Event, error) {
	id, err := t.sameEvent(organization, e.Name, 0)
	if err == nil {
		var row eventRow
		err = t.one(&row, "SELECT * FROM event WHERE id = ?", id)
		return row.event(), err
	}
	if !errors.Is(err, survey.ErrNotFound) {
		return e, err
	}
	e.OrganizationID = organization
	if e.ID, err = t.idOr(e.ID); err != nil {
		return e, err
	}
	if e.Code, err = t.freeCode("event", e.Code); err != nil {
		return e, err
	}
	if e.K == 0 {
		e.K = survey.DefaultK
	}
	if e.Access == "" {
		e.Access = survey.AccessLink
	}
	if e.Language == "" {
		e.Language = survey.Swedish
	}
	if len(e.Languages) == 0 {
		e.Languages = []survey.Language{e.Language}
	}
	_, err = t.exec(`INSERT INTO event (id, organization_id, code, name, place, zone, language, languages, k, compare, access)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, e.OrganizationID, e.Code, e.Name, e.Place, e.Zone, e.Language,
		asJSON[[]survey.Language]{e.Languages}, e.K, e.Compare, e.Access)
	return e, err
}

func (t *tx) loadSession(event survey.Event, position int, p survey.ProgrammeSession) (added bool, err error) {
	s := p.Session
	if _, err := t.sameSession(event.ID, s, 0); !errors.Is(err, survey.ErrNotFound) {
		return false, err
	}
	if s.ID, err = t.idOr(s.ID); err != nil {
		return false, err
	}
	if s.Code, err = t.freeCode("session", s.Code); err != nil {
		return false, err
	}
	if s.K == 0 {
		s.K = event.K
	}
	if s.State == "" {
		s.State = survey.StateDraft
	}
	s.Version = max(s.Version, 1)
	_, err = t.exec(`INSERT INTO session (id, event_id, position, code, kind, title, room, starts, ends, opens_at, closes_at,
			state, closed, sealed, released, k, attended, about, version, replaced_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.ID, event.ID, position, s.Code, s.Kind, s.Title, s.Room, s.Starts.UnixMicro(), s.Ends.UnixMicro(),
		micros{s.OpensAt}, micros{s.ClosesAt}, s.State, micros{s.Closed}, micros{s.Sealed}, micros{s.Released},
		s.K, s.Attended, s.About, s.Version, s.ReplacedBy)
	if err != nil {
		return false, err
	}
	if _, err := t.exec("INSERT INTO register (session_id, responses, waiting, swept) VALUES (?, 0, 0, ?)", s.ID, true); err != nil {
		return false, err
	}
	appearances := slices.Clone(p.Appearances)
	for i := range appearances {
		a := &appearances[i]
		if a.Number == 0 {
			a.Number = i + 1
		}
		if err := t.loadAppearance(event, s.ID, *a); err != nil {
			return false, err
		}
	}
	questions := p.Questions
	if len(questions) == 0 {
		questions = s.Kind.Questionnaire(appearances)
	}
	return true, t.loadQuestions(s.ID, questions)
}

func (t *tx) loadAppearance(event survey.Event, session survey.ID, a survey.Appearance) error {
	speaker := a.Speaker
	var err error
	if speaker.ID, err = t.sameSpeaker(event.OrganizationID, speaker); errors.Is(err, survey.ErrNotFound) {
		if speaker.ID, err = t.idOr(a.Speaker.ID); err != nil {
			return err
		}
		if speaker.Language == "" {
			speaker.Language = event.Language
		}
		_, err = t.exec("INSERT INTO speaker (id, organization_id, name, language, email, greeting) VALUES (?, ?, ?, ?, ?, ?)",
			speaker.ID, event.OrganizationID, speaker.Name, speaker.Language, speaker.Email, greeting(speaker.Greeting))
	} else if err == nil && speaker.Greeting.Told {
		err = t.greet(event.OrganizationID, speaker.ID, speaker.Greeting)
	}
	if err != nil {
		return err
	}
	if a.ID, err = t.idOr(a.ID); err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO appearance (id, session_id, number, speaker_id, role, rated) VALUES (?, ?, ?, ?, ?, ?)",
		a.ID, session, a.Number, speaker.ID, a.Role, a.Rated)
	return err
}

func (t *tx) loadQuestions(session survey.ID, questions []survey.Question) error {
	var rows, options [][]any
	for i, q := range questions {
		if q.Number == 0 {
			q.Number = i + 1
		}
		rows = append(rows, []any{session, q.Number, i + 1, q.Key, q.Kind, q.About, q.Required, asJSON[survey.Text]{q.Text}})
		for j, o := range q.Options {
			if o.Number == 0 {
				o.Number = j + 1
			}
			options = append(options, []any{session, q.Number, o.Number, j + 1, asJSON[survey.Text]{o.Text}})
		}
	}
	if _, err := t.insert("question (session_id, number, position, key, kind, about, required, text)", rows, ""); err != nil {
		return err
	}
	_, err := t.insert("option (session_id, question, number, position, text)", options, "")
	return err
}

// idOr returns the id, or a new one where it is zero.
func (t *tx) idOr(id survey.ID) (survey.ID, error) {
	if id != 0 {
		return id, nil
	}
	return t.store.newID()
}

// freeCode returns the code, or another one where it is taken or empty.
func (t *tx) freeCode(table string, code survey.Code) (survey.Code, error) {
	for {
		if code != "" {
			var taken int
			if err := t.one(&taken, "SELECT COUNT(*) FROM "+table+" WHERE code = ?", code); err != nil || taken == 0 {
				t.ours.learn(code) // nobody else's
				return code, err
			}
		}
		var err error
		if code, err = survey.NewCode(t.store.random); err != nil {
			return "", err
		}
	}
}

// checkProgramme says whether every database keeps the programme's texts alike.
func checkProgramme(p survey.Programme) error {
	texts := []string{
		p.Organization.Name, p.Organization.Place, p.Organization.Contact, p.Organization.Signer, p.Organization.SignerTitle,
		p.Event.Name, p.Event.Place, p.Event.Zone,
	}
	texts = append(texts, p.Organization.Address...)
	for _, s := range p.Sessions {
		texts = append(texts, s.Session.Title, s.Session.Room)
		for _, a := range s.Appearances {
			texts = append(texts, a.Speaker.Name, a.Speaker.Email)
		}
		for _, q := range s.Questions {
			for _, text := range q.Text {
				texts = append(texts, text)
			}
			for _, o := range q.Options {
				for _, text := range o.Text {
					texts = append(texts, text)
				}
			}
		}
	}
	for _, text := range texts {
		if !writing.IsText(text) {
			return errText
		}
	}
	return nil
}
