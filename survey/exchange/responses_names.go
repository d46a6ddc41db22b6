package exchange

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/writing"
)

// normal writes a name or a title in one way, so that two cells that look the
// same are the same: one space where there is space, and å as one character.
func normal(s string) string { return writing.FoldLine(oneLine(s)) }

func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) && r != 0
	}), " ")
}

// shorten keeps a quoted cell to one short line.
func shorten(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

var betweenSpeakers = strings.NewReplacer("\n", ";", "/", ";", " & ", ";", " och ", ";", " and ", ";", " + ", ";")

// speakersIn parts a cell that names several. A comma does not part, since it
// may stand before a given name.
func speakersIn(cell string) []string {
	var list []string
	for _, part := range strings.Split(betweenSpeakers.Replace(cell), ";") {
		if part = normal(part); part != "" && !slices.Contains(list, part) {
			list = append(list, part)
		}
	}
	return list
}

const (
	// maxAlike is how many pairs of names that look alike are told.
	maxAlike = 10
	// alikeFrom is how many letters a title has that is looked for in others.
	alikeFrom = 12
	// manyRatings is from how many ratings on it is odd that none is a 6.
	manyRatings = 20
)

// remark says what a reader of the file should look at. Nothing is merged and
// nothing is left out for it.
func (r *reading) remark() {
	out := &r.out
	if r.several > 0 {
		out.Remarks = append(out.Remarks, "Some cells name several speakers; each of them has a letter of their own.")
	}
	for _, c := range ratingColumns {
		all := survey.Tally{}
		for _, g := range out.Rated {
			all = all.Add(g.Tallies[c])
		}
		if all.N() >= manyRatings && all.Count(survey.MaxRating) == 0 {
			out.Remarks = append(out.Remarks, fmt.Sprintf(
				"None of the %d ratings in %q is a 6. Was it asked on a scale from 1 to 6, as the letters say?", all.N(), out.Columns[c]))
		}
	}
	for _, of := range []struct {
		what string
		name func(Rated) string
	}{{"speakers", func(g Rated) string { return g.Speaker }}, {"sessions", func(g Rated) string { return g.Session }}} {
		names := map[string]bool{}
		for _, g := range out.Rated {
			names[of.name(g)] = true
		}
		for _, pair := range alike(slices.Sorted(maps.Keys(names))) {
			out.Remarks = append(out.Remarks, fmt.Sprintf(
				"Two %s look alike and are kept apart: %q and %q.", of.what, shorten(pair[0]), shorten(pair[1])))
		}
	}
}

// alike returns pairs of names that differ only in case, accents, space and
// punctuation, or of which one is a part of the other.
func alike(names []string) [][2]string {
	folded := make([]string, len(names))
	for i, name := range names {
		folded[i] = fold(name)
	}
	var pairs [][2]string
	for i, a := range folded {
		for j := i + 1; j < len(folded) && len(pairs) < maxAlike; j++ {
			b := folded[j]
			same := a == b && a != ""
			part := len(a) >= alikeFrom && len(b) >= alikeFrom && (strings.Contains(a, b) || strings.Contains(b, a))
			if same || part {
				pairs = append(pairs, [2]string{names[i], names[j]})
			}
		}
	}
	return pairs
}

// fold keeps a name's letters and digits, without case and accents.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(s))
}
