package web_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"

	"github.com/omdome/omdome/survey"
)

var update = flag.Bool("update", false, "write anew what is read aloud of pages")

// random is what is another in each run: addresses, keys, codes, letters' numbers, and
// which of the comments stands where.
var random = regexp.MustCompile(`http://127\.0\.0\.1:\d+|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}|\b[0-9A-Z]{26}\b|\b[0-9A-Z]{3}[\s\x{a0}][0-9A-Z]{3}\b|/[0-9A-Z]{6}\b|(?:Kommentar) \d`)

// TestWhatIsReadAloudInABrowser keeps what a screen reader is told of form, thanks, letter
// and follow-up page: headings, names, groups and tables, in their order. It is read
// before it is written anew with -update.
func TestWhatIsReadAloudInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	followUp := h.followUp(workshop)
	for _, language := range []survey.Language{survey.Swedish, survey.English} {
		b := h.browse(t)
		b.speak(language)
		for _, page := range []struct{ name, path string }{
			{"form", h.path(webinar)}, {"letter", h.letter(workshop)}, {"followup", followUp},
		} {
			b.visit(page.path)
			said := b.readAloud()
			golden := filepath.Join("testdata", "aloud", page.name+"."+string(language)+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(said), 0o600); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if said != string(want) {
				t.Errorf("%s in %s is read as\n%s\nand was\n%s", page.name, language, said, want)
			}
		}
	}
}

// readAloud writes the browser's own view for screen readers, a line for each thing with
// a name or a role that is told, deeper ones further in.
func (b *browser) readAloud() string {
	b.t.Helper()
	tree, err := command(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	nodes := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range tree.Nodes {
		nodes[n.NodeID] = n
	}
	text := func(v *accessibility.Value) string {
		var s string
		if v != nil && json.Unmarshal(v.Value, &s) != nil {
			s = string(v.Value)
		}
		return strings.Join(strings.Fields(random.ReplaceAllString(s, "…")), " ")
	}
	var out strings.Builder
	var walk func(n *accessibility.Node, depth int)
	walk = func(n *accessibility.Node, depth int) {
		role, name := text(n.Role), text(n.Name)
		line := role
		if name != "" {
			line += " " + name
		}
		for _, p := range n.Properties {
			switch name := string(p.Name); name {
			case "level", "required", "expanded", "disabled", "checked", "invalid":
				if value := text(p.Value); value != "false" {
					line += " (" + name + " " + value + ")"
				}
			}
		}
		if description := text(n.Description); description != "" {
			line += " – " + description
		}
		silent := n.Ignored || role == "none" || role == "generic" || role == "InlineTextBox" || role == "LineBreak"
		if !silent {
			out.WriteString(strings.Repeat("  ", depth) + line + "\n")
			depth++
		}
		if role == "StaticText" || role == "link" || role == "button" || role == "heading" || role == "image" {
			return // its text is its name, or its description
		}
		for _, id := range n.ChildIDs {
			if child := nodes[id]; child != nil {
				walk(child, depth)
			}
		}
	}
	if len(tree.Nodes) > 0 {
		walk(tree.Nodes[0], 0)
	}
	return out.String()
}
