package survey_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

func TestAttention(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 16, 12, 0, 0, 0, time.UTC)
	board := func(state survey.State, change func(*survey.BoardSession)) survey.BoardSession {
		b := survey.BoardSession{}
		b.Session = survey.Session{State: state, K: 5, Kind: survey.KindTalk}
		b.Appearances = []survey.Appearance{{Speaker: survey.Speaker{Email: "a@example.org"}}}
		if change != nil {
			change(&b)
		}
		return b
	}
	for name, test := range map[string]struct {
		board survey.BoardSession
		want  string
	}{
		"nothing":            {board(survey.StateOpen, nil), "[]"},
		"opens in five":      {board(survey.StateDraft, func(b *survey.BoardSession) { b.Session.OpensAt = now.Add(5 * time.Minute) }), "[opens]"},
		"opens in six":       {board(survey.StateDraft, func(b *survey.BoardSession) { b.Session.OpensAt = now.Add(6 * time.Minute) }), "[]"},
		"opened by hand":     {board(survey.StateOpen, func(b *survey.BoardSession) { b.Session.OpensAt = now.Add(time.Minute) }), "[]"},
		"over, four answers": {board(survey.StateOpen, func(b *survey.BoardSession) { b.Session.Ends, b.Responses = now, 4 }), "[few]"},
		"over, five answers": {board(survey.StateOpen, func(b *survey.BoardSession) { b.Session.Ends, b.Responses = now, 5 }), "[]"},
		"closes soon":        {board(survey.StateOpen, func(b *survey.BoardSession) { b.Session.ClosesAt = now.Add(30 * time.Minute) }), "[few]"},
		"unread":             {board(survey.StateClosed, func(b *survey.BoardSession) { b.Unread = 2 }), "[comments]"},
		"no address":         {board(survey.StateDraft, func(b *survey.BoardSession) { b.Appearances[0].Speaker.Email = "" }), "[address]"},
		"cancelled":          {board(survey.StateCancelled, func(b *survey.BoardSession) { b.Appearances[0].Speaker.Email = "" }), "[]"},
	} {
		if got := fmt.Sprint(test.board.Attention(now)); got != test.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
