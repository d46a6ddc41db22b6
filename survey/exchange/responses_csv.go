package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
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
	lines := [][]string{LettersHead()}
	for _, c := range asked {
		for _, what := range []string{"n", "mean", "median", "1", "2", "3", "4", "5", "6"} {
			lines[0] = append(lines[0], string(c)+"_"+what)
		}
	}
	lines[0] = append(lines[0], "note", "letter")
	for i, g := range r.Rated {
		line := []string{SafeCell(g.Speaker), SafeCell(g.Session)}
		var held []string
		for _, c := range asked {
			s := g.Summary(c, k)
			if s.Suppressed {
				held = append(held, string(c))
				line = append(line, slices.Repeat([]string{""}, 3+survey.MaxRating)...)
				continue
			}
			line = append(line, strconv.Itoa(s.N), Figure(s.Mean).String(), Figure(s.Median).String())
			for _, n := range s.Counts {
				line = append(line, strconv.Itoa(n))
			}
		}
		note := ""
		if len(held) > 0 {
			note = fmt.Sprintf("fewer than %d: %s", max(k, survey.MinK), strings.Join(held, " "))
		}
		lines = append(lines, append(line, note, names[i]))
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("writing the letters' figures: %w", err)
	}
	return nil
}
