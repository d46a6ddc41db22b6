package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/omdome/omdome/survey"
)

// The messages about an SVG; keys of the catalogs.
const (
	MsgSVGBroken  = "organizer.letterhead.error.svg"          // {text}: what the reader said
	MsgSVGScript  = "organizer.letterhead.error.svg.script"   // script, or an on… attribute: {text}
	MsgSVGOutside = "organizer.letterhead.error.svg.outside"  // a reference to something else: {text}
	MsgSVGText    = "organizer.letterhead.error.svg.text"     // text, which needs a font
	MsgSVGElement = "organizer.letterhead.error.svg.element"  // <{text}> cannot be drawn
	MsgSVGValue   = "organizer.letterhead.error.svg.value"    // {text} cannot be understood
	MsgSVGLarge   = "organizer.letterhead.error.svg.large"    // more than can be drawn
	MsgSVGSize    = "organizer.letterhead.error.svg.viewport" // no size, or a strange one
)

const (
	svgSpace = "http://www.w3.org/2000/svg"
	// What one picture may hold.
	maxShapes, maxSegments, maxDepth = 800, 60_000, 40
	// maxLook is how much a style sheet may say of one class, and maxClasses how
	// many an element may have: each takes up all that its classes say.
	maxLook, maxClasses = 40, 20
)

func looksLikeSVG(file []byte) bool {
	head := bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	head = head[:min(len(head), 4096)]
	return bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")) && bytes.Contains(head, []byte("<svg"))
}

// An svgError is what is wrong with the file.
type svgError struct{ message, text string }

func (e svgError) Error() string { return e.message + ": " + e.text }

// An svgReader reads a file into shapes. Nothing is drawn that is not on its own
// lists of elements and attributes, and what could do more than be looked at is
// refused outright: script, references, styles with addresses, document types.
type svgReader struct {
	rules    map[string]map[string]string // a class's properties
	stack    []svgStyle
	viewport [4]float64 // x, y, width, height
	shapes   []svgShape
	segments int
	seen     bool // the outermost element
	skip     int  // levels inside what is left out
}

// An svgShape is something to draw, in the file's units.
type svgShape struct {
	style svgStyle
	path  []segment
}

// readSVG draws the file.
func readSVG(file []byte) (image.Image, *survey.FieldError) {
	r := &svgReader{rules: map[string]map[string]string{}, stack: []svgStyle{plainStyle}}
	err := r.read(file)
	if err == nil && (!r.seen || r.viewport[2] <= 0 || r.viewport[3] <= 0 ||
		r.viewport[2] > 30*r.viewport[3] || r.viewport[3] > 30*r.viewport[2]) {
		err = svgError{message: MsgSVGSize}
	}
	if err != nil {
		wrong := svgError{message: MsgSVGBroken, text: err.Error()}
		errors.As(err, &wrong)
		return nil, &survey.FieldError{Message: wrong.message, Args: map[string]any{"text": short(wrong.text)}}
	}
	return r.draw(), nil
}

// short keeps a file's own words from filling a page.
func short(s string) string {
	const most = 60
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func (r *svgReader) read(file []byte) error {
	d := xml.NewDecoder(bytes.NewReader(file))
	inStyle := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.Directive:
			if !bytes.HasPrefix(t, []byte("DOCTYPE svg PUBLIC")) || bytes.ContainsAny(t, "[]") {
				return svgError{MsgSVGOutside, "<!" + string(t) + ">"}
			}
		case xml.ProcInst:
			if t.Target != "xml" {
				return svgError{MsgSVGOutside, "<?" + t.Target + ">"}
			}
		case xml.StartElement:
			if inStyle = t.Name.Local == "style"; len(r.stack) > maxDepth {
				return svgError{message: MsgSVGLarge}
			}
			if err := r.start(t); err != nil {
				return err
			}
		case xml.CharData:
			if inStyle && r.skip == 0 {
				if err := r.addRules(string(t)); err != nil {
					return err
				}
			}
		case xml.EndElement:
			inStyle = false
			if r.skip > 0 {
				r.skip--
				continue
			}
			r.stack = r.stack[:len(r.stack)-1]
		}
	}
}

// leftOut are elements that hold nothing to be seen.
var leftOut = map[string]bool{"title": true, "desc": true, "metadata": true}

// grouping are elements that only hold others.
var grouping = map[string]bool{"svg": true, "g": true, "defs": true, "style": true}

func (r *svgReader) start(t xml.StartElement) error {
	if err := checkElement(t); err != nil {
		return err
	}
	name := t.Name.Local
	if r.skip > 0 || t.Name.Space != svgSpace && t.Name.Space != "" || leftOut[name] {
		r.skip++ // another program's notes
		return nil
	}
	if !r.seen && name != "svg" {
		return svgError{MsgSVGElement, name}
	}
	style, err := r.stack[len(r.stack)-1].with(t.Attr, r.rules)
	if err != nil {
		return err
	}
	if name == "defs" {
		style.hidden = true
	}
	r.stack = append(r.stack, style)
	switch {
	case name == "svg" && r.seen:
		return svgError{MsgSVGElement, name}
	case name == "svg":
		r.seen = true
		return r.size(t.Attr)
	case grouping[name]:
		return nil
	case name == "text" || name == "tspan":
		return svgError{message: MsgSVGText}
	}
	path, err := shapePath(name, attributes(t.Attr))
	if err != nil {
		return err
	}
	r.segments += len(path)
	if style.hidden || len(path) == 0 {
		return nil
	}
	if r.shapes = append(r.shapes, svgShape{style, path}); len(r.shapes) > maxShapes || r.segments > maxSegments {
		return svgError{message: MsgSVGLarge}
	}
	return nil
}

// checkElement refuses what could do more than be looked at, wherever it stands.
func checkElement(t xml.StartElement) error {
	switch name := strings.ToLower(t.Name.Local); name {
	case "script", "foreignobject", "iframe", "handler", "listener", "animate", "animatemotion", "animatetransform", "set":
		return svgError{MsgSVGScript, "<" + t.Name.Local + ">"}
	case "image", "use", "a", "link", "feimage":
		return svgError{MsgSVGOutside, "<" + t.Name.Local + ">"}
	}
	for _, a := range t.Attr {
		name, value := strings.ToLower(a.Name.Local), strings.ToLower(a.Value)
		switch {
		case strings.HasPrefix(name, "on"):
			return svgError{MsgSVGScript, a.Name.Local}
		case a.Name.Space == "xmlns" || name == "xmlns":
		case name == "href" || name == "src" || name == "base":
			return svgError{MsgSVGOutside, a.Value}
		case strings.Contains(value, "javascript:") || strings.Contains(value, "data:"):
			return svgError{MsgSVGOutside, a.Value}
		case strings.Contains(value, "url(") || strings.Contains(value, "@import") || strings.Contains(value, "expression("):
			return svgError{MsgSVGOutside, a.Value}
		}
	}
	return nil
}

// attributes are those of no other namespace.
func attributes(list []xml.Attr) map[string]string {
	values := map[string]string{}
	for _, a := range list {
		if a.Name.Space == "" {
			values[a.Name.Local] = strings.TrimSpace(a.Value)
		}
	}
	return values
}

// size reads how large the picture is.
func (r *svgReader) size(list []xml.Attr) error {
	a := attributes(list)
	if box := a["viewBox"]; box != "" {
		numbers, err := numbers(box)
		if err != nil || len(numbers) != 4 {
			return svgError{MsgSVGValue, box}
		}
		copy(r.viewport[:], numbers)
		return nil
	}
	for i, name := range []string{"width", "height"} {
		n, err := length(a, name)
		if err != nil {
			return err
		}
		r.viewport[2+i] = n
	}
	return nil
}

// most is how large a number may be: no picture needs more, and what is drawn
// stays within what can be reckoned with.
const most = 1e6

var aNumber = regexp.MustCompile(`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?`)

// numbers reads a list of numbers parted by spaces and commas, or by nothing
// where a character or a point parts them.
func numbers(s string) ([]float64, error) {
	var list []float64
	rest := aNumber.ReplaceAllStringFunc(s, func(n string) string {
		v, err := strconv.ParseFloat(n, 64)
		if err != nil || v > most || v < -most {
			return "?"
		}
		list = append(list, v)
		return " "
	})
	if strings.Trim(rest, " ,\t\r\n") != "" {
		return nil, svgError{MsgSVGValue, s}
	}
	return list, nil
}

// length reads an attribute that is one number, perhaps of pixels; 0 where it is
// not there.
func length(a map[string]string, name string) (float64, error) {
	if a[name] == "" {
		return 0, nil
	}
	list, err := numbers(strings.TrimSuffix(a[name], "px"))
	if err != nil || len(list) != 1 {
		return 0, svgError{MsgSVGValue, name + "=" + a[name]}
	}
	return list[0], nil
}
