package exchange

import (
	"encoding/xml"
	"image/color"
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
)

// A matrix maps x, y to a·x+c·y+e, b·x+d·y+f.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// after returns what applies inner first and then m.
func (m matrix) after(inner matrix) matrix {
	return matrix{
		m[0]*inner[0] + m[2]*inner[1], m[1]*inner[0] + m[3]*inner[1],
		m[0]*inner[2] + m[2]*inner[3], m[1]*inner[2] + m[3]*inner[3],
		m[0]*inner[4] + m[2]*inner[5] + m[4], m[1]*inner[4] + m[3]*inner[5] + m[5],
	}
}

// scale is how much longer a line becomes, on the whole.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m[0]*m[3] - m[1]*m[2])) }

// An svgStyle is how a shape is drawn; elements take it over from those around
// them.
type svgStyle struct {
	to                    matrix
	fill, stroke          *color.NRGBA // nil for none
	width                 float64
	cap, join             string
	evenOdd               bool
	fillAlpha, strokeAlph float64 // of the paints
	alpha                 float64 // of the element with those around it
	hidden                bool
}

var plainStyle = svgStyle{
	to: identity, fill: &color.NRGBA{A: 255}, width: 1, fillAlpha: 1, strokeAlph: 1, alpha: 1,
}

// with returns the style of an element inside: its attributes, then its class,
// then its own style.
func (s svgStyle) with(list []xml.Attr, rules map[string]map[string]string) (svgStyle, error) {
	a := attributes(list)
	set := func(properties map[string]string) error {
		for name, value := range properties {
			if err := s.set(name, value); err != nil {
				return err
			}
		}
		return nil
	}
	if err := set(a); err != nil {
		return s, err
	}
	for i, class := range strings.Fields(a["class"]) {
		if i >= maxClasses {
			return s, svgError{message: MsgSVGLarge}
		}
		if err := set(rules[class]); err != nil {
			return s, err
		}
	}
	own, err := properties(a["style"])
	if err != nil {
		return s, err
	}
	if err := set(own); err != nil {
		return s, err
	}
	if t := a["transform"]; t != "" {
		m, err := transform(t)
		if err != nil {
			return s, err
		}
		s.to = s.to.after(m)
	}
	return s, nil
}

// cannot are properties that change the picture in ways that are not drawn here;
// their value says whether they do.
var cannot = map[string][]string{
	"clip-path": {"none"}, "mask": {"none"}, "filter": {"none"}, "stroke-dasharray": {"none", "0"},
	"mix-blend-mode": {"normal"}, "marker-start": {"none"}, "marker-mid": {"none"}, "marker-end": {"none"},
}

func (s *svgStyle) set(name, value string) error {
	var err error
	if harmless, ok := cannot[name]; ok {
		for _, v := range harmless {
			if value == v {
				return nil
			}
		}
		return svgError{MsgSVGElement, name}
	}
	switch name {
	case "fill":
		s.fill, err = paint(value, s.fill)
	case "stroke":
		s.stroke, err = paint(value, s.stroke)
	case "stroke-width":
		s.width, err = length(map[string]string{name: value}, name)
	case "stroke-linecap":
		s.cap = value
	case "stroke-linejoin":
		s.join = value
	case "fill-rule":
		s.evenOdd = value == "evenodd"
	case "fill-opacity":
		s.fillAlpha, err = share(value)
	case "stroke-opacity":
		s.strokeAlph, err = share(value)
	case "opacity":
		var a float64
		a, err = share(value)
		s.alpha *= a
	case "display":
		s.hidden = s.hidden || value == "none"
	case "visibility":
		s.hidden = s.hidden || value == "hidden"
	}
	return err
}

// paint reads a colour; nil for none.
func paint(value string, around *color.NRGBA) (*color.NRGBA, error) {
	v := strings.ToLower(strings.TrimSpace(value))
	switch {
	case v == "none" || v == "transparent":
		return nil, nil
	case v == "inherit":
		return around, nil
	case v == "currentcolor":
		return &color.NRGBA{A: 255}, nil
	}
	if named, ok := colornames.Map[v]; ok {
		return &color.NRGBA{named.R, named.G, named.B, 255}, nil
	}
	if hex, ok := strings.CutPrefix(v, "#"); ok {
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		if n, err := strconv.ParseUint(hex, 16, 32); err == nil && len(hex) == 6 {
			return &color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}, nil
		}
	}
	if inside, ok := strings.CutPrefix(v, "rgb("); ok && !strings.Contains(v, "%") {
		list, err := numbers(strings.TrimSuffix(inside, ")"))
		if err == nil && len(list) == 3 {
			byteOf := func(f float64) uint8 { return uint8(min(max(f, 0), 255)) }
			return &color.NRGBA{byteOf(list[0]), byteOf(list[1]), byteOf(list[2]), 255}, nil
		}
	}
	return nil, svgError{MsgSVGValue, value}
}

// share reads an opacity, 0 to 1 or in per cent.
func share(value string) (float64, error) {
	number, percent := strings.CutSuffix(value, "%")
	list, err := numbers(number)
	if err != nil || len(list) != 1 {
		return 0, svgError{MsgSVGValue, value}
	}
	if percent {
		list[0] /= 100
	}
	return min(max(list[0], 0), 1), nil
}

// transform reads a list of transformations.
func transform(s string) (matrix, error) {
	m, rest := identity, strings.TrimSpace(s)
	for rest != "" {
		name, inside, ok := strings.Cut(rest, "(")
		values, after, closed := strings.Cut(inside, ")")
		n, err := numbers(values)
		if !ok || !closed || err != nil || len(n) == 0 {
			return m, svgError{MsgSVGValue, s}
		}
		rest = strings.TrimLeft(after, " ,\t\r\n")
		at := func(i int, otherwise float64) float64 {
			if i < len(n) {
				return n[i]
			}
			return otherwise
		}
		sin, cos := math.Sincos(n[0] * math.Pi / 180)
		switch strings.TrimSpace(name) {
		case "matrix":
			if len(n) != 6 {
				return m, svgError{MsgSVGValue, s}
			}
			m = m.after(matrix(n))
		case "translate":
			m = m.after(matrix{1, 0, 0, 1, n[0], at(1, 0)})
		case "scale":
			m = m.after(matrix{n[0], 0, 0, at(1, n[0]), 0, 0})
		case "rotate":
			x, y := at(1, 0), at(2, 0)
			m = m.after(matrix{1, 0, 0, 1, x, y}).after(matrix{cos, sin, -sin, cos, 0, 0}).after(matrix{1, 0, 0, 1, -x, -y})
		case "skewX":
			m = m.after(matrix{1, 0, math.Tan(n[0] * math.Pi / 180), 1, 0, 0})
		case "skewY":
			m = m.after(matrix{1, math.Tan(n[0] * math.Pi / 180), 0, 1, 0, 0})
		default:
			return m, svgError{MsgSVGValue, s}
		}
	}
	return m, nil
}

// properties reads what a style attribute or a rule holds.
func properties(s string) (map[string]string, error) {
	list := map[string]string{}
	for one := range strings.SplitSeq(s, ";") {
		if strings.TrimSpace(one) == "" {
			continue
		}
		name, value, ok := strings.Cut(one, ":")
		if !ok {
			return nil, svgError{MsgSVGValue, one}
		}
		list[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	return list, nil
}

// addRules reads a style sheet. It may only say how classes look.
func (r *svgReader) addRules(sheet string) error {
	lower := strings.ToLower(sheet)
	for _, never := range []string{"@", "url(", "\\", "expression(", "javascript:"} {
		if strings.Contains(lower, never) {
			return svgError{MsgSVGOutside, sheet}
		}
	}
	for rule := range strings.SplitSeq(sheet, "}") {
		selectors, inside, ok := strings.Cut(rule, "{")
		if !ok {
			if strings.TrimSpace(rule) != "" {
				return svgError{MsgSVGValue, rule}
			}
			continue
		}
		look, err := properties(inside)
		if err != nil {
			return err
		}
		for one := range strings.SplitSeq(selectors, ",") {
			class, ok := strings.CutPrefix(strings.TrimSpace(one), ".")
			if !ok || strings.ContainsAny(class, " .:#>[+~*") {
				return svgError{MsgSVGValue, one}
			}
			if r.rules[class] == nil {
				r.rules[class] = map[string]string{}
			}
			for name, value := range look {
				r.rules[class][name] = value
			}
			if len(r.rules[class]) > maxLook {
				return svgError{message: MsgSVGLarge}
			}
		}
	}
	return nil
}
