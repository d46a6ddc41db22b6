package survey_test

import (
	"testing"

	"github.com/omdome/omdome/survey"
)

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
