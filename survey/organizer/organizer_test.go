package organizer_test

import (
	"testing"

	"github.com/omdome/omdome/survey/organizer"
)

func TestRolesMayWhatLesserOnesMay(t *testing.T) {
	t.Parallel()
	roles := organizer.Roles()
	for i, role := range roles {
		for j, least := range roles {
			if role.May(least) != (i >= j) {
				t.Errorf("%s may %s: %t", role, least, role.May(least))
			}
		}
	}
	if organizer.Role("").May(organizer.Viewer) || organizer.Role("").May("") {
		t.Error("no role may something")
	}
}
