// Package pdf renders a letter as a PDF: A4, fonts embedded and subset, charts
// as vectors.
package pdf

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
)

// Write writes the letter as a PDF, with the attachments in it. The same letter
// gives the same bytes. No name, title or comment makes it fail; the error is
// w's, or says which attachment cannot be one.
func Write(w io.Writer, l letter.Letter, attachments ...Attachment) error {
	d := newDocument(l)
	if err := d.attach(attachments); err != nil {
		return err
	}
	all := pages(d.blocks(l))
	for i, page := range all {
		d.addPage()
		for _, b := range page {
			b.draw(b.y)
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

// head is the letterhead: who writes, from where and when.
func (d *document) head(l letter.Letter) []block {
	name := look{style: semibold, size: 14, leading: 18, paint: charts.Dot}
	blocks := d.text(l.Sender.Name, name, 0)
	for _, line := range l.Sender.Lines {
		blocks = append(blocks, d.text(line, soft, 0)...)
	}
	date := d.set.single(l.PlaceDate, roman, soft.size)
	blocks = append(blocks, block{height: 7, draw: func(y float64) {
		r, g, b := charts.Dot.RGB()
		d.lineColour(r, g, b)
		d.lineWidth(0.7)
		d.line(marginSide, y+6, pageWidth-marginSide, y+6)
		d.draw(date, pageWidth-marginSide-date.width, y-soft.leading/2+0.31*soft.size, charts.Soft)
	}})
	return withNext(together(blocks))
}

// figures are the pictures with the scale, and the questions without figures.
func (d *document) figures(f letter.Figures) []block {
	var blocks []block
	for i, s := range f.Panels {
		gap := 14.0
		if i > 0 {
			gap = 16
		}
		blocks = append(blocks, block{gap: gap, height: s.Height, keep: i == len(f.Panels)-1, draw: func(y float64) {
			d.scene(s, marginSide, y)
		}})
	}
	if len(f.Panels) > 0 {
		blocks = append(blocks, together(d.text(f.Scale+" "+f.Legend, note, 9))...)
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
	blocks := withNext(d.text(c.Heading, heading, 15))
	if c.Intro != "" {
		blocks = append(blocks, withNext(d.text(c.Intro, body, 3))...)
	}
	catalog := i18n.For(l.Language)
	for _, g := range c.Groups {
		blocks = append(blocks, withNext(d.text(g.Question, question, 8))...)
		for i, t := range g.Texts {
			gap := 7.0
			if i == 0 {
				gap = 4
			}
			blocks = append(blocks, d.text(catalog.T("format.quote", "text", t), quote, gap)...)
		}
	}
	// The thanks never stand alone on a page: the last words come along.
	return withNext(append(withNext(blocks), d.text(c.LeftOut, note, 9)...))
}

// choice is a table: what was asked, and how many chose what.
func (d *document) choice(c letter.Choice) []block {
	blocks := withNext(d.text(c.Question, heading, 14))
	if c.Missing != "" {
		return append(blocks, d.text(c.Missing, note, 2)...)
	}
	const countX, percentX = 330.0, 390.0
	row := func(gap float64, count, percent string, texts []line, k look) block {
		n, p := d.set.single(count, roman, k.size), d.set.single(percent, roman, k.size)
		return block{gap: gap, height: k.leading * float64(len(texts)), draw: func(y float64) {
			base := y + k.leading/2 + 0.31*k.size
			for i, t := range texts {
				d.draw(t, marginSide, base+float64(i)*k.leading, k.paint)
			}
			d.draw(n, marginSide+countX-n.width, base, k.paint)
			d.draw(p, marginSide+percentX-p.width, base, k.paint)
		}}
	}
	blocks = append(blocks, row(3, c.Heads[1], c.Heads[2], d.set.lines(c.Heads[0]+" ("+c.Answered+")", roman, note.size, countX-60), note))
	for _, o := range c.Options {
		blocks = append(blocks, row(0, o.Count, o.Percent, d.set.lines(o.Text, roman, body.size, countX-60), body))
	}
	if len(blocks) <= 25 {
		blocks = together(blocks)
	}
	return blocks
}

// signature closes the letter, with the code to the letter's page beside it.
func (d *document) signature(l letter.Letter) []block {
	s := l.Signature
	blocks := d.text(s.Greeting, body, 13)
	first := len(blocks) - 1
	parts := []string{s.Name, s.Title, s.Organization}
	if post := s.Title + ", " + s.Organization; s.Title != "" && d.set.single(post, roman, body.size).width < textWidth-codeSize-20 {
		// One line less is often what keeps a letter on one page.
		parts = []string{s.Name, post}
	}
	for i, part := range parts {
		if part == "" {
			continue
		}
		k, gap := body, 0.0
		if i == 0 {
			k.style, gap = semibold, 20
		}
		blocks = append(blocks, d.text(part, k, gap)...)
	}
	if l.Address != "" && first >= 0 {
		draw := blocks[first].draw
		blocks[first].draw = func(y float64) {
			draw(y)
			d.code(l.Address, pageWidth-marginSide-codeSize, y+2)
		}
	}
	return together(blocks)
}

// foot is the line at the bottom: which letter, and which page of how many.
func (d *document) foot(l letter.Letter, page, of int) {
	y := pageHeight - footLine
	room := textWidth
	if of > 1 {
		room -= 60
	}
	parts := []string{l.NumberLine}
	if l.Address != "" {
		parts = append(parts, l.AddressLine+" "+l.Address)
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	lines := d.set.lines(strings.Join(parts, " · "), roman, footSize, room)
	if len(lines) > 1 && len(parts) > 1 {
		// Broken between the two, and not inside the address.
		lines = append(d.set.lines(parts[0], roman, footSize, room), d.set.lines(parts[1], roman, footSize, room)...)
	}
	lines = lines[:min(len(lines), 2)]
	for i, line := range lines {
		d.draw(line, marginSide, y-float64(len(lines)-1-i)*10, charts.Soft)
	}
	if of > 1 {
		n := d.set.single(fmt.Sprintf("%d (%d)", page, of), roman, footSize)
		d.draw(n, pageWidth-marginSide-n.width, y, charts.Soft)
	}
}
