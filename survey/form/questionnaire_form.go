package form

import (
	"slices"
	"strconv"

	"github.com/omdome/omdome/survey"
)

// The fields of a question's form. Those of a text have the language after them,
// those of an option the row and the language: "option-2-sv".
const (
	FieldAsks     = "asks"  // one of the kinds of questions
	FieldAsked    = "asked" // about whom
	FieldRequired = "required"
	FieldQuestion = "question"
	FieldOption   = "option"
	FieldOptionIs = "option-number" // hidden: Option.Number
)

// blankOptions is how many empty rows stand after the options there are.
const blankOptions = 3

// InLanguage returns the name of a text's field in the language.
func InLanguage(field string, l survey.Language) string { return field + "-" + string(l) }

// OptionRows is how many rows of options the form of a question has.
func OptionRows(options int) int { return min(max(options, 1)+blankOptions, survey.MaxOptions) }

// QuestionFields returns what the form of a question holds.
func QuestionFields(q survey.Question, languages []survey.Language) map[string]string {
	fields := map[string]string{
		FieldAsks: string(q.Kind), FieldAsked: string(q.About), FieldRequired: tick(q.Required),
	}
	for _, l := range languages {
		fields[InLanguage(FieldQuestion, l)] = q.Text[l]
	}
	for i, o := range q.Options {
		row := survey.Row(FieldOption, i+1)
		fields[survey.Row(FieldOptionIs, i+1)] = strconv.Itoa(o.Number)
		for _, l := range languages {
			fields[InLanguage(row, l)] = o.Text[l]
		}
	}
	return fields
}

// ReadQuestion reads a question's form over the question as it was. The text in
// the first of the languages is needed, and of a choice at least two options;
// the others may be written later. Texts in languages that the form does not
// offer stay. An option without any text is none.
func ReadQuestion(fields map[string][]string, q survey.Question, languages []survey.Language) (survey.Question, survey.FieldErrors) {
	in := &input{fields: fields}
	q.Required = in.on(FieldRequired)
	if q.Key != survey.QuestionOverall && fields[FieldAsked] != nil {
		q.About = survey.About(in.value(FieldAsked))
		if q.About != survey.AboutSession && q.About != survey.AboutSpeaker {
			in.refuse(FieldAsked, MsgPick, nil)
		}
	}
	if q.Key != "" {
		return q, in.errs
	}
	if fields[FieldAsks] != nil {
		q.Kind = survey.QuestionKind(in.value(FieldAsks))
	}
	if !q.Kind.Valid() {
		in.refuse(FieldAsks, MsgPick, nil)
	}
	q.Text = in.texts(FieldQuestion, q.Text, languages, true)
	if q.Kind == survey.KindChoice || q.Kind == survey.KindChoices {
		q.Options = in.options(q.Options, languages)
	} else {
		q.Options = nil
	}
	return q, in.errs
}

// texts reads a text in the languages over the text as it was.
func (in *input) texts(field string, before survey.Text, languages []survey.Language, need bool) survey.Text {
	text := survey.Text{}
	for l, s := range before {
		if !slices.Contains(languages, l) {
			text[l] = s
		}
	}
	for i, l := range languages {
		if s := in.line(InLanguage(field, l), need && i == 0); s != "" {
			text[l] = s
		}
	}
	return text
}

func (in *input) options(before []survey.Option, languages []survey.Language) []survey.Option {
	var options []survey.Option
	for row := 1; row <= survey.MaxOptions; row++ {
		o := survey.Option{}
		n, _ := strconv.Atoi(in.value(survey.Row(FieldOptionIs, row)))
		if at := slices.IndexFunc(before, func(b survey.Option) bool { return b.Number == n }); n > 0 && at >= 0 {
			o.Number = n
			if slices.ContainsFunc(options, func(b survey.Option) bool { return b.Number == n }) {
				o.Number = 0
			} else {
				o.Text = before[at].Text
			}
		}
		name := survey.Row(FieldOption, row)
		written := slices.ContainsFunc(languages, func(l survey.Language) bool { return in.value(InLanguage(name, l)) != "" })
		if !written {
			continue
		}
		o.Text = in.texts(name, o.Text, languages, true)
		options = append(options, o)
	}
	if len(options) < survey.MinOptions {
		field := InLanguage(survey.Row(FieldOption, len(options)+1), languages[0])
		in.refuse(field, survey.MsgOptions, map[string]any{"low": survey.MinOptions})
	}
	return options
}
