package exchange

import (
	"math"
	"strings"
)

// A segment is a step of a path: to the last of its points, straight with one
// and as a cubic curve with three. One of no points closes the path; a start
// begins another.
type segment struct {
	start  bool
	points []point
}

type point struct{ x, y float64 }

func (p point) plus(q point) point          { return point{p.x + q.x, p.y + q.y} }
func (p point) mirrored(around point) point { return point{2*around.x - p.x, 2*around.y - p.y} }

func (p point) towards(q point, t float64) point { return point{p.x + t*(q.x-p.x), p.y + t*(q.y-p.y)} }

// A pen writes a path.
type pen struct {
	path     []segment
	at, from point // where it is, and where this part of the path began
	control  point // the last curve's last control point
}

func (p *pen) move(to point) {
	p.path = append(p.path, segment{start: true, points: []point{to}})
	p.at, p.from, p.control = to, to, to
}

func (p *pen) line(to point) {
	p.path = append(p.path, segment{points: []point{to}})
	p.at, p.control = to, to
}

func (p *pen) cubic(a, b, to point) {
	p.path = append(p.path, segment{points: []point{a, b, to}})
	p.at, p.control = to, b
}

func (p *pen) quadratic(c, to point) {
	p.cubic(p.at.towards(c, 2.0/3), to.towards(c, 2.0/3), to)
	p.control = c
}

func (p *pen) close() {
	p.path = append(p.path, segment{})
	p.at, p.control = p.from, p.from
}

// arc draws an elliptic arc to the point: SVG 1.1, F.6.
func (p *pen) arc(rx, ry, turn float64, large, sweep bool, to point) {
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx == 0 || ry == 0 || p.at == to {
		p.line(to)
		return
	}
	sin, cos := math.Sincos(turn * math.Pi / 180)
	dx, dy := (p.at.x-to.x)/2, (p.at.y-to.y)/2
	x, y := cos*dx+sin*dy, -sin*dx+cos*dy
	if over := x*x/(rx*rx) + y*y/(ry*ry); over > 1 {
		rx, ry = rx*math.Sqrt(over), ry*math.Sqrt(over)
	}
	k := math.Sqrt(max(0, (rx*rx*ry*ry-rx*rx*y*y-ry*ry*x*x)/(rx*rx*y*y+ry*ry*x*x)))
	if large == sweep {
		k = -k
	}
	cx, cy := k*rx*y/ry, -k*ry*x/rx
	middle := point{cos*cx - sin*cy + (p.at.x+to.x)/2, sin*cx + cos*cy + (p.at.y+to.y)/2}
	begin := math.Atan2((y-cy)/ry, (x-cx)/rx)
	angle := math.Atan2((-y-cy)/ry, (-x-cx)/rx) - begin
	switch {
	case sweep && angle < 0:
		angle += 2 * math.Pi
	case !sweep && angle > 0:
		angle -= 2 * math.Pi
	}
	steps := math.Ceil(math.Abs(angle)/(math.Pi/2) - 1e-9)
	step := angle / steps
	reach := 4.0 / 3 * math.Tan(step/4)
	on := func(a, out float64) point {
		s, c := math.Sincos(a)
		u, v := rx*(c-out*s), ry*(s+out*c)
		return point{middle.x + cos*u - sin*v, middle.y + sin*u + cos*v}
	}
	for i := range int(steps) {
		a := begin + float64(i)*step
		end := on(a+step, 0)
		if i == int(steps)-1 {
			end = to
		}
		p.cubic(on(a, reach), on(a+step, -reach), end)
	}
}

// shapePath returns the path of an element, with its own attributes.
func shapePath(name string, a map[string]string) ([]segment, error) {
	var p pen
	value := map[string]float64{}
	for _, of := range []string{"x", "y", "width", "height", "rx", "ry", "cx", "cy", "r", "x1", "y1", "x2", "y2"} {
		v, err := length(a, of)
		if err != nil && name != "path" {
			return nil, err
		}
		value[of] = v
	}
	switch name {
	case "path":
		err := p.data(a["d"])
		return p.path, err
	case "rect":
		p.rect(value, a)
	case "circle":
		p.ellipse(point{value["cx"], value["cy"]}, value["r"], value["r"])
	case "ellipse":
		p.ellipse(point{value["cx"], value["cy"]}, value["rx"], value["ry"])
	case "line":
		p.move(point{value["x1"], value["y1"]})
		p.line(point{value["x2"], value["y2"]})
	case "polyline", "polygon":
		list, err := numbers(a["points"])
		if err != nil || len(list)%2 != 0 {
			return nil, svgError{MsgSVGValue, a["points"]}
		}
		for i := 0; i < len(list); i += 2 {
			if to := (point{list[i], list[i+1]}); i == 0 {
				p.move(to)
			} else {
				p.line(to)
			}
		}
		if name == "polygon" && len(list) > 0 {
			p.close()
		}
	default:
		return nil, svgError{MsgSVGElement, name}
	}
	return p.path, nil
}

func (p *pen) ellipse(middle point, rx, ry float64) {
	if rx <= 0 || ry <= 0 {
		return
	}
	right, left := point{middle.x + rx, middle.y}, point{middle.x - rx, middle.y}
	p.move(right)
	p.arc(rx, ry, 0, false, true, left)
	p.arc(rx, ry, 0, false, true, right)
	p.close()
}

func (p *pen) rect(v map[string]float64, a map[string]string) {
	x, y, w, h, rx, ry := v["x"], v["y"], v["width"], v["height"], v["rx"], v["ry"]
	if w <= 0 || h <= 0 {
		return
	}
	if a["rx"] == "" {
		rx = ry
	}
	if a["ry"] == "" {
		ry = rx
	}
	rx, ry = min(max(rx, 0), w/2), min(max(ry, 0), h/2)
	p.move(point{x + rx, y})
	corner := func(to, end point) {
		p.line(to)
		p.arc(rx, ry, 0, false, true, end)
	}
	corner(point{x + w - rx, y}, point{x + w, y + ry})
	corner(point{x + w, y + h - ry}, point{x + w - rx, y + h})
	corner(point{x + rx, y + h}, point{x, y + h - ry})
	corner(point{x, y + ry}, point{x + rx, y})
	p.close()
}

// takes is how many numbers each command of a path takes.
var takes = map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'S': 4, 'Q': 4, 'T': 2, 'A': 7, 'Z': 0}

// data reads a path's d attribute.
func (p *pen) data(d string) error {
	const letters = "MmLlHhVvCcSsQqTtAaZz"
	for d = strings.TrimSpace(d); d != ""; {
		if !strings.ContainsRune(letters, rune(d[0])) || len(p.path) > maxSegments {
			return svgError{MsgSVGValue, d}
		}
		command := d[0]
		end := strings.IndexAny(d[1:], letters) + 1
		if end == 0 {
			end = len(d)
		}
		n := takes[command&^0x20]
		list, err := arguments(d[1:end], command&^0x20 == 'A')
		if err != nil || n == 0 && len(list) > 0 || n > 0 && (len(list) == 0 || len(list)%n != 0) {
			return svgError{MsgSVGValue, d[:end]}
		}
		if len(p.path) == 0 && command&^0x20 != 'M' {
			return svgError{MsgSVGValue, d[:end]}
		}
		if n == 0 {
			p.close()
		}
		for i := 0; i < len(list); i += n {
			p.step(command, list[i:i+n])
			switch command { // a move goes on as lines
			case 'M':
				command = 'L'
			case 'm':
				command = 'l'
			}
		}
		d = strings.TrimSpace(d[end:])
	}
	return nil
}

// arguments reads a command's numbers. The flags of an arc are single digits
// that nothing need part from what follows.
func arguments(s string, arc bool) ([]float64, error) {
	if !arc {
		return numbers(s)
	}
	var list []float64
	for s = strings.TrimLeft(s, " ,\t\r\n"); s != ""; s = strings.TrimLeft(s, " ,\t\r\n") {
		if i := len(list) % 7; i == 3 || i == 4 {
			if s[0] != '0' && s[0] != '1' {
				return nil, svgError{MsgSVGValue, s}
			}
			list, s = append(list, float64(s[0]-'0')), s[1:]
			continue
		}
		at := aNumber.FindStringIndex(s)
		if at == nil || at[0] != 0 {
			return nil, svgError{MsgSVGValue, s}
		}
		n, err := numbers(s[:at[1]])
		if err != nil {
			return nil, err
		}
		list, s = append(list, n...), s[at[1]:]
	}
	return list, nil
}

// step draws one command; small letters count from where the pen is.
func (p *pen) step(command byte, n []float64) {
	var base point
	if command >= 'a' {
		base = p.at
	}
	at := func(i int) point { return base.plus(point{n[i], n[i+1]}) }
	last := byte(0)
	if k := len(p.path); k > 0 && len(p.path[k-1].points) == 3 {
		last = 'C'
	}
	mirror := p.at
	if last == 'C' {
		mirror = p.control.mirrored(p.at)
	}
	switch command &^ 0x20 {
	case 'M':
		p.move(at(0))
	case 'L':
		p.line(at(0))
	case 'H':
		p.line(point{base.x + n[0], p.at.y})
	case 'V':
		p.line(point{p.at.x, base.y + n[0]})
	case 'C':
		p.cubic(at(0), at(2), at(4))
	case 'S':
		p.cubic(mirror, at(0), at(2))
	case 'Q':
		p.quadratic(at(0), at(2))
	case 'T':
		p.quadratic(mirror, at(0))
	case 'A':
		p.arc(n[0], n[1], n[2], n[3] == 1, n[4] == 1, at(5))
	}
}
