//go:build ignore

// This program copies fonts of single scripts out of the module cache into the
// folder that is embedded. The module that carries them is a game library, whose
// own imports the program has no use for: so it is no requirement in go.mod, and
// its version and checksum stand here.
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

const (
	module  = "github.com/hajimehoshi/ebiten/v2"
	version = "v2.8.8"
	sum     = "h1:xyMxOAn52T1tQ+j3vdieZ7auDBOXmvjUprSrxaIbsi8="
	folder  = "examples/texti18n"
)

// fonts are the files that are copied.
var fonts = []string{
	"NotoSansDevanagari-Regular.ttf", "NotoSansMongolian-Regular.ttf", "NotoSansMyanmar-Regular.ttf", "NotoSansThai-Regular.ttf",
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	get := exec.Command("go", "mod", "download", "-json", module+"@"+version)
	// The sum above takes the place of the public database's.
	get.Env = append(os.Environ(), "GONOSUMDB="+module)
	out, err := get.Output()
	var found struct{ Dir, Sum, Error string }
	if json.Unmarshal(out, &found) == nil && found.Error != "" {
		err = errors.New(found.Error)
	}
	if err != nil {
		return fmt.Errorf("finding %s: %w", module, err)
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
