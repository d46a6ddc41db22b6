// Package pdf renders a letter as a PDF: A4, fonts embedded and subset, charts
// as vectors.
package pdf

import (
	"cmp"
	"fmt"
	"io"

	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
)

// Write writes the letter as a PDF, with the attachments in it. The same letter
// gives the same bytes. No name, title or comment makes it fail; the error is
// w's, or says which attachment cannot be one.
func Write(w io.Writer, l letter.Letter, attachments ...Attachment) error {
	d := newDocument(l, available(l))
	if err := d.attach(attachments); err != nil {
		return err
	}
	return d.write(w, l)
}

func (d *document) write(w io.Writer, l letter.Letter) error {
	all := pages(d.blocks(l))
	for i, page := range all {
		d.addPage()
		if i > 0 {
			d.runningHead(l)
		}
		d.bars(page)
		for _, b := range page {
			if len(all) > 1 && b.heads > 0 {
				d.outline(b.heads, b.says, b.y)
			}
			d.mark(b.tag)
			b.put()
		}
		d.foot(l, i+1, len(all))
	}
	if err := d.output(w); err != nil {
		return fmt.Errorf("writing the letter as PDF: %w", err)
	}
	return nil
}

// blocks makes the whole letter, top to bottom.
func (d *document) blocks(l letter.Letter) []block {
	var all []block
	add := func(blocks []block) { all = append(all, blocks...) }
	add(d.head(l))
	for i, line := range l.Recipient {
		k, gap := body, 0.0
		k.whole = true
		if i == 0 {
			k.style, gap = semibold, 20
		}
		add(withNext(d.text(line, k, gap)))
	}
	add(withNext(d.text(l.Kicker, soft, 22)))
	add(withNext(d.title(l.Heading)))
	add(withNext(d.text(l.Salutation, body, 14)))
	for _, p := range l.Opening {
		add(d.text(p, body, 7))
	}
	add(d.text(l.Turnout, body, 7))
	add(d.figures(l.Figures))
	for _, p := range l.Findings {
		add(d.text(p, body, 9))
	}
	for _, c := range l.Choices {
		add(d.choice(c))
	}
	add(d.comments(l))
	add(d.personal(l.Personal))
	for i, p := range l.Closing {
		gap := 8.0
		if i == 0 {
			gap = 13
		}
		add(withNext(d.text(p, body, gap)))
	}
	add(d.signature(l))
	return all
}

// title sets the session's title, smaller when it is long.
func (d *document) title(s string) []block {
	for _, k := range []look{title, longer} {
		if blocks := d.text(s, k, 1); len(blocks) <= 2 {
			return blocks
		}
	}
	return d.text(s, longest, 1)
}

// figures are the pictures with the scale, and the questions without figures.
func (d *document) figures(f letter.Figures) []block {
	var blocks []block
	for i, s := range f.Panels {
		gap := 14.0
		if i > 0 {
			gap = 16
		}
		figure := d.element("Figure")
		figure.alt(spoken(s.Description))
		blocks = append(blocks, block{gap: gap, height: s.Height, keep: i == len(f.Panels)-1, tag: figure, draw: func(y float64) {
			figure.box(marginSide, y, s.Width, s.Height)
			d.scene(s, marginSide, y)
		}})
	}
	if len(f.Panels) > 0 {
		blocks = append(blocks, together(d.text(f.Legend, note, 9))...) // the words of the scale stand in the picture
	}
	for _, item := range f.Items {
		if item.Missing != "" {
			blocks = append(blocks, d.text(item.Lead()+" "+item.Missing, note, 5)...)
		}
	}
	return blocks
}

// comments are the attendees' own words.
func (d *document) comments(l letter.Letter) []block {
	c := l.Comments
	if c.Heading == "" {
		return nil
	}
	var blocks []block
	d.inside("Sect", func() {
		blocks = withNext(d.text(c.Heading, heading, 15))
		if c.Intro != "" {
			blocks = append(blocks, withNext(d.text(c.Intro, body, 3))...)
		}
		for i, g := range c.Groups {
			gap := 8.0
			if i > 0 {
				gap = 12
			}
			blocks = append(blocks, withNext(d.text(g.Question, question, gap))...)
			words := i18n.For(l.Language)
			quotes, again := d.quotes(g.Texts, words), d.again(cmp.Or(g.Question, c.Heading), words)
			for i := range quotes {
				quotes[i].again = again
			}
			blocks = append(blocks, quotes...)
		}
		// The thanks never stand alone on a page: the last words come along.
		blocks = withNext(append(withNext(blocks), d.text(c.LeftOut, note, 9)...))
	})
	return blocks
}

// again is the heading of comments that go on on another page: it stands over them
// there for who sees the page, and not once more for who hears the letter.
func (d *document) again(heading string, c *i18n.Catalog) []block {
	k := question
	blocks := d.lay(d.set.lines(c.T("letter.pdf.continued", "heading", heading), k.style, k.size, textWidth, headed), k)
	for i := range blocks {
		blocks[i].tag = pageHead
	}
	if n := len(blocks); n > 0 {
		blocks[n-1].height += 4
	}
	return blocks
}

// quotes are the comments on one question: a list, where there are several.
func (d *document) quotes(texts []string, c *i18n.Catalog) []block {
	var blocks []block
	one := func(i int) {
		gap := 7.0
		if i == 0 {
			gap = 4
		}
		blocks = append(blocks, d.text(c.Quoted(texts[i]), quote, gap)...)
	}
	if len(texts) == 1 {
		one(0)
		return blocks
	}
	list := d.inside("L", func() {
		for i := range texts {
			d.inside("LI", func() { d.inside("LBody", func() { one(i) }) })
		}
	})
	list.entries = "/A<</O/List/ListNumbering/None>>"
	return blocks
}
