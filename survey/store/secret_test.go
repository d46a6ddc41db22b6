package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

func TestServerSettings(t *testing.T) {
	t.Parallel()
	harmless := map[string]string{
		"track_commit_timestamp": "off", "log_statement": "none", "log_min_duration_statement": "-1",
		"log_min_duration_sample": "-1", "log_parameter_max_length": "-1", "log_parameter_max_length_on_error": "0",
	}
	for _, c := range []struct {
		name, value string
		warns       []string
		refused     bool
	}{
		{"log_statement", "none", nil, false},
		{"log_statement", "all", []string{"log_statement", "log_parameter_max_length"}, false},
		{"log_min_duration_statement", "0", []string{"log_min_duration_statement", "log_parameter_max_length"}, false},
		{"log_parameter_max_length_on_error", "64", []string{"log_parameter_max_length_on_error"}, false},
		{"track_commit_timestamp", "on", nil, true},
	} {
		is := map[string]string{}
		for k, v := range harmless {
			is[k] = v
		}
		is[c.name] = c.value
		warns, err := judge(is)
		if !slices.Equal(warns, c.warns) || (err != nil) != c.refused {
			t.Errorf("%s=%s: %v, %v", c.name, c.value, warns, err)
		}
	}
}

// Whatever goes wrong, neither our log, nor an error, nor the server's log holds
// a key, a token, or a hash of one.
func TestNothingSecretIsLogged(t *testing.T) {
	t.Parallel()
	address := storetest.OwnPostgres(t)
	var log bytes.Buffer
	s := open(t, address, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	event := loaded(t, s, programme(1))
	session := event.Sessions[0].Session
	invited, err := s.Invite(t.Context(), event.Event.ID, make([]survey.Invitation, 3))
	if err != nil {
		t.Fatal(err)
	}
	key := newKey(t)
	var breaks atomic.Bool
	s.step = func(name, step string) error {
		if name == "accept" && strings.HasPrefix(step, "INSERT INTO waiting_response") && breaks.CompareAndSwap(true, false) {
			return endOthers(s)
		}
		return nil
	}
	said := func(err error) {
		if err != nil {
			log.WriteString(err.Error() + "\n")
		}
	}
	send := func(r survey.Response, invitation survey.ID) error {
		_, err := s.Accept(t.Context(), survey.Delivery{Response: r, Key: key, Invitation: invitation})
		said(err)
		return err
	}
	if err := send(says(session.ID, 6, 6, 6, "Bra"), invited[0].Invitation.ID); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "another's key", send(says(session.ID, 6, 6, 6, ""), invited[1].Invitation.ID), survey.ErrKeyTaken)
	unknown := survey.Response{SessionID: session.ID, Answers: []survey.Answer{{Item: survey.Item{Question: 9}, Comment: "?"}}}
	wantErr(t, "unknown question", send(unknown, invited[2].Invitation.ID), survey.ErrKeyTaken)
	said(s.Change(t.Context(), key, unknown))
	said(s.Change(t.Context(), newKey(t), unknown))
	breaks.Store(true)
	if err := send(says(session.ID, 5, 5, 5, ""), 0); !errors.Is(err, survey.ErrKeyTaken) {
		t.Errorf("the same key by the open link: %v", err)
	}
	// The server does log what goes wrong, with its values; this one is nobody's.
	said(s.write(t.Context(), s.pools.write, "nobody's", func(t *tx) error {
		_, err := t.exec("INSERT INTO token (hash, invitation_id) VALUES (?, ?)", make([]byte, 32), survey.ID(7))
		return err
	}))
	var logged string
	if err := s.pools.slow.Get(&logged, "SELECT pg_read_file(current_setting('data_directory') || '/../log')"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(logged, "violates foreign key") {
		t.Error("the server's log does not hold what went wrong; is it the right file?")
	}
	logged += log.String()
	hashes := [][]byte{key[:]}
	for _, h := range []survey.Hash{
		key.ResponseHash(), key.LinkMark(session.ID), survey.InvitationMark(session.ID, invited[0].Invitation.ID),
		survey.InvitationMark(session.ID, invited[1].Invitation.ID),
	} {
		hashes = append(hashes, h[:])
	}
	secrets := []string{key.Text(), key.Spaced()}
	for _, i := range invited {
		token, _ := survey.ParseKey(i.Token)
		secrets = append(secrets, i.Token)
		hashes = append(hashes, token[:], tokenHash(token))
	}
	for _, h := range hashes {
		secrets = append(secrets, string(h[:16]), hex.EncodeToString(h[:16])) // as much of them as is kept
	}
	for _, secret := range secrets {
		if strings.Contains(logged, secret) {
			t.Errorf("logged: %q in\n%s", secret, logged)
		}
	}
}

// endOthers lets the server end all connections but its own.
func endOthers(s *Store) error {
	_, err := s.pools.slow.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()")
	return err
}

// A connection that the server ends in the middle is made again, and the caller
// does not notice.
func TestConnectionLostInTheMiddle(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.Postgres(t), Options{})
	session := loaded(t, s, programme(1)).Sessions[0].Session
	var left atomic.Int64
	left.Store(3)
	s.step = func(name, step string) error {
		if name == "accept" && strings.HasPrefix(step, "INSERT INTO mark") && left.Add(-1) >= 0 {
			return endOthers(s)
		}
		return nil
	}
	if accept(t, s, survey.Delivery{Response: says(session.ID, 6, 6, 6, ""), Key: newKey(t)}).Already {
		t.Error("it was there already")
	}
	if n := responses(t, s, session.ID); n != 1 || left.Load() >= 0 {
		t.Errorf("%d responses; %d connections were not ended", n, left.Load()+1)
	}
}

func TestSeveralHosts(t *testing.T) {
	t.Parallel()
	address := storetest.EmptyPostgres(t)
	// Nothing listens on the first.
	address = strings.Replace(address, "@127.0.0.1:", "@127.0.0.1:1,127.0.0.1:", 1) + "&target_session_attrs=read-write"
	s := open(t, address, Options{})
	loaded(t, s, programme(1))
}

func TestSilentNetworkIsNotWaitedForForEver(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Go(func() {
		if c, err := listener.Accept(); err == nil {
			defer c.Close()
			<-done // silent until both reads have given up, however slow the machine
		}
	})
	c, err := (&dialer{silence: 20 * time.Millisecond, line: new(line)}).DialContext(context.Background(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 2 {
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("reading from a silent server: %v", err)
		}
	}
	close(done)
	wg.Wait()
}
