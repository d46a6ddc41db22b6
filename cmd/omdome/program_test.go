package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// asProgram makes the test binary be omdome itself, so that tests run, stop and
// kill the real program as a process of its own.
const asProgram = "OMDOME_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	switch {
	case os.Getenv(asBench) != "":
		fmt.Fprintln(os.Stderr, benchServer())
		os.Exit(exitFailed)
	case os.Getenv(asProgram) != "":
		main()
	}
	os.Exit(m.Run())
}

// omdome runs one command to its end.
func omdome(t *testing.T, env []string, args ...string) (out, errs string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := program(ctx, env, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

func program(ctx context.Context, env []string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Env = append(cmd.Env, env...)
	// A test that dies takes its programs with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// A running program is one that serves.
type running struct {
	cmd *exec.Cmd
	// lines are the labels and addresses that it printed.
	lines map[string]string
	once  sync.Once
	errs  *told
}

// start starts a command that serves and returns once it answers. It is
// stopped when the test ends.
func start(t testing.TB, env []string, args ...string) *running {
	t.Helper()
	cmd := program(context.Background(), append([]string{"OMDOME_LISTEN=127.0.0.1:0"}, env...), args...)
	r := &running{cmd: cmd, lines: map[string]string{}, errs: new(told)}
	cmd.Stderr = r.errs
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.kill)
	last := "organizer"
	if args[0] == "demo" {
		last = "verify"
	}
	scanner := bufio.NewScanner(stdout)
	for r.lines[last] == "" && scanner.Scan() {
		if label, address, ok := strings.Cut(scanner.Text(), "  "); ok {
			r.lines[strings.TrimSpace(label)] = strings.TrimSpace(address)
		}
	}
	go io.Copy(io.Discard, stdout)
	if r.lines[last] == "" {
		r.kill()
		t.Fatalf("omdome %v did not start: %s", args, r.errs)
	}
	return r
}

// told is what a program has written so far, while it runs.
type told struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (w *told) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.Write(b)
}

func (w *told) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.String()
}

func (w *told) Bytes() []byte { return []byte(w.String()) }

func (w *told) Len() int { return len(w.String()) }

// says waits until the program has written the text: what it writes comes through a
// pipe, and may come after what it has done.
func (r *running) says(text string) bool {
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		if strings.Contains(r.errs.String(), text) {
			return true
		}
	}
	return false
}

// url is the address that the program serves on.
func (r *running) url() string {
	before, _, _ := strings.Cut(r.lines["organizer"], "/o/")
	return before
}

// kill ends the program at once, as a power cut of the program would.
func (r *running) kill() {
	r.once.Do(func() {
		r.cmd.Process.Kill()
		r.cmd.Wait()
	})
}

// stop asks the program to stop and returns its exit status.
func (r *running) stop(t *testing.T) int {
	t.Helper()
	status := -1
	r.once.Do(func() {
		if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		r.cmd.Wait()
		status = r.cmd.ProcessState.ExitCode()
	})
	return status
}

// get returns status and body of an address, as a browser that keeps cookies
// on its way there.
func get(t *testing.T, address string) (int, string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Timeout: 30 * time.Second, Jar: jar}
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}
