package main

import (
	"strings"
	"testing"
)

// TestAProxyThatMustBeThereIsAskedFor: where people come by https, which the program
// does not speak, and no proxy is named.
func TestAProxyThatMustBeThereIsAskedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  []string
		want bool
	}{
		{[]string{"OMDOME_URL=https://svar.example.org"}, true},
		{[]string{"OMDOME_URL=https://svar.example.org", "OMDOME_PROXY=127.0.0.1"}, false},
		{[]string{"OMDOME_URL=http://svar.example.org"}, false},
		{nil, false},
	} {
		r := start(t, append(c.env, "OMDOME_DATABASE="+t.TempDir()+"/omdome.db"), "serve")
		r.kill()
		if got := strings.Contains(r.errs.String(), "OMDOME_PROXY"); got != c.want {
			t.Errorf("%v: warned %v, want %v: %s", c.env, got, c.want, r.errs)
		}
	}
}
