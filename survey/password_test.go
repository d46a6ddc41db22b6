package survey_test

import (
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
)

func TestPasswords(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]string{
		"gräsand vid tolv oboer":         "",
		"correct horse battery staple":   "",
		"Xk2#vv9!qLm0zzTr":               "",
		"kort":                           survey.PasswordShort,
		"fjorton tecken":                 survey.PasswordShort,
		strings.Repeat("ab cd ef ", 200): survey.PasswordLong,
		"aaaaaaaaaaaaaaaaaa":             survey.PasswordCommon,
		"lösenordlösenord":               survey.PasswordCommon,
		"P4ssw0rd!P4ssw0rd":              survey.PasswordCommon,
		"Sommaren2026!!!!":               survey.PasswordCommon,
		"qwertyuiopasdfgh":               survey.PasswordCommon,
		"1234567890123456":               survey.PasswordCommon,
		"abcdefghijklmnopq":              survey.PasswordCommon,
		"Välkommen till Uppsala 1":       survey.PasswordCommon,
		"Forum för styrning":             survey.PasswordCommon,
		"my secret password":             survey.PasswordCommon,
		"gräsand\x00 vid tolv oboer":     survey.PasswordCommon,
	} {
		if got := survey.CheckPassword(password, "Forum för styrning", "eva@example.org"); got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
}

func TestRolesMayWhatLesserOnesMay(t *testing.T) {
	t.Parallel()
	roles := survey.OrganizerRoles()
	for i, role := range roles {
		for j, least := range roles {
			if role.May(least) != (i >= j) {
				t.Errorf("%s may %s: %t", role, least, role.May(least))
			}
		}
	}
	if survey.OrganizerRole("").May(survey.RoleViewer) || survey.OrganizerRole("").May("") {
		t.Error("no role may something")
	}
}
