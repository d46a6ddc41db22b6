//go:build ignore

// This program copies the library of the live charts out of the module cache,
// where go.mod has fixed its version, into the folder that is embedded.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

const module = "github.com/go-echarts/go-echarts-assets"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	list := exec.Command("go", "mod", "download", "-json", module)
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return fmt.Errorf("finding %s: %w", module, err)
	}
	var found struct{ Dir string }
	if err := json.Unmarshal(out, &found); err != nil {
		return fmt.Errorf("finding %s: %w", module, err)
	}
	library, err := os.ReadFile(filepath.Join(found.Dir, "assets", "echarts.min.js"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join("echarts", "echarts.min.js"), library, 0o644)
}
