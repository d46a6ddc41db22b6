package event

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/statement"
)

// Accessibility is the statement of the organization whose pages these are, or a
// general one where there are several.
func (s *Room) Accessibility(w http.ResponseWriter, r *http.Request) error {
	c := i18n.For(s.Language(w, r, i18n.Languages()))
	all, err := s.store.Organizations(r.Context())
	if err != nil {
		return err
	}
	if len(all) != 1 {
		return s.showAccessibility(w, r, page.Page{Language: c.Language(), Offered: i18n.Languages()}, statement.AccessibilityView{
			Blocks: page.Blocks(statement.StandardStatement(c, survey.Organization{})),
		})
	}
	return s.accessibilityOf(w, r, page.Page{Language: c.Language(), Offered: i18n.Languages()}, all[0], "")
}

// EventAccessibility is the statement of the event's organization.
func (s *Room) EventAccessibility(w http.ResponseWriter, r *http.Request) error {
	e, err := s.eventNamed(r)
	if err != nil {
		return err
	}
	languages := page.Offered(e.Event)
	return s.accessibilityOf(w, r, page.Page{
		Language: s.Language(w, r, languages), Offered: languages, Event: e.Event.Code,
	}, e.Organization, "/e/"+string(e.Event.Code))
}

func (s *Room) accessibilityOf(w http.ResponseWriter, r *http.Request, p page.Page, o survey.Organization, base string) error {
	st, err := s.store.Statement(r.Context(), o.ID)
	if err != nil {
		return err
	}
	answers, err := s.store.Procurement(r.Context(), o.ID)
	if err != nil {
		return err
	}
	view := statement.StatementView(i18n.For(p.Language), o, st)
	if len(answers.Answers) > 0 {
		view.Procurement = base + "/procurement"
	}
	return s.showAccessibility(w, r, p, view)
}

func (s *Room) showAccessibility(w http.ResponseWriter, r *http.Request, p page.Page, view statement.AccessibilityView) error {
	p.Title, p.Data = i18n.For(p.Language).T("accessibility.title"), view
	return s.Render(w, r, http.StatusOK, "event/accessibility", p)
}

// Procurement answers what a procurement asks, for the organization whose pages
// these are; for the program alone where there are several.
func (s *Room) Procurement(w http.ResponseWriter, r *http.Request) error {
	all, err := s.store.Organizations(r.Context())
	if err != nil {
		return err
	}
	var organization survey.Organization
	if len(all) == 1 {
		organization = all[0]
	}
	return s.procurementOf(w, r, page.Page{}, organization)
}

// EventProcurement is the same of the event's organization.
func (s *Room) EventProcurement(w http.ResponseWriter, r *http.Request) error {
	e, err := s.eventNamed(r)
	if err != nil {
		return err
	}
	return s.procurementOf(w, r, page.Page{Event: e.Event.Code}, e.Organization)
}

// procurementOf shows the page, in the languages that organizers write.
func (s *Room) procurementOf(w http.ResponseWriter, r *http.Request, p page.Page, o survey.Organization) error {
	p.Offered = i18n.LanguagesFor(i18n.Organizers)
	p.Language = s.Language(w, r, p.Offered)
	c := i18n.For(p.Language)
	var answers compliance.Procurement
	if o.ID != 0 {
		var err error
		if answers, err = s.store.Procurement(r.Context(), o.ID); err != nil {
			return err
		}
	}
	view := statement.ProcurementView{Whose: o.Name, Lead: c.T("organizer.procurement.lead", "organizer", o.Name), Accessibility: p.Accessibility()}
	if o.Name == "" {
		view.Lead = c.T("organizer.procurement.lead.program")
	}
	for _, topic := range compliance.Topics() {
		if t := statement.TopicView(c, topic, answers.Answers[topic]); t.Program != "" || len(t.Own) > 0 {
			view.Topics = append(view.Topics, t)
		}
	}
	p.Title, p.Data = c.T("organizer.procurement.title"), view
	return s.Render(w, r, http.StatusOK, "event/procurement", p)
}
