package web_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A firefox is a headless Firefox, driven by its Marionette protocol: commands and
// answers are JSON arrays, each with its length before it.
type firefox struct {
	t      testing.TB
	conn   net.Conn
	reader *bufio.Reader
	last   int
}

// firefoxPrefs make it quiet: it asks nobody for anything, and gives back a closed
// tab with what stood in it, also from a page over plain HTTP.
const firefoxPrefs = `
user_pref("marionette.port", 0);
user_pref("remote.prefs.recommended", true);
user_pref("datareporting.policy.dataDeliveryEnabled", false);
user_pref("toolkit.telemetry.server", "");
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("app.normandy.enabled", false);
user_pref("extensions.getAddons.cache.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("browser.sessionstore.interval", 200);
user_pref("browser.tabs.remote.autostart", true);
user_pref("intl.accept_languages", "sv");
`

// startFirefox starts one with a profile of its own.
func startFirefox(t *testing.T) *firefox {
	t.Helper()
	path := program(t, "firefox", "firefox-esr", "firefox")
	profile := t.TempDir()
	must(t, func() error { return os.WriteFile(filepath.Join(profile, "user.js"), []byte(firefoxPrefs), 0o600) })
	command := exec.Command(path, "--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile)
	command.Env = append(os.Environ(), "HOME="+profile, "MOZ_CRASHREPORTER_DISABLE=1")
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL} // its processes end with it
	must(t, command.Start)
	ended := make(chan struct{})
	go func() { _ = command.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
		}
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		<-ended
	})
	f := &firefox{t: t, conn: marionette(t, profile, ended)}
	t.Cleanup(func() { _ = f.conn.Close() })
	f.reader = bufio.NewReader(f.conn)
	must(t, func() error { return f.conn.SetDeadline(time.Now().Add(stepLimit)) })
	if _, err := f.receive(); err != nil { // its greeting
		t.Fatal(err)
	}
	f.must("WebDriver:NewSession", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{}}}, nil)
	f.must("WebDriver:SetTimeouts", map[string]any{"pageLoad": 60_000, "script": 30_000}, nil)
	return f
}

// marionette connects to the port that Firefox has chosen and written down.
func marionette(t *testing.T, profile string, ended <-chan struct{}) net.Conn {
	t.Helper()
	for range 1200 {
		port, err := os.ReadFile(filepath.Join(profile, "MarionetteActivePort"))
		if err == nil && len(port) > 0 {
			if conn, err := net.DialTimeout("tcp", "127.0.0.1:"+strings.TrimSpace(string(port)), stepLimit); err == nil {
				return conn
			}
		}
		select {
		case <-ended:
			t.Fatal("Firefox has ended before it could be talked to")
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatal("Firefox does not say where it can be talked to")
	return nil
}

func (f *firefox) receive() ([]byte, error) {
	length, err := f.reader.ReadString(':')
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
	if err != nil || n > 10<<20 {
		return nil, fmt.Errorf("a message of length %q", length)
	}
	message := make([]byte, n)
	_, err = io.ReadFull(f.reader, message)
	return message, err
}

// A marionetteError is what Firefox says of a command that failed.
type marionetteError struct {
	Kind    string `json:"error"`
	Message string `json:"message"`
}

func (e *marionetteError) Error() string { return e.Kind + ": " + e.Message }

// call sends a command and reads its answer into value, unless that is nil.
func (f *firefox) call(command string, parameters map[string]any, value any) error {
	if parameters == nil {
		parameters = map[string]any{}
	}
	f.last++
	message, err := json.Marshal([]any{0, f.last, command, parameters})
	if err != nil {
		return err
	}
	if err := f.conn.SetDeadline(time.Now().Add(2 * time.Minute)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(f.conn, "%d:%s", len(message), message); err != nil {
		return err
	}
	answer, err := f.receive()
	if err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	var failed *marionetteError
	var kind, id int
	var result json.RawMessage
	if err := json.Unmarshal(answer, &[]any{&kind, &id, &failed, &result}); err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	if failed != nil {
		return failed
	}
	if value == nil {
		return nil
	}
	var wrapped struct{ Value json.RawMessage }
	if json.Unmarshal(result, &wrapped) == nil && wrapped.Value != nil {
		result = wrapped.Value
	}
	return json.Unmarshal(result, value)
}

func (f *firefox) must(command string, parameters map[string]any, value any) {
	f.t.Helper()
	if err := f.call(command, parameters, value); err != nil {
		f.t.Fatalf("%s %v: %v", command, parameters, err)
	}
}

// chrome runs a script in the browser itself, where its settings and tabs are.
func (f *firefox) chrome(script string) {
	f.t.Helper()
	f.must("Marionette:SetContext", map[string]any{"value": "chrome"}, nil)
	defer f.must("Marionette:SetContext", map[string]any{"value": "content"}, nil)
	f.must("WebDriver:ExecuteScript", map[string]any{"script": script, "args": []any{}}, nil)
}

func (f *firefox) set(pref string, on bool) {
	f.t.Helper()
	f.chrome(fmt.Sprintf("Services.prefs.setBoolPref(%q, %v)", pref, on))
}

// element finds the first element that the selector fits.
func (f *firefox) element(selector string) (id string, err error) {
	found := map[string]string{}
	err = f.call("WebDriver:FindElement", map[string]any{"using": "css selector", "value": selector}, &found)
	for _, id = range found {
	}
	return id, err
}

// The rest is what makes it a device, see device_test.go.

func (f *firefox) navigate(address string) {
	f.t.Helper()
	f.must("WebDriver:Navigate", map[string]any{"url": address}, nil)
}

func (f *firefox) back() { f.t.Helper(); f.must("WebDriver:Back", nil, nil) }

func (f *firefox) forward() { f.t.Helper(); f.must("WebDriver:Forward", nil, nil) }

func (f *firefox) eval(expression string) (value string, err error) {
	err = f.call("WebDriver:ExecuteScript", map[string]any{
		"script": "return String(" + expression + ")", "args": []any{},
	}, &value)
	return value, err
}

func (f *firefox) on(selector, command string, more map[string]any) {
	f.t.Helper()
	id, err := f.element(selector)
	for end := time.Now().Add(stepLimit); err != nil && time.Now().Before(end); id, err = f.element(selector) {
		time.Sleep(25 * time.Millisecond) // a page that has just come may not have it yet
	}
	if err != nil {
		f.t.Fatalf("%s does not come within %v: %v", selector, stepLimit, err)
	}
	parameters := map[string]any{"id": id}
	for name, value := range more {
		parameters[name] = value
	}
	f.must(command, parameters, nil)
}

func (f *firefox) write(selector, text string) {
	f.t.Helper()
	f.on(selector, "WebDriver:ElementSendKeys", map[string]any{"text": text})
}

func (f *firefox) click(selector string) { f.t.Helper(); f.on(selector, "WebDriver:ElementClick", nil) }

// fresh begins as a device that nobody has used.
func (f *firefox) fresh(script, worker, _ bool) { // it keeps pages as it is told
	f.t.Helper()
	f.set("javascript.enabled", script)
	f.set("dom.serviceWorkers.enabled", worker)
	f.must("WebDriver:DeleteAllCookies", nil, nil)
	f.tab()
	f.closeOthers()
}

func (f *firefox) tab() (leave func()) {
	f.t.Helper()
	var before string
	f.must("WebDriver:GetWindowHandle", nil, &before)
	var opened struct{ Handle string }
	f.must("WebDriver:NewWindow", map[string]any{"type": "tab", "focus": true}, &opened)
	f.to(opened.Handle)
	return func() {
		f.t.Helper()
		f.to(opened.Handle)
		f.must("WebDriver:CloseWindow", nil, nil)
		f.to(before)
	}
}

func (f *firefox) to(handle string) {
	f.t.Helper()
	f.must("WebDriver:SwitchToWindow", map[string]any{"handle": handle, "focus": true}, nil)
}

func (f *firefox) handles() (all []string) {
	f.t.Helper()
	f.must("WebDriver:GetWindowHandles", nil, &all)
	return all
}

func (f *firefox) closeOthers() {
	f.t.Helper()
	var here string
	f.must("WebDriver:GetWindowHandle", nil, &here)
	for _, handle := range f.handles() {
		if handle != here {
			f.to(handle)
			f.must("WebDriver:CloseWindow", nil, nil)
		}
	}
	f.to(here)
}

// reopen opens the tab that was closed last, as its user does, and goes there.
func (f *firefox) reopen() {
	f.t.Helper()
	before := f.handles()
	f.chrome(`ChromeUtils.importESModule("resource:///modules/sessionstore/SessionStore.sys.mjs")
		.SessionStore.undoCloseTab(Services.wm.getMostRecentWindow("navigator:browser"), 0)`)
	for range 200 {
		for _, handle := range f.handles() {
			if !slices.Contains(before, handle) {
				f.to(handle)
				return
			}
		}
		time.Sleep(25 * time.Millisecond)
	}
	f.t.Fatal("the closed tab does not open again")
}
