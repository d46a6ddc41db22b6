package pdf

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/omdome/omdome/charts"
)

// A block is a piece of the letter that is never torn apart: a line of text, a
// picture, a row of a table.
type block struct {
	// gap is the space before the block, none at the top of a page. Gaps may
	// shrink a little when that keeps the letter on one page.
	gap    float64
	height float64
	// give is how much of the height a line can do without for the same end.
	give float64
	// keep ties the block to the next one: no page ends between them.
	keep bool
	// tag is what the block is part of; quote is whose bar stands beside it, on
	// the right where the quote runs from right to left.
	tag   *element
	quote *element
	right bool
	draw  func(y float64)
	// heads is the level of a heading, whose text says is; 0 for what is none.
	heads int
	says  string
	// again stands over the block where it begins a page.
	again []block
}

// A look is how a text is set, and what it is: role is a structure type, "P"
// where it says none.
type look struct {
	role    string
	style   style
	size    float64
	leading float64
	give    float64 // how much the leading may shrink
	paint   charts.Paint
	indent  float64
	inset   float64 // room kept free at the right
	bar     bool    // a bar at the left, for quotes
	// ragged is how empty a line may stay, as a share of its width, before its next
	// word is hyphenated; whole says that no word is.
	ragged float64
	whole  bool
}

var (
	body     = look{size: 11.25, leading: 15.4, give: 1.2}
	soft     = look{size: 9.5, leading: 12.6, paint: charts.Soft}
	note     = look{size: 9.5, leading: 12.6, paint: charts.Soft}
	heading  = look{role: "H2", style: semibold, size: 11.5, leading: 15, paint: charts.Dot, ragged: headed}
	question = look{role: "H3", style: italic, size: 11.25, leading: 15, give: 0.8, paint: charts.Soft, ragged: headed}
	title    = look{role: "H1", style: semibold, size: 21, leading: 25.5, ragged: headed}
	longer   = look{role: "H1", style: semibold, size: 17, leading: 21, ragged: headed}
	longest  = look{role: "H1", style: semibold, size: 13.5, leading: 17, ragged: headed}
	quote    = look{role: "BlockQuote", size: 11.25, leading: 15.2, give: 1, indent: 13, bar: true}
)

const (
	// whole is how many lines a paragraph or a quote may have and still be kept
	// on one page; longer ones break with at least two lines on either side.
	whole  = 10
	lonely = 0.12 // of the width: a last line shorter than this looks forgotten
	// evenly and headed are how ragged texts and headings may be, headings more: a
	// word of theirs is broken where a line would be half empty.
	evenly  = 0.08
	headed  = 0.4
	barX    = 1.0 // where a quote's bar stands
	barWide = 2.2
)

// text makes the blocks of a paragraph, one for each line.
func (d *document) text(s string, k look, gap float64) []block {
	lines := d.balanced(s, k)
	if len(lines) == 0 {
		return nil
	}
	tag, bar := d.tagged(s, k)
	blocks := d.lay(lines, k)
	for i := range blocks {
		blocks[i].tag, blocks[i].quote = tag, bar
	}
	blocks[0].gap = gap
	if level, is := strings.CutPrefix(k.role, "H"); is {
		blocks[0].heads, _ = strconv.Atoi(level)
		blocks[0].says = spoken(s)
	}
	return blocks
}

// lay makes a block of each line, and ties them where no page may end.
func (d *document) lay(lines []line, k look) []block {
	blocks := make([]block, len(lines))
	for i, l := range lines {
		left := len(lines) - 1 - i
		blocks[i] = block{
			height: k.leading, give: k.give, right: l.right, draw: func(y float64) { d.place(l, k, y) },
			keep: left > 0 && (len(lines) <= whole || i == 0 || left == 1 || l.hyphenated),
		}
	}
	return blocks
}

// tagged makes the element of a paragraph; of a quote also the one around it.
func (d *document) tagged(s string, k look) (paragraph, quote *element) {
	role := cmp.Or(k.role, "P")
	if k.bar {
		quote = d.inside(role, func() { paragraph = d.element("P") })
		quote.language(languageOf(s, d.set.scripts))
		return paragraph, quote
	}
	return d.element(role), nil
}

// balanced breaks a paragraph into lines, and once more a little narrower where
// its last line would be hardly more than a word.
func (d *document) balanced(s string, k look) []line {
	width := textWidth - k.indent - k.inset
	ragged := cmp.Or(k.ragged, evenly)
	if k.whole {
		ragged = 1
	}
	shaped := d.set.prepare(s, k.style)
	lines := d.set.set(shaped, k.size, width, ragged)
	n := len(lines)
	if n < 2 || n > whole || lines[n-1].width > lonely*width {
		return lines
	}
	for _, narrow := range []float64{0.97, 0.94, 0.91, 0.88} {
		again := d.set.set(shaped, k.size, narrow*width, ragged)
		if len(again) == n && again[n-1].width > lonely*width {
			return again
		}
	}
	return lines
}

// place draws a line of a paragraph. A quote that runs from right to left stands
// at the right; all else keeps the letter's left edge.
func (d *document) place(l line, k look, y float64) {
	x := marginSide + k.indent
	if k.bar && l.right {
		x = pageWidth - marginSide - k.indent - l.width
	}
	// The baseline that centres capitals and descenders in the leading.
	d.draw(l, x, y+k.leading/2+0.31*k.size, k.paint)
}

// bars draws the bars of the quotes on a page, each from the quote's first line
// there to its last.
func (d *document) bars(page []placed) {
	for i := 0; i < len(page); i++ {
		b := page[i]
		if b.quote == nil {
			continue
		}
		end := i
		for end+1 < len(page) && page[end+1].quote == b.quote {
			end++
		}
		x := marginSide + barX
		if b.right {
			x = pageWidth - marginSide - barX - barWide
		}
		d.mark(ornament)
		d.fill(charts.Bar)
		d.rect(x, b.y-0.3, barWide, page[end].y+page[end].height-b.y+0.6)
		i = end
	}
}

// together ties blocks to each other.
func together(blocks []block) []block {
	for i := range len(blocks) - 1 {
		blocks[i].keep = true
	}
	return blocks
}

// withNext ties the last block to what comes after.
func withNext(blocks []block) []block {
	if n := len(blocks); n > 0 {
		blocks[n-1].keep = true
	}
	return blocks
}

const (
	// tightest is how far gaps may shrink to keep a letter on one page. Lines
	// come closer by the same measure.
	tightest = 0.47
	room     = pageHeight - marginTop - marginBottom
	// under is how much lower the text of further pages begins, under their head.
	under = 17.0
)

// fit is how much of what its gaps and lines can give a letter has to give to
// stand on one page, 0 to 1; 0 too when that would not do either.
func fit(blocks []block) share {
	high, gives := 0.0, 0.0
	for i, b := range blocks {
		high += b.height
		gives += b.give
		if i > 0 {
			high += b.gap
			gives += (1 - tightest) * b.gap
		}
	}
	if lacks := high - room; lacks > 0 && lacks <= gives {
		return share(lacks / gives)
	}
	return 0
}

// pages puts the blocks on pages. Where that does without a last page that would have
// little on it, all come a little closer.
func pages(blocks []block) [][]placed {
	if given := fit(blocks); given > 0 {
		return given.pages(blocks)
	}
	all := share(0).pages(blocks)
	last := all[len(all)-1]
	if end := last[len(last)-1]; len(all) == 1 || end.y+end.height-marginTop > little*room {
		return all
	}
	for given := share(0.25); given <= 1; given += 0.25 {
		if fewer := given.pages(blocks); len(fewer) < len(all) {
			return fewer
		}
	}
	return all
}

// little is what a page has at least that lines do not come closer for, as a share of
// its height.
const little = 0.4

// A share is how much of what gaps and lines can give they do give.
type share float64

// pages puts the blocks on pages, with so much given.
func (given share) pages(blocks []block) [][]placed {
	shrink := 1 - float64(given)*(1-tightest)
	var out [][]placed
	var page []placed
	y := 0.0
	next := func(first block) {
		out, page, y = append(out, page), nil, under
		for _, b := range first.again {
			page = append(page, placed{block: b, y: marginTop + y})
			y += b.height
		}
	}
	for i := 0; i < len(blocks); {
		j := i
		for j < len(blocks)-1 && blocks[j].keep {
			j++
		}
		group := slices.Clone(blocks[i : j+1])
		for i := range group {
			group[i].give *= float64(given)
			group[i].height -= group[i].give
		}
		top := len(page) == 0
		if h := height(group, shrink, !top); !top && y+h > room+0.01 {
			next(group[0])
			top = true
		}
		for _, b := range group {
			// A group higher than a page breaks where it must.
			if !top && y+shrink*b.gap+b.height > room+0.01 {
				next(b)
				top = true
			}
			if !top {
				y += shrink * b.gap
			}
			page = append(page, placed{block: b, y: marginTop + y})
			y += b.height
			top = false
		}
		i = j + 1
	}
	return append(out, page)
}

// A placed block knows its place on the page, and what it has given of its height.
type placed struct {
	block
	y float64
}

// put draws a placed block, with what it has given taken from above and below
// it alike.
func (b placed) put() { b.draw(b.y - b.give/2) }

func height(group []block, shrink float64, gapFirst bool) float64 {
	h := 0.0
	for i, b := range group {
		if i > 0 || gapFirst {
			h += shrink * b.gap
		}
		h += b.height
	}
	return h
}
