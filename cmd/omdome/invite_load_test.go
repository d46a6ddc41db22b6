package main

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

const (
	invitedPeople = 1000
	triesEach     = 20
	// keysEach is how many keys the tries of one invitation have between them.
	keysEach = 4
	// atATime is how many people try at the same time.
	atATime = 12
)

// newSeminar is a hall whose session only invited people can answer.
func newSeminar(t testing.TB, database string, programs int) *hall {
	t.Helper()
	h := newHall(t, database, programs)
	ctx := context.Background()
	event, err := loadEvent(ctx, h.store, seminarProgramme, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	code := event.Sessions[0].Session.Code
	if _, err := h.store.Act(ctx, code, survey.ActionOpen); err != nil {
		t.Fatal(err)
	}
	if h.form, err = h.store.Form(ctx, code); err != nil {
		t.Fatal(err)
	}
	return h
}

// invite returns an invitation with its token for each of n people.
func (h *hall) invite(t testing.TB, n int) []survey.Invited {
	t.Helper()
	invited, err := h.store.Invite(context.Background(), h.form.Event.ID, make([]survey.Invitation, n))
	if err != nil {
		t.Fatal(err)
	}
	return invited
}

// count asks for a number about the session.
func (h *hall) count(t testing.TB, what string) int {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(h.database, "postgres") {
		driver = "postgres"
	}
	db, err := sql.Open(driver, h.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRow(fmt.Sprintf("SELECT CAST(COALESCE(%s, 0) AS INTEGER) FROM session WHERE id = %d", what, h.form.Session.ID)).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// keyMarks has the test's own store know the marks' secret as the programs do.
func (h *hall) keyMarks(t *testing.T) {
	t.Helper()
	file := markFile(markFlag{}, keyFlag{}, databaseFlag{Database: h.database})
	if err := keyMarks(t.Context(), h.store, file, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
}

// tryAll lets one person try several times at once, on as many connections, and
// returns what each key was answered.
func (h *hall) tryAll(t *testing.T, who int, i survey.Invited, posters []*poster) map[survey.Key][]int {
	attempts := make([]attempt, keysEach)
	for n := range attempts {
		attempts[n] = newAttempt(who + n)
		attempts[n].body += "&" + url.Values{"invited": {i.Invitation.Seal()}}.Encode()
	}
	answers := map[survey.Key][]int{}
	var mu sync.Mutex
	var tries sync.WaitGroup
	for n, p := range posters {
		tries.Go(func() {
			p.cookie = "invited-" + string(h.form.Event.Code) + "=" + i.Token
			a := attempts[n%keysEach]
			for range 100 {
				status, err := p.post(h.path(), a.body)
				if err == nil && status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
					mu.Lock()
					defer mu.Unlock()
					answers[a.key] = append(answers[a.key], status)
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
			t.Error("not answered in a hundred tries")
		})
	}
	tries.Wait()
	return answers
}

// Every invitation is answered exactly once, however many keys, connections and
// programs try at the same time; the key that was first gets thanks for each of
// its tries, and the others are told that the invitation has answered.
func TestEveryInvitationIsAnsweredOnce(t *testing.T) {
	for _, c := range []struct {
		name     string
		database func(testing.TB) string
		programs int
	}{{"sqlite", storetest.SQLite, 1}, {"postgres", storetest.EmptyPostgres, 2}} {
		t.Run(c.name, func(t *testing.T) {
			h := newSeminar(t, c.database(t), c.programs)
			_, addresses := h.startAll(t)
			h.keyMarks(t)
			invited := h.invite(t, invitedPeople)
			began := time.Now()
			people := make(chan int)
			var won sync.Map // survey.Key to the person it belongs to
			var all sync.WaitGroup
			for range atATime {
				all.Go(func() {
					posters := make([]*poster, triesEach)
					for n := range posters {
						posters[n] = &poster{address: addresses[n%len(addresses)]}
						defer posters[n].close()
					}
					for who := range people {
						h.judge(t, &won, who, h.tryAll(t, who, invited[who], posters))
					}
				})
			}
			for who := range invitedPeople {
				people <- who
			}
			close(people)
			all.Wait()
			t.Logf("%d invitations, %d tries each with %d keys, to %d programs in %v",
				invitedPeople, triesEach, keysEach, c.programs, time.Since(began).Round(time.Millisecond))
			h.answeredBy(t, &won)
		})
	}
}

// judge asserts that one key of a person's has won, and that all its tries and
// no others were acknowledged.
func (h *hall) judge(t *testing.T, won *sync.Map, who int, answers map[survey.Key][]int) {
	acknowledged := 0
	for key, statuses := range answers {
		for _, status := range statuses {
			if status != statuses[0] || status != http.StatusSeeOther && status != http.StatusConflict {
				t.Errorf("person %d: the same form was answered %v", who, statuses)
				return
			}
		}
		if statuses[0] == http.StatusSeeOther {
			acknowledged++
			won.Store(key, who)
		}
	}
	if acknowledged != 1 {
		t.Errorf("person %d: %d keys were acknowledged", who, acknowledged)
	}
}

// answeredBy asserts that exactly the responses of the keys that won are there,
// one mark for each, and that a recount agrees.
func (h *hall) answeredBy(t *testing.T, won *sync.Map) {
	t.Helper()
	responses := h.count(t, "(SELECT COUNT(*) FROM waiting_response WHERE session_id = session.id)") +
		h.count(t, "(SELECT SUM(length(keys)) FROM response_group WHERE session_id = session.id)")/16
	if marks := h.count(t, "(SELECT COUNT(*) FROM mark WHERE session_id = session.id)"); responses != invitedPeople || marks != invitedPeople {
		t.Errorf("%d responses and %d marks of %d invitations", responses, marks, invitedPeople)
	}
	won.Range(func(key, who any) bool {
		if _, err := h.store.Response(context.Background(), h.form.Session.ID, key.(survey.Key)); err != nil {
			t.Errorf("person %v: an acknowledged response is not there: %v", who, err)
		}
		return true
	})
	states, err := h.store.Invitations(context.Background(), h.form.Event.ID, h.form.Session.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range states {
		if !i.Answered {
			t.Fatal("an invitation that was answered counts as unused")
		}
	}
	h.recounted(t, invitedPeople)
}
