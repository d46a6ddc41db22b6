package store

import (
	"errors"
	"reflect"
	"slices"

	"github.com/omdome/omdome/survey"
)

// answeredSpeakers returns the numbers of the session's appearances that
// somebody has answered about.
func (t *tx) answeredSpeakers(session survey.ID) (map[int]bool, error) {
	return t.answered(session, "appearance", func(i survey.Item) int { return i.Appearance })
}

// answeredQuestions returns the numbers of the session's questions that somebody
// has answered.
func (t *tx) answeredQuestions(session survey.ID) (map[int]bool, error) {
	return t.answered(session, "question", func(i survey.Item) int { return i.Question })
}

// answered returns the numbers in the column of what has been answered: of what is
// counted and commented, and of what waits or lies in groups, whose comments stand
// in no table yet.
func (t *tx) answered(session survey.ID, column string, of func(survey.Item) int) (map[int]bool, error) {
	var numbers []int
	if err := t.all(&numbers, "SELECT "+column+" FROM tally WHERE session_id = ? AND count > 0 UNION SELECT "+
		column+" FROM comment WHERE session_id = ?", session, session); err != nil {
		return nil, err
	}
	waiting, grouped, err := t.heldIn(session)
	if err != nil {
		return nil, err
	}
	answered := setOf(numbers)
	for _, h := range slices.Concat(waiting, grouped) {
		for _, a := range h.response.Answers {
			answered[of(a.Item)] = true
		}
	}
	delete(answered, 0) // what is about the session and no appearance
	return answered, nil
}

func setOf(numbers []int) map[int]bool {
	set := make(map[int]bool, len(numbers))
	for _, n := range numbers {
		set[n] = true
	}
	return set
}

// storeAppearances makes the session's appearances those given, and returns them
// with their numbers, and the highest number that has ever been used. One whose
// number the session does not have is new.
func (t *tx) storeAppearances(form survey.Form, row sessionRow, given []survey.Appearance) ([]survey.Appearance, int, error) {
	last := row.LastAppearance
	there := map[int]survey.Appearance{}
	for _, a := range form.Appearances {
		there[a.Number], last = a, max(last, a.Number)
	}
	after := slices.Clone(given)
	for i := range after {
		a := &after[i]
		before, known := there[a.Number]
		delete(there, a.Number)
		if !known {
			last++
			a.Number = last
			if err := t.loadAppearance(form.Event, row.ID, *a); err != nil {
				return nil, 0, err
			}
			continue
		}
		if err := t.storeAppearance(form.Event, row.ID, before, *a); err != nil {
			return nil, 0, err
		}
	}
	for _, gone := range there {
		if _, err := t.exec("DELETE FROM appearance WHERE id = ? AND session_id = ?", gone.ID, row.ID); err != nil {
			return nil, 0, err
		}
	}
	for _, a := range after {
		// Whoever stands in several sessions has one language.
		if _, err := t.exec("UPDATE speaker SET language = ? WHERE organization_id = ? AND name = ? AND email = ? AND language <> ?",
			a.Speaker.Language, form.Organization.ID, a.Speaker.Name, a.Speaker.Email, a.Speaker.Language); err != nil {
			return nil, 0, err
		}
	}
	slices.SortFunc(after, func(a, b survey.Appearance) int { return a.Number - b.Number })
	return after, last, nil
}

// storeAppearance changes an appearance in the session. A changed name or address is another
// speaker, unless nobody else rests on this one: what stands in other sessions
// is not changed from here.
func (t *tx) storeAppearance(e survey.Event, session survey.ID, before, after survey.Appearance) error {
	speaker := before.Speaker.ID
	if before.Speaker.Name != after.Speaker.Name || before.Speaker.Email != after.Speaker.Email {
		var uses int
		err := t.one(&speaker, "SELECT id FROM speaker WHERE organization_id = ? AND name = ? AND email = ?",
			e.OrganizationID, after.Speaker.Name, after.Speaker.Email)
		if errors.Is(err, survey.ErrNotFound) {
			speaker = before.Speaker.ID
			err = t.one(&uses, "SELECT COUNT(*) FROM appearance WHERE speaker_id = ?", speaker)
			switch {
			case err != nil:
			case uses > 1:
				if speaker, err = t.store.newID(); err == nil {
					_, err = t.exec("INSERT INTO speaker (id, organization_id, name, language, email, greeting) VALUES (?, ?, ?, ?, ?, ?)",
						speaker, e.OrganizationID, after.Speaker.Name, after.Speaker.Language, after.Speaker.Email, greeting(after.Speaker.Greeting))
				}
			default:
				_, err = t.exec("UPDATE speaker SET name = ?, email = ? WHERE id = ? AND organization_id = ?",
					after.Speaker.Name, after.Speaker.Email, speaker, e.OrganizationID)
			}
		}
		if err != nil {
			return err
		}
	}
	if after.Speaker.Greeting.Told || speaker == before.Speaker.ID {
		// Who turns out to be somebody known keeps the greeting that was told of them.
		if err := t.greet(e.OrganizationID, speaker, after.Speaker.Greeting); err != nil {
			return err
		}
	}
	_, err := t.exec("UPDATE appearance SET speaker_id = ?, role = ?, rated = ? WHERE id = ? AND session_id = ?",
		speaker, after.Role, after.Rated, before.ID, session)
	return err
}

// lastQuestion returns the highest number that a question of the session has
// ever had.
func lastQuestion(form survey.Form, row sessionRow) int {
	last := row.LastQuestion
	for _, q := range form.Questions {
		last = max(last, q.Number)
	}
	return last
}

// storeQuestions makes the session's questionnaire the one given, unless that
// would take away or alter what has been answered: then it stays. It returns the
// highest number ever used, and whether anything changed.
func (t *tx) storeQuestions(form survey.Form, row sessionRow, after []survey.Question) (last int, changed bool, err error) {
	last = lastQuestion(form, row)
	if reflect.DeepEqual(form.Questions, after) {
		return last, false, nil
	}
	answered, err := t.answeredQuestions(row.ID)
	if err != nil {
		return last, false, err
	}
	for _, q := range form.Questions {
		if answered[q.Number] && !slices.ContainsFunc(after, func(a survey.Question) bool { return a.Number == q.Number }) {
			return last, false, nil
		}
	}
	for _, q := range after {
		last = max(last, q.Number)
	}
	// A tally of nobody is all that can rest on a question without answers.
	for _, statement := range []string{
		"DELETE FROM option WHERE session_id = ?", "DELETE FROM tally WHERE session_id = ? AND count = 0",
	} {
		if _, err := t.exec(statement, row.ID); err != nil {
			return last, false, err
		}
	}
	return last, true, t.replaceQuestions(row.ID, form.Questions, after)
}

// replaceQuestions writes the questionnaire over the one there. Rows of
// questions that stay are updated and never deleted: answers rest on them.
func (t *tx) replaceQuestions(session survey.ID, before, after []survey.Question) error {
	stays := map[int]bool{}
	for _, q := range after {
		stays[q.Number] = true
	}
	there := map[int]bool{}
	for _, q := range before {
		there[q.Number] = true
		if !stays[q.Number] {
			if _, err := t.exec("DELETE FROM question WHERE session_id = ? AND number = ?", session, q.Number); err != nil {
				return err
			}
		}
	}
	var added, options [][]any
	for i, q := range after {
		for j, o := range q.Options {
			options = append(options, []any{session, q.Number, o.Number, j + 1, asJSON[survey.Text]{o.Text}})
		}
		if !there[q.Number] {
			added = append(added, []any{session, q.Number, i + 1, q.Key, q.Kind, q.About, q.Required, asJSON[survey.Text]{q.Text}})
			continue
		}
		if _, err := t.exec("UPDATE question SET position = ?, key = ?, kind = ?, about = ?, required = ?, text = ? WHERE session_id = ? AND number = ?",
			i+1, q.Key, q.Kind, q.About, q.Required, asJSON[survey.Text]{q.Text}, session, q.Number); err != nil {
			return err
		}
	}
	if _, err := t.insert("question (session_id, number, position, key, kind, about, required, text)", added, ""); err != nil {
		return err
	}
	_, err := t.insert("option (session_id, question, number, position, text)", options, "")
	return err
}
