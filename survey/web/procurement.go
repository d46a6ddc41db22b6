package web

import (
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

type procurementView struct {
	Whose, Lead string
	Topics      []procurementTopic
	// Accessibility is where the statement is.
	Accessibility string
}

// A procurementTopic is what is said on one thing: by us on the program, by the
// organization on how it is run there. Either may be empty.
type procurementTopic struct {
	Name, Head, Program string
	Own                 []block
	// Language is that of Own, where it is not the page's.
	Language survey.Language
}

// procurement answers what a procurement asks, for the organization whose pages
// these are; for the program alone where there are several.
func (s *server) procurement(w http.ResponseWriter, r *http.Request) error {
	all, err := s.store.Organizations(r.Context())
	if err != nil {
		return err
	}
	var organization survey.Organization
	if len(all) == 1 {
		organization = all[0]
	}
	return s.procurementOf(w, r, page{}, organization)
}

// eventProcurement is the same of the event's organization.
func (s *server) eventProcurement(w http.ResponseWriter, r *http.Request) error {
	e, err := s.eventNamed(r)
	if err != nil {
		return err
	}
	return s.procurementOf(w, r, page{Event: e.Event.Code}, e.Organization)
}

// procurementOf shows the page, in the languages that organizers write.
func (s *server) procurementOf(w http.ResponseWriter, r *http.Request, p page, o survey.Organization) error {
	p.Offered = i18n.LanguagesFor(i18n.Organizers)
	p.Language = s.language(w, r, p.Offered)
	c := i18n.For(p.Language)
	var answers survey.Procurement
	if o.ID != 0 {
		var err error
		if answers, err = s.store.Procurement(r.Context(), o.ID); err != nil {
			return err
		}
	}
	view := procurementView{Whose: o.Name, Lead: c.T("organizer.procurement.lead", "organizer", o.Name), Accessibility: p.Accessibility()}
	if o.Name == "" {
		view.Lead = c.T("organizer.procurement.lead.program")
	}
	for _, topic := range survey.ProcurementTopics() {
		if t := topicView(c, topic, answers.Answers[topic]); t.Program != "" || len(t.Own) > 0 {
			view.Topics = append(view.Topics, t)
		}
	}
	p.Title, p.Data = c.T("organizer.procurement.title"), view
	return s.render(w, r, http.StatusOK, "procurement", p)
}

// topicView is a topic with what there is to say on it. Where the organization
// has answered in another language alone, that stands there.
func topicView(c *i18n.Catalog, topic string, own survey.Text) procurementTopic {
	t := procurementTopic{Name: topic, Head: c.T("organizer.procurement." + topic)}
	if key := "organizer.procurement." + topic + ".program"; c.Has(key) {
		t.Program = c.T(key)
	}
	t.Own = blocks(own[c.Language()])
	for _, l := range i18n.LanguagesFor(i18n.Organizers) {
		if len(t.Own) == 0 && own[l] != "" {
			t.Own, t.Language = blocks(own[l]), l
		}
	}
	return t
}
