package web_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// The limits of what a browser is waited for. A busy machine takes a part of them.
const (
	// browserLimit is how long one test may have a browser.
	browserLimit = 10 * time.Minute
	// stepLimit is how long one thing that it is asked to do may take.
	stepLimit = time.Minute
)

// A chromiumKind is one way of starting Chromium. All tests that want it so have one
// program, and each a profile of its own in it.
type chromiumKind struct {
	// whole is the one that has windows, and keeps pages in memory.
	whole bool
	fonts string
}

// chromiums are the programs that run.
var chromiums struct {
	mu     sync.Mutex
	by     map[chromiumKind]context.Context
	stops  []func()
	folder string
}

// shortLived has scripts compiled once and simply: a page is gone before what is
// made of them with more care has repaid its time.
const shortLived = "--always-sparkplug --no-maglev --no-opt"

// TestMain ends the browsers that tests have in common.
func TestMain(m *testing.M) {
	code := m.Run()
	chromiums.mu.Lock()
	defer chromiums.mu.Unlock()
	for _, stop := range chromiums.stops {
		stop()
	}
	if chromiums.folder != "" {
		for range 50 { // its last processes may still write there
			if err := os.RemoveAll(chromiums.folder); err == nil {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	os.Exit(code)
}

// chromiumOf is the running program of the kind, which is started where it does not
// run, or runs no more.
func chromiumOf(t testing.TB, kind chromiumKind) context.Context {
	t.Helper()
	path := program(t, "chromium", "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome", "headless-shell")
	if whole, err := exec.LookPath("chromium"); kind.whole && err == nil {
		path = whole
	}
	var fonts fontFamily
	for _, f := range fontFamilies {
		if f.name == kind.fonts {
			fonts = f
		}
	}
	chromiums.mu.Lock()
	defer chromiums.mu.Unlock()
	if ctx := chromiums.by[kind]; ctx != nil && ctx.Err() == nil {
		return ctx
	}
	ctx, stop, err := startProgram(path, kind, fonts)
	if err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	if chromiums.by == nil {
		chromiums.by = map[chromiumKind]context.Context{}
	}
	chromiums.by[kind] = ctx
	chromiums.stops = append(chromiums.stops, stop)
	return ctx
}

func startProgram(path string, kind chromiumKind, fonts fontFamily) (ctx context.Context, stop func(), err error) {
	if chromiums.folder == "" {
		if chromiums.folder, err = os.MkdirTemp("", "omdome-chromium-"); err != nil {
			return nil, nil, err
		}
	}
	profile, err := os.MkdirTemp(chromiums.folder, "profile-")
	if err != nil {
		return nil, nil, err
	}
	configuration, err := fonts.configure(profile)
	if err != nil {
		return nil, nil, err
	}
	config := filepath.Join(profile, "fonts.conf")
	if err := os.WriteFile(config, []byte(configuration), 0o600); err != nil {
		return nil, nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.DisableGPU, chromedp.NoSandbox, // a container's root has no sandbox
		chromedp.UserDataDir(profile), chromedp.Flag("lang", "sv"),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("js-flags", shortLived),
		chromedp.Env("FONTCONFIG_FILE="+config), chromedp.ModifyCmdFunc(inGroup))
	if kind.whole {
		options = append(options, chromedp.Flag("headless", "new"), chromedp.Flag("accept-lang", "sv"))
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ = chromedp.NewContext(allocator)
	stop = func() { within(10*time.Second, end) }
	if err := firstRun(ctx, stop); err != nil {
		return nil, nil, err
	}
	return ctx, stop, nil
}

// inGroup lets the program end with all that it has started: Debian's is a script
// that goes on without its browser, and the browser without its script.
func inGroup(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}

// within waits for f, but no longer than the limit, and says whether it has ended.
func within(limit time.Duration, f func()) bool {
	done := make(chan struct{})
	go func() { f(); close(done) }()
	select {
	case <-done:
		return true
	case <-time.After(limit):
		return false
	}
}

// firstRun starts what the context is of, which lives as long as the context, so that
// the limit of a step cannot be the context's own.
func firstRun(ctx context.Context, stop func()) (err error) {
	if within(stepLimit, func() { err = chromedp.Do(ctx) }) {
		return err
	}
	go stop()
	return fmt.Errorf("the browser does not answer within %v", stepLimit)
}

// limited is a context for one step, and what is said of an error that its end has
// caused.
func (b *browser) limited() (ctx context.Context, cancel func(), say func(error) error) {
	ctx, cancel = context.WithTimeout(b.ctx, stepLimit)
	return ctx, cancel, func(err error) error {
		switch {
		case err == nil:
			return nil
		case b.ctx.Err() != nil:
			return fmt.Errorf("the test has had a browser for %v, which is the limit: %w", browserLimit, err)
		case errors.Is(err, context.DeadlineExceeded):
			return fmt.Errorf("the browser has not done it within %v, which is the limit: %w", stepLimit, err)
		}
		return err
	}
}

// ask does something and returns what comes of it, within the limit of a step.
func ask[T any](b *browser, action chromedp.Action[T]) (T, error) {
	ctx, cancel, say := b.limited()
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	return v, say(err)
}

// command sends a command of the protocol, within the limit of a step.
func command[P, R any](b *browser, method cdp.Command[P, R], params P) (R, error) {
	ctx, cancel, say := b.limited()
	defer cancel()
	v, err := chromedp.Call(ctx, method, params)
	return v, say(err)
}
