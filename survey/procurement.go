package survey

import "strconv"

// ProcurementTopics are what a procurement asks about, in the order of the page.
func ProcurementTopics() []string {
	return []string{"hosting", "processors", "personal", "security", "accessibility", "export", "continuity", "support"}
}

// A Procurement is what an organization itself answers on them, by topic.
type Procurement struct {
	Answers  map[string]Text `json:"answers"`
	Revision int             `json:"-"`
}

// OnlyOrganization says whether nobody but the organization can answer on the
// topic. On accessibility there is a statement already.
func OnlyOrganization(topic string) bool { return topic != "accessibility" }

// Answered is how many of the topics that only the organization can answer on are
// answered in every one of the languages, and how many there are.
func (p Procurement) Answered(languages []Language) (n, of int) {
	for _, topic := range ProcurementTopics() {
		if !OnlyOrganization(topic) {
			continue
		}
		of++
		all := true
		for _, l := range languages {
			all = all && p.Answers[topic][l] != ""
		}
		if all {
			n++
		}
	}
	return n, of
}

// ProcurementField is the name of a topic's field in a language.
func ProcurementField(topic string, l Language) string { return topic + "-" + string(l) }

// ProcurementFields returns what the form holds.
func ProcurementFields(p Procurement, languages []Language) map[string]string {
	fields := map[string]string{FieldRevision: strconv.Itoa(p.Revision)}
	for _, topic := range ProcurementTopics() {
		for _, l := range languages {
			fields[ProcurementField(topic, l)] = p.Answers[topic][l]
		}
	}
	return fields
}

// ReadProcurement reads the form.
func ReadProcurement(fields map[string][]string, languages []Language) (Procurement, FieldErrors) {
	in := &input{fields: fields}
	p := Procurement{Answers: map[string]Text{}}
	for _, topic := range ProcurementTopics() {
		for _, l := range languages {
			text := in.prose(ProcurementField(topic, l))
			if text == "" {
				continue
			}
			if p.Answers[topic] == nil {
				p.Answers[topic] = Text{}
			}
			p.Answers[topic][l] = text
		}
	}
	p.Revision, _ = strconv.Atoi(in.value(FieldRevision))
	return p, in.errs
}
