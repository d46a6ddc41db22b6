// Package i18n knows the languages: their texts, which stand in catalog files,
// and how each writes numbers, dates and lists.
//
// A language is the files catalog/TAG.AREA.json of its tag ("sv.letter.json").
// A file is one object from key to text, or to an object of plural forms
// ("one", "other", …) chosen by the number in the placeholder n. Placeholders
// are written {name}. Adding a language is adding its files: see [Audience] for
// what it must have before anybody is offered it.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

//go:embed catalog/*.json
var files embed.FS

// A text is a catalog's entry: a plain text under plural.Other, or plural forms.
type text map[plural.Form]string

// A Catalog is one language: its texts and its ways of writing.
type Catalog struct {
	language survey.Language
	tag      language.Tag
	texts    map[string]text
}

// A library is all catalogs, and which languages each audience can be offered.
type library struct {
	catalogs map[survey.Language]*Catalog
	offered  map[Audience][]survey.Language
}

var load = sync.OnceValues(func() (library, error) { return read(files) })

// For returns the language's catalog, or English when there is none.
func For(l survey.Language) *Catalog {
	all := loaded().catalogs
	if c, ok := all[l]; ok {
		return c
	}
	return all[survey.English]
}

// Match returns the offered language that the reader's Accept-Language asks for
// most, or the first offered when none fits or the header makes no sense.
func Match(accept string, offered []survey.Language) survey.Language {
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(wanted) == 0 {
		return offered[0]
	}
	for _, w := range wanted {
		base, _ := w.Base()
		for _, o := range offered {
			if string(o) == base.String() {
				return o
			}
		}
	}
	return offered[0]
}

// Language returns the catalog's language.
func (c *Catalog) Language() survey.Language { return c.language }

// Has says whether the catalog has the key.
func (c *Catalog) Has(key string) bool {
	_, ok := c.texts[key]
	return ok
}

// Keys returns all keys of the catalog, sorted.
func (c *Catalog) Keys() []string {
	keys := make([]string, 0, len(c.texts))
	for k := range c.texts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// T returns the text of the key with its placeholders filled from args, which
// alternate name and value. A number named n chooses the plural form. A key
// that the catalog lacks returns the English text, and one that English lacks
// returns the key itself; tests see to it that neither happens.
func (c *Catalog) T(key string, args ...any) string {
	forms, ok := c.texts[key]
	if !ok {
		if english := For(survey.English); english != c {
			return english.T(key, args...)
		}
		return key
	}
	s := forms[plural.Other]
	if len(forms) > 1 {
		if n, ok := number(args); ok {
			form := plural.Cardinal.MatchPlural(c.tag, n, 0, 0, 0, 0)
			if f, ok := forms[form]; ok {
				s = f
			}
		}
	}
	return c.fill(s, args)
}

// fill puts args into the placeholders of s.
func (c *Catalog) fill(s string, args []any) string {
	if len(args) == 0 || !strings.Contains(s, "{") {
		return s
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		name, value := "{"+fmt.Sprint(args[i])+"}", c.value(args[i+1])
		if strings.ContainsFunc(strings.ReplaceAll(s, name, ""), unicode.IsLetter) {
			value = Isolated(value) // quotation marks alone are no sentence
		}
		pairs = append(pairs, name, value)
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// value writes a placeholder's value by the language's rules.
func (c *Catalog) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return c.Int(v)
	case survey.Tenths:
		return c.Decimal(v)
	}
	return fmt.Sprint(v)
}

// Isolated keeps a name or a title that is written from right to left from turning
// the sentence around it: U+2068 and U+2069 stand around it, as Unicode means them
// to, and are the sentence's, never the name's. All else stays as it is.
func Isolated(s string) string {
	if !writing.FromTheRight(s) || strings.HasPrefix(s, "\u2068") {
		return s
	}
	return "\u2068" + s + "\u2069"
}

func number(args []any) (n int, ok bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "n" {
			n, ok = args[i+1].(int)
			return n, ok
		}
	}
	return 0, false
}

func loaded() library {
	all, err := load()
	if err != nil {
		panic(err) // the files are built in: only a broken build gets here
	}
	return all
}

// read makes the catalogs of all files, refusing keys that stand twice.
func read(f fs.FS) (library, error) {
	names, err := fs.Glob(f, "catalog/*.json")
	if err != nil {
		return library{}, fmt.Errorf("finding catalogs: %w", err)
	}
	all := map[survey.Language]*Catalog{}
	for _, name := range names {
		l, _, _ := strings.Cut(path.Base(name), ".")
		c := all[survey.Language(l)]
		if c == nil {
			tag, err := language.Parse(l)
			if err != nil {
				return library{}, fmt.Errorf("catalog %s: %w", name, err)
			}
			c = &Catalog{language: survey.Language(l), tag: tag, texts: map[string]text{}}
			all[c.language] = c
		}
		if err := c.add(f, name); err != nil {
			return library{}, fmt.Errorf("catalog %s: %w", name, err)
		}
	}
	offered := map[Audience][]survey.Language{}
	for _, a := range []Audience{Attendees, Letters, Organizers} {
		offered[a] = complete(all, a)
	}
	return library{all, offered}, nil
}

var forms = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two,
	"few": plural.Few, "many": plural.Many, "other": plural.Other,
}

func (c *Catalog) add(f fs.FS, name string) error {
	b, err := fs.ReadFile(f, name)
	if err != nil {
		return err
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(b, &entries); err != nil {
		return err
	}
	for key, raw := range entries {
		if _, twice := c.texts[key]; twice {
			return fmt.Errorf("key %s stands twice", key)
		}
		var s string
		if json.Unmarshal(raw, &s) == nil {
			c.texts[key] = text{plural.Other: s}
			continue
		}
		var byForm map[string]string
		if err := json.Unmarshal(raw, &byForm); err != nil {
			return fmt.Errorf("key %s: %w", key, err)
		}
		t := text{}
		for form, s := range byForm {
			f, ok := forms[form]
			if !ok {
				return fmt.Errorf("key %s: no plural form %q", key, form)
			}
			t[f] = s
		}
		if t[plural.Other] == "" {
			return fmt.Errorf("key %s lacks the form other", key)
		}
		c.texts[key] = t
	}
	return nil
}
