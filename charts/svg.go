package charts

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

// SVG renders the scene as an accessible picture that scales with its
// container. Colours come from CSS classes (chart-ink, chart-soft, chart-bar,
// chart-track, chart-dot, chart-tick, chart-paper) with attributes to fall back on; it has
// no inline style. An empty scene gives nothing.
func (s Scene) SVG() template.HTML {
	if s.Empty() {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="chart" role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s">`,
		num(s.Width), num(s.Height), num(s.Width*4/3), num(s.Height*4/3))
	b.WriteString("<title>" + template.HTMLEscapeString(s.Title) + "</title>")
	b.WriteString("<desc>" + template.HTMLEscapeString(s.Description) + "</desc>")
	for _, shape := range s.Shapes {
		shape.svg(&b)
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) // every text above is escaped
}

func (s Shape) svg(b *strings.Builder) {
	r, g, bl := s.Paint.RGB()
	colour := fmt.Sprintf("#%02x%02x%02x", r, g, bl)
	class := s.Paint.Class()
	switch s.Kind {
	case Rect:
		fmt.Fprintf(b, `<rect class="%s" fill="%s" x="%s" y="%s" width="%s" height="%s" rx="%s"/>`,
			class, colour, num(s.X), num(s.Y), num(s.W), num(s.H), num(min(s.R, s.W/2)))
	case Line:
		fmt.Fprintf(b, `<line class="%s" stroke="%s" stroke-width="%s" stroke-linecap="round" x1="%s" y1="%s" x2="%s" y2="%s"/>`,
			class, colour, num(s.R), num(s.X), num(s.Y), num(s.X+s.W), num(s.Y+s.H))
	case Circle:
		fmt.Fprintf(b, `<circle class="%s" fill="%s" cx="%s" cy="%s" r="%s"/>`, class, colour, num(s.X), num(s.Y), num(s.R))
	case Label:
		fmt.Fprintf(b, `<text class="%s" fill="%s" x="%s" y="%s" font-size="%s"`, class, colour, num(s.X), num(s.Y), num(s.R))
		if s.Anchor != Start {
			fmt.Fprintf(b, ` text-anchor="%s"`, [...]string{"start", "middle", "end"}[s.Anchor])
		}
		if s.Bold {
			b.WriteString(` font-weight="600"`)
		}
		if s.W > 0 { // readers' fonts are wider than the PDF's
			fmt.Fprintf(b, ` textLength="%s" lengthAdjust="spacingAndGlyphs"`, num(s.W))
		}
		b.WriteString(">" + template.HTMLEscapeString(s.Text) + "</text>")
	}
}

// Class returns the CSS class that colours the paint.
func (p Paint) Class() string {
	return [...]string{"chart-ink", "chart-soft", "chart-bar", "chart-track", "chart-dot", "chart-tick", "chart-paper"}[p]
}

// num writes a length with at most two decimals.
func num(f float64) string {
	s := strconv.FormatFloat(f, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
