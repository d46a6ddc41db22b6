//go:build unix

package storetest

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// A Cluster is a PostgreSQL server that a test freezes and kills.
type Cluster struct {
	// Address is that of its database.
	Address string

	server *server
	bin    string
}

// NewCluster starts a server with PostgreSQL's own settings, which standbys may follow.
func NewCluster(t testing.TB) *Cluster {
	t.Helper()
	bin, err := binaries()
	if err != nil {
		missing(t, err)
	}
	s, err := start(true)
	if err != nil {
		missing(t, err)
	}
	t.Cleanup(s.stop)
	return &Cluster{Address: s.address, server: s, bin: bin}
}

// Standby starts a server that follows this one under the name.
func (c *Cluster) Standby(t testing.TB, name string) *Cluster {
	t.Helper()
	u, err := url.Parse(c.Address)
	if err != nil {
		t.Fatal(err)
	}
	account, err := owner()
	if err != nil {
		missing(t, err)
	}
	folder, err := os.MkdirTemp("", "omdome-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	if account != nil {
		if err := os.Chown(folder, int(account.Uid), int(account.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	copying := exec.Command(filepath.Join(c.bin, "pg_basebackup"), "-D", filepath.Join(folder, "data"), "-R", "-c", "fast",
		"-d", fmt.Sprintf("host=%s port=%s user=omdome application_name=%s", u.Hostname(), u.Port(), name))
	copying.Dir, copying.SysProcAttr = folder, &syscall.SysProcAttr{Credential: account}
	if out, err := copying.CombinedOutput(); err != nil {
		t.Fatalf("pg_basebackup: %v: %s", err, out)
	}
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	watch := exec.Command("/bin/sh", "-c", guard, "guard", c.bin, folder, strconv.Itoa(port), "-c cluster_name="+name)
	watch.SysProcAttr = &syscall.SysProcAttr{Credential: account, Setsid: true}
	pipe, err := watch.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := watch.Start(); err != nil {
		t.Fatal(err)
	}
	s := &server{address: strings.Replace(c.Address, u.Host, fmt.Sprintf("127.0.0.1:%d", port), 1), folder: folder, stop: func() {
		pipe.Close()
		watch.Wait() // the server was told to stop at once
	}}
	t.Cleanup(s.stop)
	if err := await(s.address); err != nil {
		t.Fatal(err)
	}
	return &Cluster{Address: s.address, server: s, bin: c.bin}
}

// Freeze stops all of the server's processes in their tracks, and Thaw lets them go on.
func (c *Cluster) Freeze(t testing.TB) { c.signal(t, syscall.SIGSTOP) }

// Thaw ends Freeze.
func (c *Cluster) Thaw(t testing.TB) { c.signal(t, syscall.SIGCONT) }

// Kill ends the server as a power cut of its machine would, but for its disk.
func (c *Cluster) Kill(t testing.TB) { c.signal(t, syscall.SIGKILL) }

// signal signals the server and its children.
func (c *Cluster) signal(t testing.TB, s syscall.Signal) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.server.folder, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	pids := []int{pid}
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		b, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(b), ") ")
		fields := strings.Fields(rest)
		if child, err := strconv.Atoi(filepath.Base(filepath.Dir(name))); err == nil && len(fields) > 1 && fields[1] == line {
			pids = append(pids, child)
		}
	}
	for _, one := range pids {
		if err := syscall.Kill(one, s); err != nil && err != syscall.ESRCH {
			t.Fatal(err)
		}
	}
}
