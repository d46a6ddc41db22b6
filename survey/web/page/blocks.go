package page

import (
	"strings"

	"github.com/omdome/omdome/survey/writing"
)

// A Block is a paragraph or a list of a text that an organizer has written.
type Block struct {
	Text  string
	Items []string
}

// Blocks reads a plain text: an empty line ends a paragraph, and a line that
// begins with a hyphen is one of a list.
func Blocks(text string) []Block {
	var all []Block
	open := false // whether the last block can be continued
	for _, line := range strings.Split(writing.Fold(text), "\n") {
		line = strings.TrimSpace(line)
		item, listed := strings.CutPrefix(line, "- ")
		last := len(all) - 1
		switch {
		case line == "":
			open = false
		case listed && open && all[last].Items != nil:
			all[last].Items = append(all[last].Items, item)
		case listed:
			all, open = append(all, Block{Items: []string{item}}), true
		case open && all[last].Items != nil: // a list's line goes on
			i := len(all[last].Items) - 1
			all[last].Items[i] += " " + line
		case open:
			all[last].Text += "\n" + line
		default:
			all, open = append(all, Block{Text: line}), true
		}
	}
	return all
}
