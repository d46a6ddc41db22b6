package form

import (
	"strconv"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
)

// ProcurementField is the name of a topic's field in a language.
func ProcurementField(topic compliance.Topic, l survey.Language) string {
	return string(topic) + "-" + string(l)
}

// ProcurementFields returns what the form holds.
func ProcurementFields(p compliance.Procurement, languages []survey.Language) map[string]string {
	fields := map[string]string{FieldRevision: strconv.Itoa(p.Revision)}
	for _, topic := range compliance.Topics() {
		for _, l := range languages {
			fields[ProcurementField(topic, l)] = p.Answers[topic][l]
		}
	}
	return fields
}

// ReadProcurement reads the form.
func ReadProcurement(fields map[string][]string, languages []survey.Language) (compliance.Procurement, survey.FieldErrors) {
	in := &input{fields: fields}
	p := compliance.Procurement{Answers: map[compliance.Topic]survey.Text{}}
	for _, topic := range compliance.Topics() {
		for _, l := range languages {
			text := in.prose(ProcurementField(topic, l))
			if text == "" {
				continue
			}
			if p.Answers[topic] == nil {
				p.Answers[topic] = survey.Text{}
			}
			p.Answers[topic][l] = text
		}
	}
	p.Revision, _ = strconv.Atoi(in.value(FieldRevision))
	return p, in.errs
}
