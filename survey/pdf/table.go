package pdf

import (
	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey/letter"
)

// Where a table's figures end, from the margin.
const (
	countX   = 330.0
	percentX = 390.0
)

// mostRows is how many rows a table may have and still be kept on one page.
const mostRows = 25

// choice is a table: what was asked, and how many chose what.
func (d *document) choice(c letter.Choice) []block {
	var blocks []block
	d.inside("Sect", func() {
		blocks = withNext(d.text(c.Question, heading, 14))
		if c.Missing != "" {
			blocks = append(blocks, d.text(c.Missing, note, 2)...)
			return
		}
		d.inside("Table", func() {
			heads := [3]string{c.Heads[0] + " (" + c.Answered + ")", c.Heads[1], c.Heads[2]}
			blocks = append(blocks, d.row(heads, note, 3, "/A<</O/Table/Scope/Column>>"))
			blocks = withNext(blocks)
			for i, o := range c.Options {
				gap := 0.0
				if i == 0 {
					gap = 3
				}
				blocks = append(blocks, d.row([3]string{o.Text, o.Count, o.Percent}, body, gap, ""))
			}
		})
		if len(blocks) <= mostRows {
			blocks = together(blocks)
		}
	})
	return blocks
}

// row is a row of a table. Its first cell heads the row; with heads, what all
// cells are, all of them do what it says.
func (d *document) row(texts [3]string, k look, gap float64, heads string) block {
	first := d.set.lines(texts[0], roman, k.size, countX-60, 2*evenly)
	n, p := d.set.single(texts[1], roman, k.size), d.set.single(texts[2], roman, k.size)
	var cells [3]*element
	d.inside("TR", func() {
		for i := range cells {
			switch {
			case heads != "":
				cells[i] = d.element("TH")
				cells[i].entries = heads
			case i == 0:
				cells[i] = d.element("TH")
				cells[i].entries = "/A<</O/Table/Scope/Row>>"
			default:
				cells[i] = d.element("TD")
			}
		}
	})
	return block{gap: gap, height: k.leading * float64(len(first)), draw: func(y float64) {
		base := y + k.leading/2 + 0.31*k.size
		d.mark(cells[0])
		for i, t := range first {
			d.draw(t, marginSide, base+float64(i)*k.leading, k.paint)
		}
		d.mark(cells[1])
		d.draw(n, marginSide+countX-n.width, base, k.paint)
		d.mark(cells[2])
		d.draw(p, marginSide+percentX-p.width, base, k.paint)
		if heads != "" {
			d.mark(ornament)
			d.stroke(charts.Track)
			d.lineWidth(0.5)
			bottom := y + k.leading*float64(len(first)) + 1
			d.line(marginSide, bottom, marginSide+percentX, bottom)
		}
	}}
}
