package pdf

import (
	"strings"
)

// A readFont is what reading text needs of a font in a file.
type readFont struct {
	wide   bool // codes of two bytes
	text   map[int]string
	widths map[int]float64 // in thousandths of the size
	other  float64         // the width of what widths lacks
}

// font reads a font once.
func (r *reader) font(o object) (*readFont, error) {
	key, indirect := o.(reference)
	if f, known := r.fonts[key]; indirect && known {
		return f, nil
	}
	d := r.dict(o)
	if d == nil {
		return nil, nil
	}
	f := &readFont{text: map[int]string{}, widths: map[int]float64{}, other: 500}
	kind, _ := r.object(d["Subtype"]).(pdfName)
	if f.wide = kind == "Type0"; f.wide {
		if descendants := r.array(d["DescendantFonts"]); len(descendants) > 0 {
			if err := r.wideWidths(f, r.dict(descendants[0])); err != nil {
				return nil, err
			}
		}
	} else {
		first, _ := r.number(d["FirstChar"])
		widths := r.array(d["Widths"])
		if err := r.spend(len(widths)); err != nil {
			return nil, err
		}
		for i, w := range widths {
			f.widths[int(first)+i], _ = r.number(w)
		}
	}
	if stream := r.stream(d["ToUnicode"]); stream != nil {
		data, err := r.unpack(stream)
		if err == nil {
			err = r.readText(f, data)
		}
		if err != nil {
			return nil, err
		}
	}
	if indirect {
		r.fonts[key] = f
	}
	return f, nil
}

// wideWidths reads the widths of a composite font (ISO 32000-1, 9.7.4.3).
func (r *reader) wideWidths(f *readFont, descendant dict) error {
	f.other = 1000
	if w, ok := r.number(descendant["DW"]); ok {
		f.other = w
	}
	w := r.array(descendant["W"])
	if err := r.spend(len(w)); err != nil {
		return err
	}
	for i := 0; i+1 < len(w); {
		first, _ := r.number(w[i])
		if list := r.array(w[i+1]); list != nil {
			if err := r.spend(len(list)); err != nil {
				return err
			}
			for j, v := range list {
				f.widths[int(first)+j], _ = r.number(v)
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			return nil
		}
		last, _ := r.number(w[i+1])
		width, _ := r.number(w[i+2])
		from, to := max(int(first), 0), min(int(last), 0xffff)
		if err := r.spend(max(to-from, 0)); err != nil {
			return err
		}
		for c := from; c <= to; c++ {
			f.widths[c] = width
		}
		i += 3
	}
	return nil
}

// readText reads which text each code stands for (ISO 32000-1, 9.10.3).
func (r *reader) readText(f *readFont, cmap []byte) error {
	code := func(t token) int {
		n := 0
		for i := range min(len(t.text), 2) {
			n = n<<8 | int(t.text[i])
		}
		return n
	}
	return operators(cmap, func(op string, a []token) error {
		if err := r.spend(1 + len(a)); err != nil {
			return err
		}
		switch op {
		case "endbfchar":
			for i := 0; i+1 < len(a); i += 2 {
				f.text[code(a[i])] = decodeUTF16(a[i+1].text)
			}
		case "endbfrange":
			for i := 0; i+2 < len(a); {
				first, last := code(a[i]), code(a[i+1])
				if a[i+2].kind == markToken { // a list, one text for each
					i += 3
					for c := first; i < len(a) && a[i].kind == stringToken; c++ {
						f.text[c] = decodeUTF16(a[i].text)
						i++
					}
					i++
					continue
				}
				base := []rune(decodeUTF16(a[i+2].text))
				if err := r.spend(max(last-first, 0) * (1 + len(base))); err != nil {
					return err
				}
				for c := first; c <= last && len(base) > 0; c++ {
					f.text[c] = string(base)
					base[len(base)-1]++
				}
				i += 3
			}
		}
		return nil
	})
}

// decode returns the text of a string that is drawn, and how far it moves on.
func (r *reader) decode(s string, now *state) (string, float64, error) {
	f := now.font
	if f == nil {
		return "", 0, nil
	}
	var b strings.Builder
	width := 0.0
	step := 1
	if f.wide {
		step = 2
	}
	for i := 0; i+step <= len(s); i += step {
		c := int(s[i])
		if f.wide {
			c = c<<8 | int(s[i+1])
		}
		read, ok := f.text[c]
		if !ok && !f.wide && c >= ' ' { // a font that another program has added
			read = string(rune(c))
		}
		if err := r.spend(len(read)); err != nil {
			return "", 0, err
		}
		b.WriteString(read)
		w, ok := f.widths[c]
		if !ok {
			w = f.other
		}
		width += w/1000*now.size + now.charSpace
		if c == ' ' && !f.wide {
			width += now.wordSpace
		}
	}
	return b.String(), width * now.stretch, nil
}
