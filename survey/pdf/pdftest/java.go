// Package pdftest asks programs that others have written what they say of our PDF
// files. Tests alone use it.
package pdftest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience bounds how long a program of others may take.
const patience = 5 * time.Minute

// Java runs a program that .ci/setup has compiled in the folder of .ci, which reads the
// paths of files from its input, and returns the line that it writes for each of them.
// Its start takes a second or two: give it all files at once. Where it is not there
// the test is skipped, unless OMDOME_REQUIRE names the folder.
func Java(t testing.TB, folder, class string, arguments []string, files ...[]byte) [][]byte {
	t.Helper()
	target := filepath.Join(root(t), ".ci", folder, "target")
	if _, err := os.Stat(filepath.Join(target, "classes", class+".class")); err != nil {
		Missing(t, folder, folder+" is not there (make setup brings it, with Maven)")
	}
	if _, err := exec.LookPath("java"); err != nil {
		Missing(t, folder, "Java is not installed")
	}
	dir := t.TempDir()
	var paths strings.Builder
	for i, file := range files {
		path := filepath.Join(dir, fmt.Sprintf("%d.pdf", i))
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&paths, path)
	}

	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	classes := "classes" + string(filepath.ListSeparator) + filepath.Join("lib", "*")
	// With these it starts with half of the work, and needs less for hundreds of files too.
	java := exec.CommandContext(ctx, "java", append([]string{
		"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m",
		"-Djava.awt.headless=true", "-Dpdfbox.fontcache=.", "-cp", classes, class,
	}, arguments...)...)
	java.Dir = target
	java.Stdin = strings.NewReader(paths.String())
	var errs strings.Builder
	java.Stderr = &errs
	out, err := java.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", class, err, errs.String())
	}
	var lines [][]byte
	for line := range bytes.Lines(out) {
		lines = append(lines, line)
	}
	if len(lines) != len(files) {
		t.Fatalf("%s spoke of %d files and was given %d: %s", class, len(lines), len(files), errs.String())
	}
	return lines
}

// Missing skips the test for what is missing, or fails where OMDOME_REQUIRE names it.
func Missing(t testing.TB, need, why string) {
	t.Helper()
	if strings.Contains(","+os.Getenv("OMDOME_REQUIRE")+",", ","+need+",") {
		t.Fatalf("%s, and OMDOME_REQUIRE names %s", why, need)
	}
	t.Skip(why)
}

// root is the repository's folder.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("the test does not run inside the repository")
		}
		dir = filepath.Dir(dir)
	}
}
