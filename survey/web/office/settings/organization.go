package settings

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/page"
)

// A settingsView is the page that leads to what an organization decides about
// itself, one page for each thing.
type settingsView struct {
	Name string
	// Issuer is the id that stands beside the name where letters are verified.
	Issuer string
	// Owners says that only owners may change it, to who is none.
	Owners string
	// Letters says that the pages on how letters look are theirs to read.
	Letters  bool
	Sections []settingsSection
}

// A settingsSection is one thing with where it stands.
type settingsSection struct {
	Title, What, Address string
	// State is where it stands, in words; Open that something is left to do.
	State string
	Open  bool
}

// Organization leads to the pages on the organization.
func (s *Room) Organization(w http.ResponseWriter, r *http.Request, o desk) error {
	organization, err := o.store.Organization(r.Context())
	if err != nil {
		return err
	}
	statement, err := o.store.Statement(r.Context())
	if err != nil {
		return err
	}
	answers, err := o.store.Procurement(r.Context())
	if err != nil {
		return err
	}
	add := func(sections []settingsSection, name, state string, open bool) []settingsSection {
		keys := settingsKeys[name]
		return append(sections, settingsSection{
			Title: o.Catalog.T(keys.title), What: o.Catalog.T(keys.what),
			Address: o.Base + "/organization/" + name, State: state, Open: open,
		})
	}
	view := settingsView{Name: organization.Name, Issuer: organization.Issuer(), Owners: o.ownersOnly(), Letters: o.Member.Organizer.Role.May(organizer.Editor)}
	view.Sections = add(view.Sections, "records", o.recordsState(organization), organization.Public && !organization.Retention.Any())
	state := "organizer.settings.accessibility.assessed"
	if statement.Status == "" {
		state = "organizer.settings.accessibility.standard"
	}
	view.Sections = add(view.Sections, "accessibility", o.Catalog.T(state), organization.Public && statement.Status == "")
	n, of := answers.Answered(i18n.LanguagesFor(i18n.Organizers))
	view.Sections = add(view.Sections, "procurement", o.Catalog.T("organizer.settings.procurement.answered", "n", n, "of", of), organization.Public && n < of)
	return s.ShowOffice(w, r, o.Desk, http.StatusOK, "office/settings/organization", page.Page{
		Title: o.Catalog.T("organizer.signin.nav.organization"), Data: view,
	})
}

// settingsKeys are of the forms' titles, of what they are about, and of what stands
// above them.
var settingsKeys = map[string]struct{ title, what, lead string }{
	"records":       {"organizer.settings.records", "organizer.settings.records.what", "organizer.settings.records.lead"},
	"accessibility": {"organizer.settings.accessibility", "organizer.settings.accessibility.what", "organizer.settings.accessibility.lead"},
	"procurement":   {"organizer.settings.procurement", "organizer.settings.procurement.what", "organizer.settings.procurement.lead"},
}

// ownersOnly says to others than owners that they may not change anything.
func (o desk) ownersOnly() string {
	if o.Member.Organizer.Role.May(organizer.Owner) {
		return ""
	}
	return o.Catalog.T("organizer.settings.owners")
}

// recordsState is how many periods are decided.
func (o desk) recordsState(organization survey.Organization) string {
	n := 0
	for _, p := range organization.Retention {
		if p.Months > 0 {
			n++
		}
	}
	if n == 0 {
		return o.Catalog.T("organizer.settings.records.none")
	}
	return o.Catalog.T("organizer.settings.records.some", "n", n, "of", len(survey.AllKept()))
}

// settingsForm makes a form of one of these pages. Who is no owner reads what it
// holds.
func (o desk) settingsForm(name string, d page.FormData, groups []page.EditGroup) page.EditView {
	v := page.EditView{
		Title: o.Catalog.T(settingsKeys[name].title), Back: o.Base + "/organization", BackText: o.Catalog.T("organizer.signin.nav.organization"),
		Action: o.Base + "/organization/" + name, Button: o.Catalog.T("organizer.edit.save"), Groups: groups,
		Hidden: []page.EditField{{Name: form.FieldRevision, Value: d.Values[form.FieldRevision]}},
		Lead:   []string{o.Catalog.T(settingsKeys[name].lead)},
	}
	if only := o.ownersOnly(); only != "" {
		v.Fixed, v.Lead = true, append(v.Lead, only)
		for _, g := range v.Groups {
			for i, f := range g.Fields {
				g.Fields[i].Value = d.Shown(f, f.Value)
			}
		}
	}
	return v
}

// saved says that a form of the organization has been stored.
func (o desk) saved(r *http.Request) string {
	if r.URL.Query().Get("done") == "organization" {
		return o.Catalog.T("organizer.settings.saved")
	}
	return ""
}
