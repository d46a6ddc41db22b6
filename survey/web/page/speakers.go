package page

import (
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// SpeakersOf are names with roles: "Karin Ek, workshopledare".
func SpeakersOf(c *i18n.Catalog, appearances []survey.Appearance) []string {
	var names []string
	for _, a := range appearances {
		names = append(names, c.T("form.speaker", "name", a.Speaker.Name, "role", c.T(a.Role.Key())))
	}
	return names
}
