package letter

import (
	"errors"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/wording"
)

// What may be wrong with a paragraph of an organization's own; keys of the
// catalogs.
const (
	MsgPlaceholder = "organizer.words.error.placeholder" // {text} is none; {list} are those there are
	MsgBrace       = "organizer.words.error.brace"       // {list} likewise
	MsgPraise      = "organizer.words.error.praise"      // {text} is for the figures to say; {list} says it
	DoubtPraise    = "organizer.words.doubt.praise"      // {text} may be more than the figures say
	DoubtRatings   = "organizer.words.doubt.ratings"     // {list} is not there
)

// A piece of a paragraph is text, or a placeholder to be filled.
type piece struct {
	text  string
	place wording.Placeholder // empty for text
}

var errBrace = errors.New("a brace without its other half")

// An unknownError is a placeholder that the paragraph cannot hold, as written.
type unknownError string

func (e unknownError) Error() string { return "no placeholder " + string(e) }

// split reads a paragraph whose placeholders go by the names.
func split(s string, names map[string]wording.Placeholder) ([]piece, error) {
	var pieces []piece
	for s != "" {
		i := strings.IndexAny(s, "{}")
		if i < 0 {
			return append(pieces, piece{text: s}), nil
		}
		if i > 0 {
			pieces = append(pieces, piece{text: s[:i]})
		}
		end := strings.IndexAny(s[i+1:], "{}") + i + 1
		if s[i] == '}' || end == i || s[end] == '{' {
			return nil, errBrace
		}
		place, ok := names[strings.ToLower(norm.NFC.String(strings.TrimSpace(s[i+1:end])))]
		if !ok {
			return nil, unknownError(s[i : end+1])
		}
		pieces = append(pieces, piece{place: place})
		s = s[end+1:]
	}
	return pieces, nil
}

// namesIn are the part's placeholders by their names in the language.
func namesIn(c *i18n.Catalog, part wording.Part) map[string]wording.Placeholder {
	names := map[string]wording.Placeholder{}
	for _, p := range part.Placeholders() {
		names[c.T(p.Key())] = p
	}
	return names
}

// plainNames are the part's placeholders as the catalogs' own texts have them.
func plainNames(part wording.Part) map[string]wording.Placeholder {
	names := map[string]wording.Placeholder{}
	for _, p := range part.Placeholders() {
		names[string(p)] = p
	}
	return names
}

// Placeholders returns the part's placeholders as they are written in the
// language: "{namn}".
func Placeholders(l survey.Language, part wording.Part) []string {
	c := i18n.For(l)
	var list []string
	for _, p := range part.Placeholders() {
		list = append(list, written(c, p))
	}
	return list
}

// Written is the placeholder as it is written in the language: "{namn}".
func Written(l survey.Language, p wording.Placeholder) string { return written(i18n.For(l), p) }

func written(c *i18n.Catalog, p wording.Placeholder) string {
	return "{" + c.T(p.Key()) + "}"
}

// Standard returns the standard words of the part, as an organization would
// write them: with the language's names of the placeholders. It is empty for an
// optional part.
func Standard(l survey.Language, part wording.Part) string {
	c := i18n.For(l)
	pieces, err := split(standard(c, part), plainNames(part))
	if err != nil {
		return "" // the texts are built in, and a test reads them all
	}
	var b strings.Builder
	for _, p := range pieces {
		if b.WriteString(p.text); p.place != "" {
			b.WriteString(written(c, p.place))
		}
	}
	return b.String()
}

func standard(c *i18n.Catalog, part wording.Part) string {
	if part.Optional() {
		return ""
	}
	return c.T(part.LetterKey())
}

// ReadWording reads an organization's words in the language from a form whose
// fields have the parts' names. What is empty, or the standard's, is not kept,
// so that it becomes better when the standard does. What is in doubt may be kept
// all the same: see Praising.
func ReadWording(l survey.Language, fields map[string][]string) (w survey.Wording, wrong, doubts survey.FieldErrors) {
	w = survey.Wording{Language: l, Texts: map[wording.Part]string{}}
	for _, part := range wording.Parts() {
		typed := ""
		if values := fields[string(part)]; len(values) > 0 {
			typed = values[0]
		}
		text, refused := form.ReadParagraph(typed, part.Most())
		if refused == nil {
			refused = check(l, part, text)
		}
		if text != "" && text != Standard(l, part) {
			w.Texts[part] = text
		}
		if refused != nil {
			refused.Field = string(part)
			wrong = append(wrong, *refused)
		} else if doubt := doubt(l, part, w.Texts[part]); doubt != nil {
			doubt.Field = string(part)
			doubts = append(doubts, *doubt)
		}
	}
	return w, wrong, doubts
}

// check says why the text cannot be the part's, if it cannot.
func check(l survey.Language, part wording.Part, text string) *survey.FieldError {
	c := i18n.For(l)
	list := strings.Join(Placeholders(l, part), ", ")
	pieces, err := split(text, namesIn(c, part))
	if unknown, ok := errors.AsType[unknownError](err); ok {
		return &survey.FieldError{Message: MsgPlaceholder, Args: map[string]any{"text": string(unknown), "list": list}}
	}
	if err != nil {
		return &survey.FieldError{Message: MsgBrace, Args: map[string]any{"list": list}}
	}
	if word, _ := Praising(l, text); word != "" {
		return &survey.FieldError{Message: MsgPraise, Args: map[string]any{"text": word, "list": written(c, wording.PlaceRatings)}}
	}
	// A placeholder may turn out empty; the words around it then meet.
	if word, _ := Praising(l, literal(pieces)); word != "" {
		return &survey.FieldError{Message: MsgPraise, Args: map[string]any{"text": word, "list": written(c, wording.PlaceRatings)}}
	}
	return nil
}

func literal(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.text)
	}
	return b.String()
}

// doubt says what the writer should look at once more.
func doubt(l survey.Language, part wording.Part, text string) *survey.FieldError {
	c := i18n.For(l)
	if text == "" {
		return nil
	}
	if _, word := Praising(l, text); word != "" {
		return &survey.FieldError{Message: DoubtPraise, Args: map[string]any{"text": word}}
	}
	if allowed := part.Placeholders(); slices.Contains(allowed, wording.PlaceRatings) {
		pieces, err := split(text, namesIn(c, part))
		if err == nil && !slices.Contains(pieces, piece{place: wording.PlaceRatings}) {
			return &survey.FieldError{Message: DoubtRatings, Args: map[string]any{"list": written(c, wording.PlaceRatings)}}
		}
	}
	return nil
}

// An Explanation is a placeholder with what it becomes in a letter; Becomes is
// empty where the letter has nothing for it.
type Explanation struct{ Name, Becomes string }

// Explained returns all placeholders of the letter's language with what they
// become in it.
func Explained(facts survey.LetterFacts) []Explanation {
	b := newBuilder(facts, Options{})
	seen := map[wording.Placeholder]bool{}
	var all []Explanation
	for _, part := range wording.Parts() {
		for _, p := range part.Placeholders() {
			if !seen[p] {
				seen[p] = true
				value, _ := b.value(p)
				all = append(all, Explanation{written(b.c, p), value})
			}
		}
	}
	return all
}
