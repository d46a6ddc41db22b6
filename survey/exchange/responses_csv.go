package exchange

import (
	"fmt"
	"io"
	"strings"

	"github.com/omdome/omdome/survey"
)

// LettersHead returns the first cells of letters.csv, by which it is known.
func LettersHead() []string { return []string{"speaker", "session"} }

// Summary returns what may be shown of a rating column: suppressed when fewer
// than k answered it, or when fewer than k responded.
func (g Rated) Summary(c ResponseColumn, k int) survey.Summary {
	s := survey.Summarize(g.Tallies[c], k)
	if g.Responses < s.K {
		return survey.Summary{K: s.K, Suppressed: true}
	}
	return s
}

// WriteLetters writes the figures of letters, one line for each: speaker,
// session, and for each question n, mean, median and the counts of 1 to 6; then
// a note of what is not shown, and the name of the letter's files. It is for
// programs: UTF-8, commas, decimal points. No cell is taken for a formula (see
// [SafeCell]).
func WriteLetters(w io.Writer, r Responses, k int, names []string) error {
	var asked []ResponseColumn
	for _, c := range ratingColumns {
		if _, ok := r.Columns[c]; ok {
			asked = append(asked, c)
		}
	}
	head := LettersHead()
	for _, c := range asked {
		for _, what := range []string{"n", "mean", "median", "1", "2", "3", "4", "5", "6"} {
			head = append(head, string(c)+"_"+what)
		}
	}
	lines := [][]any{texts(append(head, "note", "letter")...)}
	for i, g := range r.Rated {
		line := texts(g.Speaker, g.Session)
		var held []string
		for _, c := range asked {
			s := g.Summary(c, k)
			if s.Suppressed {
				held = append(held, string(c))
				line = append(line, make([]any, 3+survey.MaxRating)...)
				continue
			}
			line = append(line, s.N, Figure(s.Mean), Figure(s.Median))
			for _, n := range s.Counts {
				line = append(line, n)
			}
		}
		note := ""
		if len(held) > 0 {
			note = fmt.Sprintf("fewer than %d: %s", max(k, survey.MinK), strings.Join(held, " "))
		}
		lines = append(lines, append(line, note, names[i]))
	}
	if err := writeCSV(w, ',', lines, Figure.String); err != nil {
		return fmt.Errorf("writing the letters' figures: %w", err)
	}
	return nil
}
