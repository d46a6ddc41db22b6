package pdf

import "strings"

// A Difference is a line on a page that is not the one that was issued. One of the
// two may be empty.
type Difference struct {
	Page    int // from 1
	Was, Is string
}

// Differ returns the lines of pages that were issued and are not there, and those
// that are there and were not, each beside the other where one has taken the other's
// place. Both are what [Read] has found. That there are none says nothing of what is
// drawn otherwise.
func Differ(was, is []string) []Difference { return differ(linesOf(was), linesOf(is)) }

// A pageLine is a line of text on a page.
type pageLine struct {
	page int
	text string
}

func linesOf(pages []string) []pageLine {
	var all []pageLine
	for i, page := range pages {
		for line := range strings.Lines(page) {
			all = append(all, pageLine{i + 1, strings.TrimSpace(line)})
		}
	}
	return all
}

// mostLines bounds what is compared line by line: many times the longest letter.
const mostLines = 2000

// differ returns the lines that were and are not, and that are and were not, each
// beside the other where one has taken the other's place: by the longest common
// subsequence of both.
func differ(was, is []pageLine) []Difference {
	was, is = was[:min(len(was), mostLines)], is[:min(len(is), mostLines)]
	common := make([][]int16, len(was)+1)
	for i := range common {
		common[i] = make([]int16, len(is)+1)
	}
	for i := len(was) - 1; i >= 0; i-- {
		for j := len(is) - 1; j >= 0; j-- {
			if was[i].text == is[j].text {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []Difference
	var gone, come []pageLine
	flush := func() {
		for k := range max(len(gone), len(come)) {
			var d Difference
			if k < len(come) {
				d.Page, d.Is = come[k].page, come[k].text
			}
			if k < len(gone) {
				d.Page, d.Was = gone[k].page, gone[k].text
			}
			out = append(out, d)
		}
		gone, come = nil, nil
	}
	i, j := 0, 0
	for i < len(was) || j < len(is) {
		switch {
		case i < len(was) && j < len(is) && was[i].text == is[j].text:
			flush()
			i, j = i+1, j+1
		case j == len(is) || i < len(was) && common[i+1][j] >= common[i][j+1]:
			gone = append(gone, was[i])
			i++
		default:
			come = append(come, is[j])
			j++
		}
	}
	flush()
	return out
}
