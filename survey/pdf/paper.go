package pdf

import (
	"fmt"
	"slices"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
)

// How large pictures of the organization's are drawn at most, in points.
const (
	logoWidth, logoHeight = 170.0, 40.0
	handWidth, handHeight = 150.0, 42.0
)

// head is the letterhead: who writes, from where and when. The logo stands in
// the corner, over the date.
func (d *document) head(l letter.Letter) []block {
	logo, w, h := d.figure(l.Sender.Logo, logoWidth, logoHeight)
	name, address := look{style: semibold, size: 14, leading: 18, paint: charts.Dot, whole: true}, soft
	address.whole = true
	if logo != nil { // beside it stands no text
		name.inset, address.inset = w+14, w+14
	}
	blocks := d.text(l.Sender.Name, name, 0)
	for _, line := range l.Sender.Lines {
		blocks = append(blocks, d.text(line, address, 0)...)
	}
	high := height(blocks, 1, false)
	low := max(0, h+6+soft.leading-high) // what the lines lack beside the logo
	if logo != nil {
		blocks = slices.Insert(blocks, 0, block{tag: logo, draw: func(y float64) {
			d.picture(logo, l.Sender.Logo, pageWidth-marginSide-w, y+2, w, h)
		}})
	}
	date := d.set.single(l.PlaceDate, roman, soft.size)
	tag := d.element("P")
	blocks = append(blocks, block{height: 7 + low, draw: func(y float64) {
		d.mark(tag)
		d.draw(date, pageWidth-marginSide-date.width, y+low-soft.leading/2+0.31*soft.size, charts.Soft)
		d.mark(ornament)
		d.stroke(charts.Dot)
		d.lineWidth(0.7)
		d.line(marginSide, y+low+6, pageWidth-marginSide, y+low+6)
	}})
	return withNext(together(blocks))
}

// figure makes the element of a picture and says how large it is drawn; nil
// where there is none.
func (d *document) figure(p letter.Picture, widest, highest float64) (e *element, w, h float64) {
	if p.Empty() {
		return nil, 0, 0
	}
	e = d.element("Figure")
	e.alt(spoken(p.Alt))
	scale := min(widest/float64(p.Width), highest/float64(p.Height))
	return e, scale * float64(p.Width), scale * float64(p.Height)
}

// picture draws a picture of the organization's. One that is none is left out.
func (d *document) picture(e *element, p letter.Picture, x, y, w, h float64) {
	e.box(x, y, w, h)
	name, ready := d.printer.bitmap(p.PNG, w, h)
	d.placeBitmap(name, func() bitmap { return ready }, x, y, w, h)
}

// signature closes the letter, with the code to the letter's page beside it.
func (d *document) signature(l letter.Letter) []block {
	s := l.Signature
	blocks := d.text(s.Greeting, body, 13)
	first := len(blocks) - 1
	room := 20.0 // for a name by hand
	if hand, w, h := d.figure(s.Image, handWidth, handHeight); hand != nil {
		room = 3
		blocks = append(blocks, block{gap: 5, height: h, tag: hand, draw: func(y float64) {
			d.picture(hand, s.Image, marginSide, y, w, h)
		}})
	}
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
		k.whole = true
		if i == 0 {
			k.style, gap = semibold, room
		}
		blocks = append(blocks, d.text(part, k, gap)...)
	}
	if l.Address != "" && first >= 0 {
		blocks = append(blocks, d.codeBlock(l, height(blocks[first:], 1, false)))
	}
	return together(blocks)
}

// codeBlock is the code beside the signature, which is high points high at most.
func (d *document) codeBlock(l letter.Letter, high float64) block {
	code, ok := encode(l.Address)
	if !ok {
		return block{draw: func(float64) {}}
	}
	says := i18n.For(l.Language).T("letter.pdf.code", "address", l.Address)
	var figure *element
	link := d.inside("Link", func() { figure = d.element("Figure") })
	figure.alt(says)
	const x = pageWidth - marginSide - codeSize
	return block{tag: figure, draw: func(y float64) {
		// The code ends where the signature does, or a little below.
		y += min(0, max(-high, -codeSize)) + max(0, codeSize-high)/2
		figure.box(x, y, codeSize, codeSize)
		d.code(code, x, y)
		d.lead(link, l.Address, says, x, y, codeSize, codeSize)
	}}
}

// runningHead is the line at the top of all pages but the first: which letter
// they belong to.
func (d *document) runningHead(l letter.Letter) {
	d.mark(pageHead)
	more := d.set.single("…", roman, footSize)
	lines := d.set.lines(l.Title, roman, footSize, textWidth-more.width, 1)
	if len(lines) == 0 {
		return
	}
	d.draw(lines[0], marginSide, headLine, charts.Soft)
	if len(lines) > 1 && !lines[0].right {
		d.draw(more, marginSide+lines[0].width, headLine, charts.Soft)
	}
	d.stroke(charts.Track)
	d.lineWidth(0.5)
	d.line(marginSide, headLine+6, pageWidth-marginSide, headLine+6)
}

// foot is the line at the bottom: which letter, and which page of how many. On
// the last page the number and the address are part of what is read; before it
// they only repeat it.
func (d *document) foot(l letter.Letter, page, of int) {
	last := page == of
	y := pageHeight - footLine
	room := textWidth
	var number line
	if of > 1 {
		number = d.set.single(i18n.For(l.Language).T("letter.pdf.page", "page", page, "pages", of), roman, footSize)
		room -= number.width + 14
	}
	if last {
		d.parent = d.root
		d.inside("P", func() { d.footLines(l, room, y, true) })
	} else {
		d.footLines(l, room, y, false)
	}
	if of > 1 {
		d.mark(pageFoot)
		d.draw(number, pageWidth-marginSide-number.width, y, charts.Soft)
	}
}

// footLines draws the letter's number and its address: in one line where they
// fit, or else in two, and not broken inside the address.
func (d *document) footLines(l letter.Letter, room, y float64, tagged bool) {
	mark := func(role string) *element {
		if !tagged {
			d.mark(pageFoot)
			return nil
		}
		e := d.element(role)
		d.mark(e)
		return e
	}
	x := marginSide
	set := func(s string) line { return d.set.single(s, roman, footSize) }
	number := set(l.NumberLine)
	if l.Address == "" {
		mark("Span")
		d.draw(number, x, y, charts.Soft)
		return
	}
	before, address := set(l.AddressLine+" "), set(l.Address)
	if l.NumberLine != "" {
		joined := set(l.NumberLine + " · ")
		mark("Span")
		if joined.width+before.width+address.width <= room {
			d.draw(joined, x, y, charts.Soft)
			x += joined.width
		} else {
			d.draw(set(l.NumberLine+" "), x, y-10, charts.Soft)
		}
	}
	mark("Span")
	d.draw(before, x, y, charts.Soft)
	x += before.width
	if most := room - before.width; address.width > room-(x-marginSide) { // whole, if it must be small
		address = d.set.single(l.Address, roman, footSize*most/address.width)
	}
	link := mark("Link")
	d.draw(address, x, y, charts.Soft)
	if tagged {
		d.lead(link, l.Address, fmt.Sprint(l.AddressLine, " ", l.Address), x, y-footSize, address.width, footSize+3)
	}
}
