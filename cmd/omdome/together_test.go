package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"database/sql"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/omdome/omdome/survey/store/storetest"
)

// atOnce is how many programs are started at the same time.
const atOnce = 8

// Programs that are started together on a new database become one installation: one
// key, one name, and a file that its owner alone can read.
func TestProgramsStartTogether(t *testing.T) {
	t.Parallel()
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.EmptyPostgres} {
		t.Run(name, func(t *testing.T) {
			for round := range 3 {
				database, key := fresh(t), "" // the database keeps it
				if round > 0 {
					key = filepath.Join(t.TempDir(), "omdome.pem") // made by whoever is first
				}
				if round == 2 {
					drawKey(t, key) // its certificate is made by whoever is first
				}
				startTogether(t, database, key)
			}
		})
	}
}

// drawKey writes a key without a certificate.
func drawKey(t *testing.T, name string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: b}), 0o600); err != nil {
		t.Fatal(err)
	}
}

func startTogether(t *testing.T, database, key string) {
	t.Helper()
	var starting sync.WaitGroup
	for range atOnce {
		starting.Go(func() {
			if r := start(t, []string{"OMDOME_DATABASE=" + database, "OMDOME_KEY_FILE=" + key}, "serve"); r.stop(t) != 0 {
				t.Errorf("a program failed: %s", r.errs)
			}
		})
	}
	starting.Wait()
	driver := "postgres"
	if !strings.Contains(database, "://") {
		driver = "sqlite"
	}
	db, err := sql.Open(driver, database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range []string{"authority"} {
		var n int
		if err := db.QueryRow("SELECT COUNT(*) FROM " + table).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d rows in %s, %v", n, table, err)
		}
	}
	if driver == "postgres" {
		return
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(database + end); err == nil && info.Mode().Perm() != 0o600 {
			t.Errorf("the mode of %s is %v", database+end, info.Mode())
		}
	}
}
