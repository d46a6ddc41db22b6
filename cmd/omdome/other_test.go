package main

import (
	"bytes"
	"database/sql"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/omdome/omdome/migrations"
	"github.com/omdome/omdome/survey/store/storetest"
)

// run runs a statement on the database at the address.
func runOn(t *testing.T, database, statement string) {
	t.Helper()
	driver := "sqlite"
	if strings.Contains(database, "://") {
		driver = "postgres"
	}
	db, err := sql.Open(driver, database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// Commands that look leave a database of an earlier or later program as it is, and say
// in a sentence what is the matter with it.
func TestLookingMigratesNothing(t *testing.T) {
	t.Parallel()
	looking := [][]string{{"check"}, {"key"}, {"explain", "7K3M-9QXA-2RTD"}}
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.EmptyPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := fresh(t)
			env := []string{"OMDOME_DATABASE=" + database}
			if name == "sqlite" {
				if err := os.WriteFile(database, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			refused := func(want string) {
				t.Helper()
				for _, args := range looking {
					out, errs, status := omdome(t, env, args...)
					if status != exitFailed || !strings.Contains(errs, want) || strings.Count(strings.TrimSpace(errs), "\n") != 0 {
						t.Errorf("omdome %v: status %d, said %s%s, want %q", args, status, out, errs, want)
					}
				}
			}
			refused("omdome migrate does")
			if _, errs, status := omdome(t, env, "migrate"); status != 0 {
				t.Fatal(errs)
			}
			if out, errs, status := omdome(t, env, "check"); status != 0 {
				t.Errorf("check: %d %s%s", status, out, errs)
			}
			runOn(t, database, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, '1')")
			refused("newer than this program")
		})
	}
}

// What migrates a database says so before.
func TestLoadSaysThatItMigrates(t *testing.T) {
	t.Parallel()
	database := storetest.SQLite(t)
	db, err := sql.Open("sqlite", database)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := fs.Sub(migrations.SQLite, "sqlite")
	if err != nil {
		t.Fatal(err)
	}
	earlier, err := goose.NewProvider(goose.DialectSQLite3, db, steps, goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := earlier.UpTo(t.Context(), 22); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "programme.json")
	if err := os.WriteFile(file, exampleProgramme, 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"OMDOME_DATABASE=" + database}
	for _, first := range []bool{true, false} {
		_, errs, status := omdome(t, env, "load", file)
		if said := strings.Contains(errs, "brought up to this program's") && strings.Contains(errs, "from=22"); status != 0 || said != first {
			t.Errorf("status %d, said %q", status, errs)
		}
	}
}

// A program whose database has been migrated by a newer one tells attendees so, and is
// not ready.
func TestAProgramThatIsOldTellsSo(t *testing.T) {
	t.Parallel()
	database := storetest.SQLite(t)
	env := []string{"OMDOME_DATABASE=" + database}
	r := start(t, env, "serve")
	runOn(t, database, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, '1')")
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if status, body := get(t, r.url()+"/s/HMKR42"); status == http.StatusServiceUnavailable && strings.Contains(body, "uppdateras just nu") {
			break
		} else if time.Now().After(end) {
			t.Fatalf("a page says %d %s", status, body)
		}
	}
	if status, body := get(t, r.url()+"/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "newer than this program") {
		t.Errorf("/readyz says %d %s", status, body)
	}
}

// A start waits for a database that comes late, and not longer than it may.
func TestAStartWaitsForTheDatabase(t *testing.T) {
	t.Parallel()
	wire := storetest.NewWire(t, storetest.EmptyPostgres(t))
	env := []string{"OMDOME_DATABASE=" + wire.Address}
	wire.Set(storetest.Cut)
	begun := time.Now()
	_, errs, status := omdome(t, append(env, "OMDOME_WAIT=1s", "OMDOME_LISTEN=127.0.0.1:0"), "serve")
	if took := time.Since(begun); status != exitFailed || took < time.Second || !strings.Contains(errs, "does not answer") {
		t.Errorf("after %v status %d: %s", took, status, errs)
	}
	mended := time.AfterFunc(time.Second, func() { wire.Set(storetest.Sound) })
	defer mended.Stop()
	r := start(t, append(env, "OMDOME_WAIT=60s"), "serve")
	if status := r.stop(t); status != 0 {
		t.Errorf("status %d: %s", status, r.errs)
	}
}

// Somebody who sends without end does not keep a program from stopping as it should.
func TestStoppingCutsOffWhatIsSlow(t *testing.T) {
	t.Parallel()
	r := start(t, []string{"OMDOME_DATABASE=" + storetest.SQLite(t)}, "serve")
	c, err := net.Dial("tcp", strings.TrimPrefix(r.url(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, "POST /verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	t.Cleanup(func() { close(ended) })
	go func() {
		for {
			select {
			case <-ended:
				return
			case <-time.After(100 * time.Millisecond):
				if _, err := c.Write([]byte("x")); err != nil {
					return
				}
			}
		}
	}()
	time.Sleep(300 * time.Millisecond)
	begun := time.Now()
	status := r.stop(t)
	if took := time.Since(begun); status != 0 || took > finish+10*time.Second {
		t.Errorf("it stopped after %v with status %d: %s", took, status, r.errs)
	}
}

// A program that is pointed at another database's folder of files says so, and removes
// nothing there.
func TestAnotherDatabasesFilesAreLeftAlone(t *testing.T) {
	t.Parallel()
	files := filepath.Join(t.TempDir(), "files")
	one, other := storetest.SQLite(t), storetest.SQLite(t)
	first := start(t, []string{"OMDOME_DATABASE=" + one, "OMDOME_FILES=" + files}, "serve")
	first.stop(t)
	again := start(t, []string{"OMDOME_DATABASE=" + one, "OMDOME_FILES=" + files}, "serve")
	again.stop(t)
	_, errs, status := omdome(t, []string{"OMDOME_DATABASE=" + other, "OMDOME_FILES=" + files, "OMDOME_LISTEN=127.0.0.1:0"}, "serve")
	if status != exitFailed || !strings.Contains(errs, "belongs to another database") {
		t.Errorf("status %d: %s", status, errs)
	}
}

// What is logged can be chosen.
func TestTheLogIsChosen(t *testing.T) {
	t.Parallel()
	env := []string{"OMDOME_DATABASE=" + storetest.SQLite(t), "OMDOME_URL=https://omdome.example.org"}
	r := start(t, append(env, "OMDOME_LOG=warn,json"), "serve")
	r.stop(t)
	if !bytes.HasPrefix(r.errs.Bytes(), []byte("{")) || !strings.Contains(r.errs.String(), "OMDOME_PROXY") {
		t.Errorf("it logs %s", r.errs)
	}
	r = start(t, append(env, "OMDOME_LOG=error"), "serve")
	r.stop(t)
	if r.errs.Len() != 0 {
		t.Errorf("it logs %s", r.errs)
	}
}
