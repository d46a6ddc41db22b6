package main

import (
	"database/sql"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey/store/storetest"
)

// loadedHall is a hall on the database whose store is closed again: its file system may
// go away.
func loadedHall(t *testing.T, database string) (path string) {
	t.Helper()
	h := newHall(t, database, 1)
	if err := h.store.Close(); err != nil {
		t.Fatal(err)
	}
	return h.path()
}

func runAll(t *testing.T, address string, statements ...string) {
	t.Helper()
	db, err := sql.Open("postgres", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

// pair starts a primary and a standby that it waits for.
func pair(t *testing.T) (primary, standby *storetest.Cluster) {
	t.Helper()
	primary = storetest.NewCluster(t)
	standby = primary.Standby(t, "second")
	runAll(t, primary.Address, "ALTER SYSTEM SET synchronous_standby_names = 'second'", "SELECT pg_reload_conf()")
	return primary, standby
}

// standbyFrozen stops the standby in its tracks: nothing can be acknowledged then.
func standbyFrozen(t *testing.T, name string) {
	primary, standby := pair(t)
	path := loadedHall(t, primary.Address)
	_, address := served(t, []string{"OMDOME_DATABASE=" + primary.Address})
	a := newAudience(path, address)
	time.Sleep(soundLasts)
	standby.Freeze(t)
	time.Sleep(faultLasts)
	standby.Thaw(t)
	a.end(t, name, primary.Address, a.awaitBack(t, time.Now()))
}

// primaryKilled kills the primary, and the standby takes its place.
func primaryKilled(t *testing.T, name string) {
	primary, standby := pair(t)
	path := loadedHall(t, primary.Address)
	one, err := url.Parse(primary.Address)
	if err != nil {
		t.Fatal(err)
	}
	two, err := url.Parse(standby.Address)
	if err != nil {
		t.Fatal(err)
	}
	one.Host += "," + two.Host
	one.RawQuery += "&target_session_attrs=read-write"
	_, address := served(t, []string{"OMDOME_DATABASE=" + one.String()})
	a := newAudience(path, address)
	time.Sleep(soundLasts)
	primary.Kill(t)
	time.Sleep(2 * time.Second)
	runAll(t, standby.Address, "SELECT pg_promote(true, 30)", "ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()")
	a.end(t, name, standby.Address, a.awaitBack(t, time.Now()))
}

// behindPooler has a pooler between program and server, which is cut and comes back.
func behindPooler(t *testing.T, name string) {
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/pgbouncer"); err != nil {
			unable(t, "pgbouncer is not installed")
		}
	}
	database := storetest.Postgres(t)
	path := newHall(t, database, 1).path()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	folder, port := t.TempDir(), freePort(t)
	for at := folder; at != os.TempDir() && at != "/"; at = filepath.Dir(at) {
		_ = os.Chmod(at, 0o777) // the pooler runs as somebody else
	}
	write := func(name, text string) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	users := write("users", "\"omdome\" \"\"\n")
	settings := write("pgbouncer.ini", fmt.Sprintf("[databases]\n* = host=%s port=%s\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %d\nauth_type = trust\nauth_file = %s\npool_mode = transaction\nunix_socket_dir =\nmax_client_conn = 200\nlogfile = %s\npidfile = %s\n",
		u.Hostname(), u.Port(), port, users, filepath.Join(folder, "log"), filepath.Join(folder, "pid")))
	begin := func() *exec.Cmd {
		args := []string{settings}
		if os.Getuid() == 0 {
			args = []string{"-u", "postgres", settings}
		}
		cmd := exec.Command(program, args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for range 100 {
			if c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
				c.Close()
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		return cmd
	}
	end := func(cmd *exec.Cmd) {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	pooler := begin()
	t.Cleanup(func() { end(pooler) })
	// Names of databases are the pooler's own: "*" forces none.
	through := strings.Replace(database, u.Host, fmt.Sprintf("127.0.0.1:%d", port), 1)
	_, address := served(t, []string{"OMDOME_DATABASE=" + through})
	a := newAudience(path, address)
	time.Sleep(soundLasts)
	end(pooler)
	time.Sleep(5 * time.Second)
	pooler = begin()
	a.end(t, name, database, a.awaitBack(t, time.Now()))
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
