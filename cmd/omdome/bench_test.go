package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/store/storetest"
	"github.com/omdome/omdome/survey/web"
)

// measured is how long each figure is measured, after a warm-up of warm.
const (
	measured = 4 * time.Second
	warm     = time.Second
)

// singleWriters is how many transactions of one response each run at the same
// time where that is measured.
const singleWriters = 32

// asBench makes the test binary serve the pages in one of the ways that are
// compared: "program", "single" (one transaction for each response) or "none"
// (no database behind the handler that takes responses).
const asBench = "OMDOME_TEST_BENCH"

// benchServer is the served program, differing only in where responses go.
func benchServer() error {
	ctx := context.Background()
	log := slog.New(slog.DiscardHandler)
	options, config := store.Options{Log: log}, web.Config{Log: log}
	switch os.Getenv(asBench) {
	case "single":
		options.MaxBatch, options.Writers = 1, singleWriters
	case "none":
		config.Accept = func(context.Context, survey.Delivery) (survey.Receipt, error) { return survey.Receipt{}, nil }
	}
	s, err := store.Open(ctx, os.Getenv("OMDOME_DATABASE"), options)
	if err != nil {
		return err
	}
	defer s.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	config.Store, config.URL = s, "http://"+listener.Addr().String()
	config.Issuer = newIssuer(s, config.URL, nil, nil)
	handler, err := web.New(config)
	if err != nil {
		return err
	}
	fmt.Printf("organizer  %s/o/\n", config.URL)
	return http.Serve(listener, handler)
}

// A rate is what one way of taking responses managed.
type rate struct {
	perSecond float64
	p50, p99  time.Duration
}

func (r rate) String() string {
	return fmt.Sprintf("%7.0f/s  p50 %5.1f ms  p99 %6.1f ms", r.perSecond,
		float64(r.p50.Microseconds())/1000, float64(r.p99.Microseconds())/1000)
}

// drive posts from as many connections as asked for, for the measured time, and
// counts acknowledged responses alone. It takes the sessions' paths in turn.
func drive(b *testing.B, address string, paths []string, connections int) rate {
	b.Helper()
	var (
		all   sync.WaitGroup
		mu    sync.Mutex
		times []time.Duration
		fault error
	)
	begin := time.Now().Add(warm)
	end := begin.Add(measured)
	for c := range connections {
		all.Go(func() {
			p := &poster{address: address}
			defer p.close()
			var mine []time.Duration
			for n := c; ; n += connections {
				form := newAttempt(n)
				sent := time.Now()
				if sent.After(end) {
					break
				}
				status, err := p.post(paths[(n+n/connections)%len(paths)], form.body)
				done := time.Now()
				if err == nil && status != http.StatusSeeOther {
					err = fmt.Errorf("a form got the status %d", status)
				}
				if err != nil {
					mu.Lock()
					fault = errors.Join(fault, err)
					mu.Unlock()
					return
				}
				if done.After(begin) && done.Before(end) {
					mine = append(mine, done.Sub(sent))
				}
			}
			mu.Lock()
			times = append(times, mine...)
			mu.Unlock()
		})
	}
	all.Wait()
	if fault != nil {
		b.Fatal(fault)
	}
	if len(times) == 0 {
		b.Fatal("nothing was acknowledged in time")
	}
	slices.Sort(times)
	return rate{
		perSecond: float64(len(times)) / measured.Seconds(),
		p50:       times[len(times)/2], p99: times[len(times)*99/100],
	}
}

// way measures one way of taking responses, on a database of its own.
func way(b *testing.B, kind string, database func(testing.TB) string, connections int) rate {
	b.Helper()
	h := newHall(b, database(b), 1)
	h.env = append(h.env, asBench+"="+kind)
	r := start(b, h.env, "bench")
	defer r.kill()
	return drive(b, strings.TrimPrefix(r.url(), "http://"), []string{h.path()}, connections)
}

// BenchmarkResponses prints acknowledged responses a second through HTTP, three
// ratings and a comment in most, beside what they are compared with, all in the
// same run.
func BenchmarkResponses(b *testing.B) {
	for _, database := range []struct {
		name string
		open func(testing.TB) string
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.EmptyPostgres}} {
		for _, connections := range []int{64, 256} {
			b.Run(fmt.Sprintf("%s/%d", database.name, connections), func(b *testing.B) {
				for b.Loop() {
					compare(b, database.name, database.open, connections)
				}
			})
		}
	}
}

func compare(b *testing.B, name string, open func(testing.TB) string, connections int) {
	program := way(b, "program", open, connections)
	none := way(b, "none", open, connections)
	single := way(b, "single", open, connections)
	fmt.Printf("\n%s, %d connections\n  omdome                    %v\n", name, connections, program)
	fmt.Printf("  no database               %v   omdome is %.2f of it\n", none, program.perSecond/none.perSecond)
	fmt.Printf("  one transaction each      %v   omdome is %.2f times it\n", single, program.perSecond/single.perSecond)
	b.ReportMetric(program.perSecond, "responses/s")
	b.ReportMetric(program.perSecond/none.perSecond, "of-no-database")
	b.ReportMetric(program.perSecond/single.perSecond, "x-single")
	if name == "postgres" {
		pg := pgbench(b, open(b), connections)
		fmt.Printf("  pgbench, the same inserts %7.0f/s   omdome is %.2f times it\n", pg, program.perSecond/pg)
		b.ReportMetric(program.perSecond/pg, "x-pgbench")
	}
}

// The same inserts as one response makes, each its own statement, in one
// transaction: its mark, and its three ratings and most often a comment, packed.
const pgbenchScript = `\set response random(1, 9223372036854775805)
\set n random(1, 5)
\set rating random(1, 6)
BEGIN;
INSERT INTO mark (session_id, hash) VALUES (:session, substring(sha256(int8send(:response)) FROM 1 FOR 16));
\if :n > 1
INSERT INTO waiting_response (session_id, key_hash, content) VALUES (:session, substring(sha256(int8send(:response::bigint + 1)) FROM 1 FOR 16), int8send(:rating) || convert_to('1234567890Tydligt upplagt, och vi hann öva på riktigt. Exemplen satt.', 'UTF8'));
\else
INSERT INTO waiting_response (session_id, key_hash, content) VALUES (:session, substring(sha256(int8send(:response::bigint + 1)) FROM 1 FOR 16), int8send(:rating) || '1234567890'::bytea);
\endif
COMMIT;
`

var tps = regexp.MustCompile(`(?m)^tps = ([0-9.]+)`)

// pgbench returns the transactions a second that PostgreSQL's own tool makes of
// the same inserts, prepared, with as many clients.
func pgbench(b *testing.B, database string, clients int) float64 {
	b.Helper()
	h := newHall(b, database, 1)
	script := filepath.Join(b.TempDir(), "inserts.sql")
	if err := os.WriteFile(script, []byte(pgbenchScript), 0o600); err != nil {
		b.Fatal(err)
	}
	return runPgbench(b, database, script, clients, "--define=session="+strconv.FormatInt(int64(h.form.Session.ID), 10))
}
