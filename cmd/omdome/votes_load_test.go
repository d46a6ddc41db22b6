package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/organizer"
)

// voters is how many vote for an attendee's question at once, each twice.
const voters = 500

var votesShown = regexp.MustCompile(`(\d+) person(?:er)? undrar`)

// TestFiveHundredVoteAtOnce lets five hundred devices vote for a question while an
// organizer follows the list: what that shows never goes back, and in the end
// every device is one vote.
func TestFiveHundredVoteAtOnce(t *testing.T) {
	databases(t, func(t *testing.T, h *hall) {
		session := h.form.Session
		office := h.store.Office(organizer.Member{Organization: h.form.Organization})
		if err := office.SetInquiring(t.Context(), session.Code, survey.InquiringOpen); err != nil {
			t.Fatal(err)
		}
		asked, err := h.store.Ask(t.Context(), session.ID, newDevice(t), inquiry.Inquiry{Text: "Hur fick ni med ledningen?"})
		if err != nil {
			t.Fatal(err)
		}
		cookie, err := signedIn(h.store, h.form.Organization.ID)
		if err != nil {
			t.Fatal(err)
		}
		h.env = append(h.env, "OMDOME_PROXY=127.0.0.1") // a hall that comes by twenty addresses
		_, addresses := h.startAll(t)
		list := "/o/s/" + string(session.Code) + "/asked"

		var voting, watching sync.WaitGroup
		var over atomic.Bool
		looks := 0
		watching.Go(func() {
			for last := 0; !over.Load(); looks++ {
				now := shownVotes(t, addresses[0]+list, cookie)
				if now < last || now > voters+1 {
					t.Errorf("the list shows %d votes after %d", now, last)
				}
				last = now
			}
		})
		began := time.Now()
		path := h.path() + "/ask/" + strconv.FormatInt(int64(asked.ID), 10) + "/vote"
		for i := range voters {
			cookie := "device=" + newDevice(t).Text()
			for range 2 {
				voting.Go(func() {
					p := &poster{address: addresses[i%len(addresses)], cookie: cookie, from: fmt.Sprintf("192.0.2.%d", i%20)}
					defer p.close()
					if status, err := p.post(path, "vote=on"); err != nil || status != http.StatusSeeOther {
						t.Errorf("a vote ended with %d, %v", status, err)
					}
				})
			}
		}
		voting.Wait()
		took := time.Since(began)
		over.Store(true)
		watching.Wait()
		t.Logf("%d votes of %d devices at once, to %d programs, in %v; the list was looked at %d times meanwhile",
			2*voters, voters, h.programs, took.Round(time.Millisecond), looks)
		for _, address := range addresses {
			if got := shownVotes(t, address+list, cookie); got != voters+1 {
				t.Errorf("the list shows %d votes, want %d and the asker's", got, voters)
			}
		}
	})
}

func newDevice(t *testing.T) survey.Key {
	t.Helper()
	k, err := survey.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// shownVotes is how many votes the organizer's list shows for its one question; -1
// for no such list.
func shownVotes(t *testing.T, address, cookie string) int {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address, nil)
	if err != nil {
		t.Error(err)
		return -1
	}
	r.Header.Set("Cookie", cookie)
	r.Header.Set("Accept-Language", "sv")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return -1
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	found := votesShown.FindSubmatch(body)
	if err != nil || found == nil {
		t.Errorf("the list answers %d without votes, %v", answer.StatusCode, err)
		return -1
	}
	n, _ := strconv.Atoi(string(found[1]))
	return n
}
