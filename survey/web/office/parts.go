package office

import (
	"slices"

	"github.com/omdome/omdome/survey"
)

// A TextPart is a stretch of the comment, perhaps flagged, perhaps cut.
type TextPart struct {
	Text, Flag string
	Cut        bool
}

// Parts parts the text where flags and cuts begin and end.
func (o Desk) Parts(c survey.Comment, flags []survey.Flag) []TextPart {
	runes := []rune(c.Text)
	edges := []int{0, len(runes)}
	for _, f := range flags {
		edges = append(edges, f.From, f.To)
	}
	for _, cut := range c.Cuts {
		edges = append(edges, cut.From, cut.To)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var parts []TextPart
	for i, from := range edges {
		if slices.Contains(c.Cuts, survey.Cut{From: from, To: from}) { // its words are gone
			parts = append(parts, TextPart{Text: o.Catalog.T("letter.removed")})
		}
		if i+1 == len(edges) {
			break
		}
		stretch := survey.Word{Cut: survey.Cut{From: from, To: edges[i+1]}}
		part := TextPart{Text: string(runes[from:edges[i+1]]), Cut: stretch.Touches(c.Cuts)}
		for _, f := range flags {
			if stretch.Touches([]survey.Cut{f.Cut}) {
				part.Flag = string(f.Kind)
			}
		}
		parts = append(parts, part)
	}
	return parts
}
