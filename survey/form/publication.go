package form

import (
	"slices"
	"strconv"

	"github.com/omdome/omdome/survey"
)

// The fields of a publication's form, beside FieldRevision. Both may occur several
// times.
const (
	FieldShownFigure  = "figure"
	FieldShownComment = "comment"
)

// ReadShown reads what was chosen. What is no number is left out; whether the
// letter has it, and it may be shown, the letter knows.
func ReadShown(fields map[string][]string) survey.Shown {
	read := func(values []string) []int {
		var list []int
		for _, v := range values {
			if n, err := strconv.Atoi(v); err == nil && n >= 0 {
				list = append(list, n)
			}
		}
		slices.Sort(list)
		return slices.Compact(list)
	}
	return survey.Shown{Figures: read(fields[FieldShownFigure]), Comments: read(fields[FieldShownComment])}
}
