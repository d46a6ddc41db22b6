package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWrongUseSaysSoInOneLineAndEndsWithTwo(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"serv"}, {"serve", "--port", "1"}, {"load"}, {}} {
		_, errs, status := omdome(t, nil, args...)
		if status != exitUsage || strings.Count(strings.TrimSpace(errs), "\n") != 0 || !strings.HasPrefix(errs, "omdome: ") {
			t.Errorf("omdome %v: status %d, said %q", args, status, errs)
		}
	}
}

func TestSettingsThatMakeNoSenseEndWithTwo(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "x.db")
	for setting, want := range map[string]string{
		"OMDOME_URL=omdome.example.org":                  "omdome.example.org",
		"OMDOME_URL=https://omdome.example.org/svar":     "https://omdome.example.org/svar",
		"OMDOME_URL=ftp://omdome.example.org":            "ftp://omdome.example.org",
		"OMDOME_DATABASE=mysql://me:secret@localhost":    "mysql://",
		"OMDOME_LOG=loud":                                "debug, info, warn, error",
		"OMDOME_LOG=info,debug":                          "text, json",
		"OMDOME_WAIT=-1s":                                "90s",
		"OMDOME_DATABASE=host=localhost password=secret": "postgres:// address",
	} {
		env := []string{"OMDOME_DATABASE=" + database, "OMDOME_LISTEN=127.0.0.1:0", setting}
		_, errs, status := omdome(t, env, "serve")
		name, _, _ := strings.Cut(setting, "=")
		if status != exitUsage || !strings.HasPrefix(errs, "omdome: "+name) || !strings.Contains(errs, want) ||
			strings.Count(strings.TrimSpace(errs), "\n") != 0 || strings.Contains(errs, "secret") {
			t.Errorf("%s: status %d, said %q", setting, status, errs)
		}
	}
}

func TestHelpNamesEveryEnvironmentVariableAndDefault(t *testing.T) {
	t.Parallel()
	out, _, status := omdome(t, nil, "serve", "--help")
	for _, want := range []string{"OMDOME_DATABASE", "OMDOME_LISTEN", "OMDOME_URL", "OMDOME_PROXY", "omdome.db", "127.0.0.1:8080"} {
		if !strings.Contains(out, want) {
			t.Errorf("help lacks %s:\n%s", want, out)
		}
	}
	if status != 0 {
		t.Errorf("help ended with %d", status)
	}
}

func TestFailuresEndWithOne(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	bad := filepath.Join(folder, "bad.json")
	if err := os.WriteFile(bad, []byte("{\n  \"event\": {\"name\": 5}\n}"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"OMDOME_DATABASE=" + filepath.Join(folder, "x.db")}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"load", filepath.Join(folder, "none.json")}, "none.json"},
		{[]string{"load", bad}, "bad.json, line 2, column 21: "},
		{[]string{"serve", "--database", filepath.Join(folder, "no", "folder.db")}, filepath.Join("no", "folder.db")},
		{[]string{"check", "--database", bad}, "bad.json"},
		{[]string{"check", "--database", filepath.Join(folder, "x.db")}, "there is no database "},
		{[]string{"check", "--database", "postgres://127.0.0.1:1/none?sslmode=disable&connect_timeout=1"}, "omdome: "},
	} {
		_, errs, status := omdome(t, env, c.args...)
		if status != exitFailed || !strings.Contains(errs, c.want) || strings.Count(strings.TrimSpace(errs), "\n") != 0 {
			t.Errorf("omdome %v: status %d, said %q, want %q", c.args, status, errs, c.want)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "x.db")); err == nil {
		t.Error("a file that was refused left a database behind")
	}
}

func TestLoadTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "programme.json")
	if err := os.WriteFile(file, exampleProgramme, 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"OMDOME_DATABASE=" + filepath.Join(folder, "x.db")}
	first, _, _ := omdome(t, env, "load", file)
	second, _, status := omdome(t, env, "load", file)
	if !strings.Contains(first, "9 sessions added, 0 there already") || status != 0 {
		t.Errorf("first: %q", first)
	}
	if !strings.Contains(second, "0 sessions added, 9 there already") || first[:30] != second[:30] {
		t.Errorf("second: %q", second)
	}
	if out, _, status := omdome(t, env, "check"); status != 0 || !strings.Contains(out, "agree") {
		t.Errorf("check: %d, %q", status, out)
	}
}

func TestDemonstration(t *testing.T) {
	t.Parallel()
	demo := start(t, nil, "demo")
	for _, label := range []string{"form", "event", "invitation", "organizer", "results", "letter", "pdf", "speaker", "follow-up", "verify"} {
		address := demo.lines[label]
		status, body := get(t, address)
		if status != 200 || len(body) < 500 {
			t.Errorf("%s %s: status %d, %d bytes", label, address, status, len(body))
		}
	}
	_, letter := get(t, demo.lines["letter"])
	for _, want := range []string{
		"Karin", "5,5", "5,0", "61", "23", "strålande omdömen",
		"Genomfördes proffsigt med kunskap och engagemang!", "Mycket lärorik",
	} {
		if !strings.Contains(letter, want) {
			t.Errorf("the letter lacks %q", want)
		}
	}
	if _, pdf := get(t, demo.lines["pdf"]); !strings.HasPrefix(pdf, "%PDF-") {
		t.Error("the pdf is none")
	}
	for _, probe := range []string{"/healthz", "/readyz"} {
		if status, _ := get(t, demo.url()+probe); status != 200 {
			t.Errorf("%s: %d", probe, status)
		}
	}
	if status := demo.stop(t); status != 0 {
		t.Errorf("stopping ended with %d", status)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "omdome-demo-*")); len(left) > 0 {
		t.Logf("folders of other demonstrations: %v", left)
	}
}
