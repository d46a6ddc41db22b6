package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omdome/omdome/survey/store/storetest"
)

// A backup that is taken while people answer holds what was acknowledged before, but
// for what waits, and restores into a place of its own.
func TestABackupWhileServing(t *testing.T) {
	t.Parallel()
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.EmptyPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database, folder := fresh(t), t.TempDir()
			key, copied := filepath.Join(folder, "omdome.pem"), filepath.Join(folder, "copy")
			env := []string{"OMDOME_DATABASE=" + database, "OMDOME_KEY_FILE=" + key}
			path := newHall(t, database, 1).path()
			r := start(t, env, "serve")
			stop, done := make(chan struct{}), make(chan struct{})
			var acknowledged atomic.Int64
			go func() {
				defer close(done)
				p := poster{address: strings.TrimPrefix(r.url(), "http://")}
				for n := 0; ; n++ {
					select {
					case <-stop:
						p.close()
						return
					default:
					}
					if status, err := p.post(path, newAttempt(n).body); err == nil && status == 303 {
						acknowledged.Add(1)
					}
				}
			}()
			for end := time.Now().Add(time.Minute); acknowledged.Load() < 50 && time.Now().Before(end); {
				time.Sleep(10 * time.Millisecond)
			}
			before := acknowledged.Load()
			out, errs, status := omdome(t, env, "backup", copied)
			after := acknowledged.Load()
			close(stop)
			<-done
			if status != 0 {
				t.Fatalf("backup: %d %s%s", status, out, errs)
			}
			b, err := readManifest(copied)
			if err != nil || int64(b.Responses+b.LeftOut) < before || int64(b.Responses) > after+1 || b.LeftOut >= 5 {
				t.Errorf("of %d to %d answers the manifest says %+v, %v", before, after, b, err)
			}
			if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("the folder's mode is %v, %v", info.Mode(), err)
			}
			if _, errs, status := omdome(t, env, "backup", copied); status != exitFailed || !strings.Contains(errs, "not empty") {
				t.Errorf("a second backup into the same folder: %d %s", status, errs)
			}

			place := fresh(t)
			there := []string{"OMDOME_DATABASE=" + place, "OMDOME_KEY_FILE=" + filepath.Join(folder, "restored.pem")}
			if out, errs, status := omdome(t, there, "restore", copied); status != 0 || !strings.Contains(out, fmt.Sprintf("%d responses", b.Responses)) {
				t.Fatalf("restore: %d %s%s", status, out, errs)
			}
			if out, errs, status := omdome(t, there, "check"); status != 0 || !strings.Contains(out, fmt.Sprintf("%d responses", b.Responses)) {
				t.Errorf("check: %d %s%s", status, out, errs)
			}
			if _, errs, status := omdome(t, there, "restore", copied); status != exitFailed {
				t.Errorf("restoring over it: %d %s", status, errs)
			}
			again := start(t, there, "serve")
			if status := again.stop(t); status != 0 {
				t.Errorf("what was restored serves: %d %s", status, again.errs)
			}
			if a, err := os.ReadFile(key); err != nil {
				t.Error(err)
			} else if b, err := os.ReadFile(filepath.Join(folder, "restored.pem")); err != nil || !bytes.Equal(a, b) {
				t.Errorf("the key is another, %v", err)
			}
			if name == "sqlite" {
				testOldCopy(t, folder, copied)
			}
		})
	}
}

// testOldCopy: a file that is older than the manifest beside it says so, and so does one
// of which something was changed.
func testOldCopy(t *testing.T, folder, copied string) {
	t.Helper()
	if out, errs, status := omdome(t, []string{"OMDOME_DATABASE=" + filepath.Join(copied, "database.db")}, "check"); status != 0 || !strings.Contains(out, "what the manifest beside it says") {
		t.Errorf("check of the copy: %d %s%s", status, out, errs)
	}
	b, err := readManifest(copied)
	if err != nil {
		t.Fatal(err)
	}
	b.Responses += 61
	old := filepath.Join(folder, "old")
	if err := os.Mkdir(old, 0o700); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(copied, "database.db"))
	if err == nil {
		err = os.WriteFile(filepath.Join(old, "database.db"), text, 0o600)
	}
	if err == nil {
		err = writeManifest(old, b)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, errs, status := omdome(t, []string{"OMDOME_DATABASE=" + filepath.Join(old, "database.db")}, "check"); status != exitFailed || !strings.Contains(errs, "older than its manifest") {
		t.Errorf("check of an old copy: %d %s", status, errs)
	}
	text[len(text)/2] ^= 1
	if err := os.WriteFile(filepath.Join(old, "database.db"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, status := omdome(t, []string{"OMDOME_DATABASE=" + filepath.Join(folder, "new.db")}, "restore", old); status != exitFailed || !strings.Contains(errs, "not what its manifest says") {
		t.Errorf("restoring what was changed: %d %s", status, errs)
	}
}
