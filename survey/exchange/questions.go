package exchange

import (
	"fmt"

	"github.com/omdome/omdome/survey"
)

// questions returns the session's questionnaire: the standard one unless the
// file lists its own. A listed question is a standard one by its key, or the
// organizer's own with kind and text.
func (b *builder) questions(path string, given []questionFile, kind survey.Kind, appearances []survey.Appearance) []survey.Question {
	standard := kind.Questionnaire(appearances)
	if len(given) == 0 {
		return standard
	}
	var list []survey.Question
	used := map[string]bool{}
	for i, f := range given {
		at := fmt.Sprintf("%s[%d]", path, i)
		q := b.own(at, f)
		if f.Key != "" {
			q = b.standard(at, f, standard)
			if used[f.Key] {
				b.refuse(at+".key", "%q stands twice", f.Key)
			}
			used[f.Key] = true
			if f.Key == survey.QuestionOverall && i > 0 {
				b.refuse(at+".key", "overall comes first")
			}
		}
		q.Number = i + 1
		list = append(list, q)
	}
	return list
}

func (b *builder) standard(path string, f questionFile, standard []survey.Question) survey.Question {
	for _, q := range standard {
		if q.Key == f.Key {
			q.Required = f.Required
			return q
		}
	}
	b.refuse(path+".key", "there is no question %q for a session with these speakers", f.Key)
	return survey.Question{}
}

// own returns an organizer's own question.
func (b *builder) own(path string, f questionFile) survey.Question {
	if f.Key != "" {
		return survey.Question{}
	}
	q := survey.Question{Kind: f.Kind, About: f.About, Required: f.Required, Text: b.texts(path+".text", f.Text)}
	if q.About == "" {
		q.About = survey.AboutSession
	}
	if q.About != survey.AboutSession && q.About != survey.AboutSpeaker {
		b.refuse(path+".about", "about is session or speaker")
	}
	switch q.Kind {
	case survey.KindRating, survey.KindText:
		if len(f.Options) > 0 {
			b.refuse(path+".options", "a %s question has no options", q.Kind)
		}
	case survey.KindChoice, survey.KindChoices:
		if len(f.Options) < survey.MinOptions || len(f.Options) > survey.MaxOptions {
			b.refuse(path+".options", "a choice has 2 to 30 options")
		}
		for i, o := range f.Options {
			q.Options = append(q.Options, survey.Option{Number: i + 1, Text: b.texts(fmt.Sprintf("%s.options[%d]", path, i), o)})
		}
	default:
		b.refuse(path+".kind", "kind is rating, choice, choices or text")
	}
	return q
}

func (b *builder) texts(path string, given survey.Text) survey.Text {
	if len(given) == 0 {
		b.refuse(path, "the text is missing; write one for each language, like {\"sv\": \"…\", \"en\": \"…\"}")
	}
	out := survey.Text{}
	for l, s := range given {
		b.language(path, l, l)
		out[l] = b.text(path+"."+string(l), s, true)
	}
	return out
}
