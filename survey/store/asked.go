package store

import (
	"sync"

	"github.com/omdome/omdome/survey"
)

// A questionnaire is the numbers of a session's questions in one version of them.
type questionnaire struct {
	version int
	numbers map[int]bool
}

// questionnaires remembers what sessions ask, so that not every batch of answers
// reads it again: what a version asks does not change.
type questionnaires struct {
	mu sync.Mutex
	of map[survey.ID]questionnaire
}

// questionnairesMost is how many sessions' are remembered.
const questionnairesMost = 10_000

// asked returns the numbers of the session's questions. The transaction shares or has
// locked the session's row, and has read this version from it.
func (t *tx) asked(session survey.ID, version int) (map[int]bool, error) {
	q := &t.store.questionnaires
	q.mu.Lock()
	known, ok := q.of[session]
	q.mu.Unlock()
	if ok && known.version == version {
		return known.numbers, nil
	}
	var numbers []int
	if err := t.all(&numbers, "SELECT number FROM question WHERE session_id = ?", session); err != nil {
		return nil, err
	}
	known = questionnaire{version, setOf(numbers)}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.of == nil || len(q.of) >= questionnairesMost {
		q.of = map[survey.ID]questionnaire{}
	}
	q.of[session] = known
	return known.numbers, nil
}
