package pdf

import (
	"fmt"
	"strings"
)

// An element is a node of the structure tree: what a piece of the letter is, for
// whoever has it read aloud (ISO 32000-1, 14.7 and 14.8). Elements stand in the
// order in which the letter is read. One that nothing was drawn for is left out
// of the file.
type element struct {
	role    string // a standard structure type: "P", "H1"
	entries string // further entries of its dictionary
	parent  *element
	kids    []kid
	number  int // of its object, once it is written
}

// A kid of an element is another element, a piece of a page's content, or an
// annotation.
type kid struct {
	element *element
	page    int // counted from 0
	id      int // of the marked content on the page
	link    *link
}

// A link is a place on a page that leads to an address.
type link struct {
	page       int
	x, y, w, h float64
	address    string
	says       string
	element    *element
	number     int // of its object
	// entries are those of the signature that the place holds; a link has none.
	entries string
}

// Elements that are none: what is drawn under them is no part of the letter's
// text, but of its pages.
var (
	ornament = &element{role: "Artifact", entries: "/Type/Layout"}
	pageHead = &element{role: "Artifact", entries: "/Type/Pagination/Subtype/Header"}
	pageFoot = &element{role: "Artifact", entries: "/Type/Pagination/Subtype/Footer"}
)

// element makes the next element of the parent that is open.
func (c *canvas) element(role string) *element {
	e := &element{role: role, parent: c.parent}
	if c.parent != nil {
		c.parent.kids = append(c.parent.kids, kid{element: e})
	}
	return e
}

// inside makes an element and has the elements that do makes stand in it.
func (c *canvas) inside(role string, do func()) *element {
	e := c.element(role)
	outer := c.parent
	c.parent = e
	do()
	c.parent = outer
	return e
}

// mark says that what is drawn from here on belongs to the element, until the
// next mark or the end of the page; nil that nothing is drawn.
func (c *canvas) mark(e *element) {
	if c.marked == e {
		return
	}
	if c.marked != nil {
		c.raw("EMC\n")
	}
	c.marked = e
	switch {
	case e == nil:
	case e.role == "Artifact":
		c.raw("/Artifact<<" + e.entries + ">>BDC\n")
	default:
		id := len(c.marks)
		c.marks = append(c.marks, e)
		e.kids = append(e.kids, kid{page: len(c.pages), id: id})
		c.raw(fmt.Sprintf("/%s<</MCID %d>>BDC\n", e.role, id))
	}
}

// alt gives the element a text that stands for what it shows.
func (e *element) alt(s string) { e.entries += "/Alt " + text(s) }

// language says that the element is in another language than the letter.
func (e *element) language(tag string) {
	if tag != "" {
		e.entries += "/Lang " + text(tag)
	}
}

// box says where a picture stands on its page.
func (e *element) box(x, y, w, h float64) {
	e.entries += fmt.Sprintf("/A<</O/Layout/Placement/Block/BBox[%.2f %.2f %.2f %.2f]>>", x, pageHeight-y-h, x+w, pageHeight-y)
}

// lead makes what is drawn at the place lead to the address; says names the
// address for whoever does not see it. The element is a Link.
func (c *canvas) lead(e *element, address, says string, x, y, w, h float64) {
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return
	}
	l := &link{page: len(c.pages), x: x, y: y, w: w, h: h, address: address, says: says, element: e}
	e.kids = append(e.kids, kid{link: l})
	c.links = append(c.links, l)
}

// signable gives the document a field, not seen on its page, for a signature whose
// dictionary has the entries; says names it for whoever has the letter read aloud.
func (c *canvas) signable(says, entries string) {
	e := c.element("Form")
	c.signed = &link{says: says, element: e, entries: entries}
	e.kids = append(e.kids, kid{link: c.signed})
	c.links = append(c.links, c.signed)
}

// empty says whether nothing was drawn for the element.
func (e *element) empty() bool {
	for _, k := range e.kids {
		if k.element == nil || !k.element.empty() {
			return false
		}
	}
	return true
}

// reserve gives the element, and those in it, their numbers.
func (e *element) reserve(f *file) {
	e.number = f.reserve()
	for _, k := range e.kids {
		if k.element != nil && !k.element.empty() {
			k.element.reserve(f)
		}
	}
}

// write writes the element and those in it. pages are the numbers of the pages.
func (e *element) write(f *file, parent int, pages []int) {
	var kids strings.Builder
	own := -1 // the page that its pieces are on unless they say another
	for _, k := range e.kids {
		switch {
		case k.element != nil:
			if !k.element.empty() {
				fmt.Fprintf(&kids, "%d 0 R ", k.element.number)
				k.element.write(f, e.number, pages)
			}
		case k.link != nil:
			fmt.Fprintf(&kids, "<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>", k.link.number, pages[k.link.page])
		default:
			if own < 0 {
				own = k.page
			}
			if k.page == own {
				fmt.Fprintf(&kids, "%d ", k.id)
			} else {
				fmt.Fprintf(&kids, "<</Type/MCR/Pg %d 0 R/MCID %d>>", pages[k.page], k.id)
			}
		}
	}
	page := ""
	if own >= 0 {
		page = fmt.Sprintf("/Pg %d 0 R", pages[own])
	}
	f.set(e.number, "<</Type/StructElem/S/%s/P %d 0 R%s%s/K[%s]>>", e.role, parent, page, e.entries, kids.String())
}

// structure writes the tree, and which element each piece of content and each
// link belongs to; it returns the number of the tree's root.
func (c *canvas) structure(pages []int) int {
	f := &c.file
	root, parents := f.reserve(), f.reserve()
	c.root.reserve(f)
	c.root.write(f, root, pages)
	var all strings.Builder
	for i, marks := range c.allMarks {
		fmt.Fprintf(&all, "%d[", i)
		for _, e := range marks {
			fmt.Fprintf(&all, "%d 0 R ", e.number)
		}
		all.WriteString("]")
	}
	for i, l := range c.links {
		fmt.Fprintf(&all, "%d %d 0 R ", len(pages)+i, l.element.number)
	}
	f.set(parents, "<</Nums[%s]>>", all.String())
	f.set(root, "<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>", c.root.number, parents, len(pages)+len(c.links))
	return root
}

// sign writes the field and, as the last object of the file, the dictionary of its
// signature.
func (l *link) sign(f *file, key, page int) {
	f.set(l.number, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/TU %s/Rect[0 0 0 0]/F 132/P %d 0 R/V %d 0 R/StructParent %d>>",
		text(l.says), page, f.add("<<%s>>", l.entries), key)
}

// write writes the link's annotation; key is its place among the parents.
func (l *link) write(f *file, key int) {
	f.set(l.number, "<</Type/Annot/Subtype/Link/Rect[%.2f %.2f %.2f %.2f]/Border[0 0 0]/F 4/Contents %s/StructParent %d/A<</S/URI/URI<%x>>>>>",
		l.x, pageHeight-l.y-l.h, l.x+l.w, pageHeight-l.y, text(l.says), key, l.address)
}
