// Package property is for tests of what holds whatever comes in: it draws inputs with
// rapid, the same ones in every run. So a check that is red was made so by a change, and
// not by luck; other inputs are tried on purpose, by make properties.
package property

import (
	"flag"
	"os"
	"testing"

	"pgregory.net/rapid"
)

// Seeds are set before the flags of a test's command line are read, so -rapid.seed=N of
// go test still means N.
func init() {
	if os.Getenv("OMDOME_OTHER_INPUTS") == "" {
		set("rapid.seed", "1984")
	}
	set("rapid.nofailfile", "true") // the seed says it all, and nothing is left behind
}

func set(name, value string) {
	if err := flag.Set(name, value); err != nil {
		panic(err) // the library has renamed its flag
	}
}

// Check tries whether holds passes for every input that it draws, a hundred times, or
// as often as -rapid.checks says.
func Check(t *testing.T, holds func(*rapid.T)) {
	t.Helper()
	rapid.Check(t, holds)
}
