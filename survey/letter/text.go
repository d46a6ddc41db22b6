package letter

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/omdome/omdome/survey/i18n"
)

// textWidth is how many characters a line of the plain text has at most.
const textWidth = 72

// Text renders the letter as plain text, for e-mail: paragraphs wrapped at 72
// characters, distributions as tables, comments as quotes.
func (l Letter) Text() string {
	var b strings.Builder
	paragraph := func(s string) {
		if s != "" {
			b.WriteString(fold(s, "") + "\n\n")
		}
	}
	lines := func(all ...string) {
		for _, s := range all {
			if s != "" {
				b.WriteString(s + "\n")
			}
		}
		b.WriteString("\n")
	}
	lines(append([]string{l.Sender.Name}, l.Sender.Lines...)...)
	lines(l.PlaceDate)
	lines(l.Recipient...)
	lines(l.Kicker, l.Heading)
	paragraph(l.Salutation)
	for _, p := range l.Opening {
		paragraph(p)
	}
	paragraph(l.Turnout)
	for _, f := range l.Figures.Items {
		lines(f.lines()...)
	}
	paragraph(l.Figures.Scale)
	for _, p := range l.Findings {
		paragraph(p)
	}
	for _, c := range l.Choices {
		lines(c.lines()...)
	}
	paragraph(l.Comments.Intro)
	for _, g := range l.Comments.Groups {
		lines(g.Question)
		for _, t := range g.Texts {
			b.WriteString(fold(i18n.For(l.Language).Quoted(t), "> ") + "\n\n")
		}
	}
	paragraph(l.Comments.LeftOut)
	paragraph(l.Personal.Lead)
	paragraph(l.Personal.Text)
	for _, p := range l.Closing {
		paragraph(p)
	}
	s := l.Signature
	lines(s.Greeting, s.Name, s.Title, s.Organization)
	if l.Address != "" {
		lines(l.AddressLine, l.Address)
	}
	lines(l.NumberLine)
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// lines is the figure as a small table.
func (f Figure) lines() []string {
	if f.Missing != "" {
		return []string{f.Name, "  " + f.Missing}
	}
	out := []string{f.Caption}
	widest := 0
	for _, r := range f.Rows {
		widest = max(widest, utf8.RuneCountInString(r.Word))
	}
	for _, r := range f.Rows {
		out = append(out, "  "+strconv.Itoa(r.Rating)+" "+pad(r.Word, widest)+"  "+left(r.Count, 4)+"  "+left(r.Percent, 6))
	}
	return out
}

func (c Choice) lines() []string {
	if c.Missing != "" {
		return []string{c.Question, "  " + c.Missing}
	}
	out := []string{c.Question + " (" + c.Answered + ")"}
	for _, o := range c.Options {
		out = append(out, "  "+o.Text+": "+o.Count+" ("+o.Percent+")")
	}
	return out
}

// pad fills a text up on the right, left on the left.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(n-utf8.RuneCountInString(s), 0))
}

func left(s string, n int) string {
	return strings.Repeat(" ", max(n-utf8.RuneCountInString(s), 0)) + s
}

// breaks says where a line may end: at any space but a no-break space.
func breaks(r rune) bool { return r != '\u00a0' && r != '\u202f' && unicode.IsSpace(r) }

// fold wraps a text at the width, every line beginning with prefix; the text's
// own line ends are kept.
func fold(s, prefix string) string {
	var out []string
	for _, own := range strings.Split(s, "\n") {
		line := prefix
		for _, w := range strings.FieldsFunc(own, breaks) {
			if line != prefix && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(w) > textWidth {
				out, line = append(out, line), prefix
			}
			if line != prefix {
				line += " "
			}
			line += w
		}
		out = append(out, strings.TrimRight(line, " "))
	}
	return strings.Join(out, "\n")
}
