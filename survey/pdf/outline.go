package pdf

import "fmt"

// An outlined heading is in the list by which a reader of several pages finds its way
// (ISO 32000-1, 12.3.3).
type outlined struct {
	level, page int
	says        string
	y           float64
}

// outline notes a heading that stands on the page that is drawn.
func (c *canvas) outline(level int, says string, y float64) {
	c.outlined = append(c.outlined, outlined{level, len(c.pages), says, y})
}

// outlines writes the list of headings, each under the last one of a higher level, and
// returns what the catalog says of it; nothing where there are none.
func (c *canvas) outlines(pages []int) string {
	all := c.outlined
	if len(all) == 0 {
		return ""
	}
	f := &c.file
	root := f.reserve()
	numbers, parents := make([]int, len(all)), make([]int, len(all))
	kids := map[int][]int{} // by the parent, -1 for the root
	for i, o := range all {
		numbers[i] = f.reserve()
		parent := i - 1
		for parent >= 0 && all[parent].level >= o.level {
			parent = parents[parent]
		}
		parents[i] = parent
		kids[parent] = append(kids[parent], i)
	}
	under := func(parent int) string { // the entries that lead to what is under it
		own := kids[parent]
		if len(own) == 0 {
			return ""
		}
		open := 0
		for i := range all {
			for at := parents[i]; at >= -1; at = parents[at] {
				if at == parent {
					open++
				}
				if at == -1 {
					break
				}
			}
		}
		return fmt.Sprintf("/First %d 0 R/Last %d 0 R/Count %d", numbers[own[0]], numbers[own[len(own)-1]], open)
	}
	number := func(i int) int {
		if i < 0 {
			return root
		}
		return numbers[i]
	}
	for parent, own := range kids {
		for place, i := range own {
			beside := ""
			if place > 0 {
				beside = fmt.Sprintf("/Prev %d 0 R", numbers[own[place-1]])
			}
			if place+1 < len(own) {
				beside += fmt.Sprintf("/Next %d 0 R", numbers[own[place+1]])
			}
			f.set(numbers[i], "<</Title %s/Parent %d 0 R%s%s/Dest[%d 0 R/XYZ null %.2f null]>>",
				text(all[i].says), number(parent), beside, under(i), pages[all[i].page], pageHeight-all[i].y+10)
		}
	}
	f.set(root, "<</Type/Outlines%s>>", under(-1))
	return fmt.Sprintf("/Outlines %d 0 R", root)
}
