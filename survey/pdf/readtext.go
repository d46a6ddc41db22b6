package pdf

import (
	"math"
	"strings"
	"unicode/utf16"
)

// A matrix places what is drawn: x' = a·x + c·y + e, y' = b·x + d·y + f.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// times returns the matrix that does m first and n then.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// A textReader gathers the text of one page.
type textReader struct {
	*reader
	out strings.Builder
	// endX and endY are where the line's text ends so far, in the page's space.
	// Text that runs from right to left is before it, and joined to it.
	endX, endY float64
	// spans are the open marked-content sequences; spoken counts those that say
	// their text themselves, whole those that have all their spaces.
	spans         []span
	spoken, whole int
	begun         bool // the open whole sequence has some of its text
	// pending is the text that the open sequence says, until it is placed.
	pending    string
	hasPending bool
}

// A span is what an open marked-content sequence is.
type span struct{ says, whole bool }

// A state is what q saves and Q brings back.
type state struct {
	ctm                                 matrix
	font                                *readFont
	size, charSpace, wordSpace, leading float64
	stretch                             float64
}

// run reads a content stream, of the page or of a form on it.
func (t *textReader) run(content []byte, resources dict, ctm matrix, depth int) error {
	if t.nodes++; depth > deepest || t.nodes > mostNodes {
		return errTooMuch
	}
	d := drawing{textReader: t, now: state{ctm: ctm, stretch: 1}, resources: resources, depth: depth}
	return operators(content, func(op string, a []token) error {
		if err := t.spend(1 + len(a)); err != nil {
			return err
		}
		if d.move(op, a) {
			return nil
		}
		return d.draw(op, a)
	})
}

// A drawing is a content stream while it is read.
type drawing struct {
	*textReader
	now        state
	saved      []state
	text, line matrix // where the next character stands, and where its line began
	resources  dict
	depth      int
}

// move does an operator that says where and how text is drawn; false for any other.
func (d *drawing) move(op string, a []token) bool {
	switch op {
	case "q":
		if len(d.saved) < mostNodes {
			d.saved = append(d.saved, d.now)
		}
	case "Q":
		if n := len(d.saved); n > 0 {
			d.now, d.saved = d.saved[n-1], d.saved[:n-1]
		}
	case "cm":
		d.now.ctm = matrixOf(a).times(d.now.ctm)
	case "BT":
		d.text, d.line = identity, identity
	case "Tz":
		d.now.stretch = number(a, 0) / 100
	case "Tc":
		d.now.charSpace = number(a, 0)
	case "Tw":
		d.now.wordSpace = number(a, 0)
	case "TL":
		d.now.leading = number(a, 0)
	case "Td":
		d.next(number(a, 0), number(a, 1))
	case "TD":
		d.now.leading = -number(a, 1)
		d.next(number(a, 0), number(a, 1))
	case "T*":
		d.next(0, -d.now.leading)
	case "Tm":
		d.line = matrixOf(a)
		d.text = d.line
	default:
		return false
	}
	return true
}

// draw does an operator that draws, or that says what is drawn or with what font.
func (d *drawing) draw(op string, a []token) (err error) {
	switch op {
	case "Tf":
		if len(a) == 2 {
			d.now.size = number(a, 1)
			d.now.font, err = d.font(d.dict(d.resources["Font"])[a[0].text])
		}
	case "Tj", "TJ":
		err = d.show(a, &d.now, &d.text)
	case "'", `"`:
		d.next(0, -d.now.leading)
		err = d.show(a, &d.now, &d.text)
	case "BMC", "BDC":
		err = d.begin(a, d.resources)
	case "EMC":
		d.end()
	case "Do":
		if len(a) > 0 {
			err = d.do(a[len(a)-1].text, d.resources, d.now.ctm, d.depth)
		}
	}
	return err
}

// next begins a line, so far from where the last one began.
func (d *drawing) next(x, y float64) {
	d.line = matrix{1, 0, 0, 1, x, y}.times(d.line)
	d.text = d.line
}

// number is one of the operands; 0 where it is missing.
func number(a []token, i int) float64 {
	if i < len(a) {
		return a[i].number
	}
	return 0
}

func matrixOf(a []token) (m matrix) {
	for i := range m {
		m[i] = number(a, i)
	}
	return m
}

// begin opens a marked-content sequence; one with a text of its own is read as
// that text, where its first letter is.
func (t *textReader) begin(a []token, resources dict) error {
	said, says := "", false
	for i := range a {
		if a[i].kind == nameToken && a[i].text == "ActualText" && i+1 < len(a) && a[i+1].kind == stringToken {
			said, says = decodeText(a[i+1].text), true
		}
	}
	if len(a) == 2 && a[1].kind == nameToken {
		if list := t.dict(t.dict(resources["Properties"])[a[1].text]); list != nil && list["ActualText"] != nil {
			var err error
			if said, err = t.text(list["ActualText"]); err != nil {
				return err
			}
			says = true
		}
	}
	// The letter's own paragraphs have all their spaces; the labels of a picture
	// are parted by their places alone.
	whole := len(a) > 2 && a[0].text != "Figure" && a[2].text == "MCID"
	t.spans = append(t.spans, span{says, whole})
	if whole {
		t.whole++
		t.begun = false
	}
	if says {
		t.spoken++
		if t.spoken == 1 {
			t.pending, t.hasPending = said, true
		}
	}
	return nil
}

// end closes the marked-content sequence that was opened last.
func (t *textReader) end() {
	n := len(t.spans)
	if n == 0 {
		return
	}
	if t.spans[n-1].says {
		t.spoken--
	}
	if t.spans[n-1].whole {
		t.whole--
	}
	t.spans = t.spans[:n-1]
}

// show reads strings that are drawn, with the spaces between them.
func (t *textReader) show(a []token, now *state, text *matrix) error {
	for _, part := range a {
		if err := t.spend(len(part.text)); err != nil {
			return err
		}
		switch part.kind {
		case numberToken:
			*text = matrix{1, 0, 0, 1, -part.number / 1000 * now.size * now.stretch, 0}.times(*text)
		case stringToken:
			read, width, err := t.decode(part.text, now)
			if err != nil {
				return err
			}
			at := text.times(now.ctm)
			*text = matrix{1, 0, 0, 1, width, 0}.times(*text)
			end := text.times(now.ctm)
			if t.spoken > 0 {
				read = ""
				if t.hasPending {
					read, t.hasPending = t.pending, false
				}
			}
			t.place(read, at[4], at[5], math.Abs(now.size*at[3]))
			if math.Abs(end[5]-t.endY) < 0.01 {
				t.endX = max(t.endX, end[4])
			} else {
				t.endX, t.endY = end[4], end[5]
			}
		}
	}
	return nil
}

// place adds a piece of text, after a line feed or a space where there is a gap
// before it on the page.
func (t *textReader) place(s string, x, y, size float64) {
	if s == "" {
		return
	}
	if before := t.out.String(); t.out.Len() > 0 && !strings.HasSuffix(before, "\n") {
		switch {
		case math.Abs(y-t.endY) > 0.35*size:
			t.out.WriteByte('\n')
		case (t.whole == 0 || !t.begun) && x-t.endX > 0.13*size && !strings.HasSuffix(before, " ") && !strings.HasPrefix(s, " "):
			t.out.WriteByte(' ')
		}
	}
	t.out.WriteString(s)
	t.begun = true
}

// do reads what Do draws: a form's text; a picture has none.
func (t *textReader) do(name string, resources dict, ctm matrix, depth int) error {
	stream := t.stream(t.dict(resources["XObject"])[name])
	if stream == nil {
		return nil
	}
	if kind, _ := t.object(stream.dict["Subtype"]).(pdfName); kind != "Form" {
		return nil
	}
	data, err := t.unpack(stream)
	if err != nil {
		return err
	}
	if own := t.dict(stream.dict["Resources"]); own != nil {
		resources = own
	}
	if m := t.array(stream.dict["Matrix"]); len(m) == 6 {
		var own matrix
		for i := range own {
			own[i], _ = t.number(m[i])
		}
		ctm = own.times(ctm)
	}
	return t.run(data, resources, ctm, depth+1)
}

// annotations reads what comments and stamps that others have put on the page show.
func (t *textReader) annotations(all array) error {
	if err := t.spend(len(all)); err != nil {
		return err
	}
	for _, one := range all {
		appearance := t.dict(t.dict(one)["AP"])
		if appearance == nil {
			continue
		}
		if stream := t.stream(appearance["N"]); stream != nil {
			data, err := t.unpack(stream)
			if err != nil {
				return err
			}
			if err := t.run(data, t.dict(stream.dict["Resources"]), identity, 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// decodeText reads a text string: UTF-16 with its mark, or Latin.
func decodeText(s string) string {
	if strings.HasPrefix(s, "\xfe\xff") {
		return decodeUTF16(s[2:])
	}
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

func decodeUTF16(s string) string {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}
