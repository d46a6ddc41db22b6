//go:build unix

package storetest

import (
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// guard runs the server until its own standard input ends, which happens when
// the test process closes the pipe or dies, and removes the folder.
const guard = `
cd "$2" || exit 1
"$1/postgres" -D "$2/data" -p "$3" -k "$2" -c listen_addresses=127.0.0.1 -c max_connections=300 $4 >"$2/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -QUIT $server
wait $server
cd /
rm -rf "$2"
`

// hasty are the settings of a server whose databases need not outlive a power cut,
// and whose tables nobody comes back to.
const hasty = "-c fsync=off -c full_page_writes=off -c autovacuum=off -c checkpoint_timeout=1h -c max_wal_size=4GB"

// start makes and starts a server; a durable one has PostgreSQL's own settings, so
// that a commit is on the disk.
func start(durable bool) (*server, error) {
	settings := hasty
	if durable {
		settings = ""
	}
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	account, err := owner()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "omdome-postgres-")
	if err != nil {
		return nil, err
	}
	if account != nil {
		if err := os.Chown(folder, int(account.Uid), int(account.Gid)); err != nil {
			return nil, errors.Join(err, os.RemoveAll(folder))
		}
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(folder, "data"), "-U", "omdome",
		"-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.Dir = folder
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: account}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(folder))
	}
	port, err := freePort()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	watch := exec.Command("/bin/sh", "-c", guard, "guard", bin, folder, strconv.Itoa(port), settings)
	// A session of its own: what ends the tests from the terminal must not end
	// the guard before it has cleaned up.
	watch.SysProcAttr = &syscall.SysProcAttr{Credential: account, Setsid: true}
	pipe, err := watch.StdinPipe()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if err := watch.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	s := &server{
		ours:    true,
		folder:  folder,
		address: fmt.Sprintf("postgres://omdome@127.0.0.1:%d/postgres?sslmode=disable", port),
		stop: func() {
			pipe.Close()
			watch.Wait() // the server was told to stop at once
		},
	}
	if err := await(s.address); err != nil {
		log, _ := os.ReadFile(filepath.Join(folder, "log"))
		s.stop()
		return nil, fmt.Errorf("the server does not answer: %w: %s", err, log)
	}
	return connect(s)
}

// binaries returns the folder with the newest PostgreSQL's programs.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	if len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("initdb is not installed")
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	return filepath.Dir(path), nil
}

// owner returns the account that the server runs as: PostgreSQL does not run as
// root.
func owner() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres")
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// await waits until the server answers.
func await(address string) error {
	db, err := sql.Open("postgres", address)
	if err != nil {
		return err
	}
	defer db.Close()
	for range 300 {
		if err = db.Ping(); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}
