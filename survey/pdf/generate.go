//go:build ignore

// This program copies fonts of single scripts into the folder that is embedded:
// those that most ask for out of the module cache, so that Go alone brings them,
// and others out of npm's packages, where npm ci has brought these.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The module that carries fonts is a game library, whose own imports the program
// has no use for: so it is no requirement in go.mod, and its version and checksum
// stand here.
const (
	module  = "github.com/hajimehoshi/ebiten/v2"
	version = "v2.8.8"
	sum     = "h1:xyMxOAn52T1tQ+j3vdieZ7auDBOXmvjUprSrxaIbsi8="
	folder  = "examples/texti18n"
)

// fonts are the files that are copied from the module.
var fonts = []string{
	"NotoSansDevanagari-Regular.ttf", "NotoSansMongolian-Regular.ttf", "NotoSansMyanmar-Regular.ttf", "NotoSansThai-Regular.ttf",
}

// packages is where npm keeps what package-lock.json names.
const packages = "../../node_modules/@fontsource"

// scripts are those whose fonts are copied from npm's packages, by the font's name.
var scripts = map[string][]string{
	"Sans": {
		"Bengali", "Ethiopic", "Gujarati", "Gurmukhi", "Kannada", "Khmer", "Lao", "Malayalam", "Oriya", "Sinhala",
		"Syriac", "Tamil", "Telugu", "Thaana",
	},
	"Serif": {"Tibetan"},
}

func main() {
	err := fromModule()
	if err == nil {
		err = fromPackages()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// fromModule does without the module where it is not to be had, and says so; another
// one in its place is an error.
func fromModule() error {
	get := exec.Command("go", "mod", "download", "-json", module+"@"+version)
	// The sum above takes the place of the public database's.
	get.Env = append(os.Environ(), "GONOSUMDB="+module)
	out, err := get.Output()
	var found struct{ Dir, Sum, Error string }
	if json.Unmarshal(out, &found) == nil && found.Error != "" {
		err = errors.New(found.Error)
	}
	if err != nil { // such as a machine that is offline: the program works without them
		fmt.Fprintf(os.Stderr, "generate: %s is not to be had: letters show Devanagari, Mongolian, Burmese and Thai as frames (%v)\n", module, err)
		return nil
	}
	if found.Sum != sum {
		return fmt.Errorf("%s %s has the sum %s, not %s", module, version, found.Sum, sum)
	}
	for _, name := range fonts {
		font, err := os.ReadFile(filepath.Join(found.Dir, folder, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join("noto", strings.Replace(name, "-Regular", "", 1)), font, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// fromPackages does without what npm has not brought, and says so.
func fromPackages() error {
	var missing []string
	for kind, names := range scripts {
		for _, script := range names {
			name := "noto-" + strings.ToLower(kind) + "-" + strings.ToLower(script)
			file := name + "-" + strings.ToLower(script) + "-400-normal.woff"
			font, err := os.ReadFile(filepath.Join(packages, name, "files", file))
			if errors.Is(err, os.ErrNotExist) {
				missing = append(missing, script)
				continue
			}
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join("noto", "Noto"+kind+script+".woff"), font, 0o644); err != nil {
				return err
			}
		}
	}
	if len(missing) > 0 {
		fmt.Fprintf(os.Stderr, "generate: npm has not brought the fonts of %s: letters show their characters as frames\n", strings.Join(missing, ", "))
	}
	return nil
}
