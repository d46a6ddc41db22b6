//go:build linux

package main

import (
	"database/sql"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/omdome/omdome/survey/store/storetest"
)

// mounted mounts a file system of its own, where this user may, and returns where.
func mounted(t *testing.T, args ...string) string {
	t.Helper()
	if os.Getuid() != 0 {
		unable(t, "not root: no file system can be mounted")
	}
	folder := t.TempDir()
	if out, err := exec.Command("mount", append(args, folder)...).CombinedOutput(); err != nil {
		unable(t, "no file system can be mounted: %s", out)
	}
	t.Cleanup(func() { unmount(t, folder) })
	return folder
}

func unmount(t *testing.T, folder string) {
	t.Helper()
	var out []byte
	var err error
	for range 50 {
		if out, err = exec.Command("umount", folder).CombinedOutput(); err == nil || strings.Contains(string(out), "not mounted") {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("unmounting: %s", out)
}

// fillDisk leaves no room in the folder's file system, and returns what makes room again.
func fillDisk(t *testing.T, folder string) (room func()) {
	t.Helper()
	name := filepath.Join(folder, "filler")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 4096)
	for err == nil {
		_, err = f.Write(block)
	}
	f.Close()
	return func() { os.Remove(name) }
}

// full has the disk fill up while people answer, and looks at what the program says.
func full(t *testing.T, name, database, env, folder string) {
	path := newHall(t, database, 1).path()
	r, address := served(t, []string{env})
	a := newAudience(path, address)
	time.Sleep(soundLasts)
	room := fillDisk(t, folder)
	said := ""
	for end := time.Now().Add(faultLasts); time.Now().Before(end) && !strings.Contains(said, "the disk is full"); time.Sleep(200 * time.Millisecond) {
		if response, err := http.Get(r.url() + "/readyz"); err == nil {
			b, _ := io.ReadAll(response.Body)
			response.Body.Close()
			said = string(b)
		}
	}
	if !strings.Contains(said, "the disk is full") {
		t.Errorf("/readyz says %q with a full disk", said)
	}
	time.Sleep(2 * time.Second)
	room()
	a.end(t, name, database, a.awaitBack(t, time.Now()))
	r.kill()
	if !r.says("the disk is full") {
		t.Errorf("the log does not name a full disk: %s", r.errs)
	}
}

func fullSQLite(t *testing.T, name string) {
	folder := mounted(t, "-t", "tmpfs", "-o", "size=12m", "tmpfs")
	database := filepath.Join(folder, "omdome.db")
	full(t, name, database, "OMDOME_DATABASE="+database, folder)
}

// fullPostgres has the tables of one database lie on a small disk.
func fullPostgres(t *testing.T, name string) {
	address := storetest.OwnPostgres(t)
	folder := mounted(t, "-t", "tmpfs", "-o", "size=24m,mode=777", "tmpfs")
	for at := folder; at != "/"; at = filepath.Dir(at) { // PostgreSQL runs as somebody else
		_ = os.Chmod(at, 0o777)
		if at == os.TempDir() {
			break
		}
	}
	space := filepath.Join(folder, "space")
	if err := os.Mkdir(space, 0o777); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("chown", "postgres", space).CombinedOutput(); err != nil {
		unable(t, "%s", out)
	}
	db, err := sql.Open("postgres", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{"CREATE TABLESPACE small LOCATION '" + space + "'", "CREATE DATABASE small TABLESPACE small"} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	database := strings.Replace(address, "/postgres?", "/small?", 1)
	s := exec.Command(os.Args[0], "migrate")
	s.Env = append(os.Environ(), asProgram+"=1", "OMDOME_DATABASE="+database)
	if out, err := s.CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
	full(t, name, database, "OMDOME_DATABASE="+database, space)
}

// powerCut takes the power from the disk under SQLite: what the program has not had
// written is gone.
func powerCut(t *testing.T, name string) {
	image := filepath.Join(t.TempDir(), "disk")
	f, err := os.Create(image)
	if err == nil {
		err = f.Truncate(96 << 20)
	}
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	if out, err := exec.Command("mkfs.ext4", "-q", "-F", image).CombinedOutput(); err != nil {
		unable(t, "no disk can be made: %v %s", err, out)
	}
	folder := mounted(t, "-o", "loop", image)
	database := filepath.Join(folder, "omdome.db")
	env := []string{"OMDOME_DATABASE=" + database}
	path := loadedHall(t, database)
	var now atomic.Pointer[running]
	r, _ := served(t, env)
	now.Store(r)
	a := newAudience(path, func() string { return strings.TrimPrefix(now.Load().url(), "http://") })
	slowest := time.Duration(0)
	for range 5 {
		time.Sleep(soundLasts)
		cutPower(t, folder)
		now.Load().kill()
		unmount(t, folder)
		if out, err := exec.Command("mount", "-o", "loop", image, folder).CombinedOutput(); err != nil {
			t.Fatalf("mounting again: %s", out)
		}
		r, _ := served(t, env)
		now.Store(r)
		slowest = max(slowest, a.awaitBack(t, time.Now()))
	}
	a.end(t, name, database, slowest)
	now.Load().kill()
}

// cutPower has the file system forget what is not on its disk.
func cutPower(t *testing.T, folder string) {
	t.Helper()
	f, err := os.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const shutDown, withoutLog = 0x8004587d, uint32(2) // EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH
	how := withoutLog
	if _, _, failed := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), shutDown, uintptr(unsafe.Pointer(&how))); failed != 0 {
		unable(t, "the power cannot be cut here: %v", failed)
	}
}
