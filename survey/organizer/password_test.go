package organizer_test

import (
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/organizer"
)

// TestPasswordsAreLongAndNothingElse: letters and characters count as they are seen,
// whatever they take to store, and no work is done on what is far too long.
func TestPasswordsAreLongAndNothingElse(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]string{
		"":                        organizer.PasswordShort,
		"fjorton tecken":          organizer.PasswordShort,
		"femton tecken !":         "",
		"åäöåäöåäöåäöåä":          organizer.PasswordShort, // 28 bytes
		"åäöåäöåäöåäöåäö":         "",
		"               ":         "", // easy to guess, which is told elsewhere
		strings.Repeat("a", 1000): "",
		strings.Repeat("a", 1001): organizer.PasswordLong,
		strings.Repeat("å", 501):  organizer.PasswordLong,
		"femton tecken \x00":      organizer.PasswordCommon,
		"femton tecken \xff":      organizer.PasswordCommon,
	} {
		if got := organizer.CheckPassword(password); got != want {
			t.Errorf("%.20q: %q, want %q", password, got, want)
		}
	}
}
