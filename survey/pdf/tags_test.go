package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

// A Tree is what a reader aloud gets of a PDF: its elements with their texts.
type Tree struct {
	Role, Text, Alt, Lang, Scope string
	Kids                         []*Tree
}

// Flat returns the texts of the elements in the order in which they are read,
// the text alternatives of pictures among them.
func (t *Tree) Flat() []string {
	var out []string
	if t.Alt != "" {
		return []string{t.Alt}
	}
	if t.Text != "" {
		out = append(out, t.Text)
	}
	for _, k := range t.Kids {
		out = append(out, k.Flat()...)
	}
	return out
}

// All returns the elements of the role, in their order.
func (t *Tree) All(role string) []*Tree {
	var out []*Tree
	if t.Role == role {
		out = append(out, t)
	}
	for _, k := range t.Kids {
		out = append(out, k.All(role)...)
	}
	return out
}

// painting are the operators that put something on the page.
var painting = strings.Fields("f F f* B B* b b* S s Do Tj TJ ' \" sh BI")

// walker follows the content of all pages and the structure tree over them.
type walker struct {
	*reader
	t       *testing.T
	pieces  map[[2]int]string // by page and marked content
	claimed map[[2]int]int    // the element that has the piece
}

// ReadTree reads the structure tree of a PDF of ours and fails the test where a
// piece of content is in no element and is no artifact, where one is in two, or
// where the tree and its parents do not agree.
func ReadTree(t *testing.T, data []byte) *Tree {
	t.Helper()
	r := newReader()
	if err := r.objectsOf(data); err != nil {
		t.Fatal(err)
	}
	w := walker{reader: r, t: t, pieces: map[[2]int]string{}, claimed: map[[2]int]int{}}
	catalog := r.dict(r.root)
	if marked := r.dict(catalog["MarkInfo"]); marked["Marked"] != true {
		t.Error("the document does not say that it is tagged")
	}
	var refs []string
	for i, kid := range r.array(r.dict(catalog["Pages"])["Kids"]) {
		refs = append(refs, fmt.Sprint(kid))
		page := r.dict(kid)
		if page["Tabs"] != pdfName("S") || page["StructParents"] != float64(i) {
			t.Errorf("page %d: Tabs %v, StructParents %v", i+1, page["Tabs"], page["StructParents"])
		}
		w.page(i, page)
	}
	root := r.dict(catalog["StructTreeRoot"])
	parents := map[int]object{}
	nums := r.array(r.dict(root["ParentTree"])["Nums"])
	for i := 0; i+1 < len(nums); i += 2 {
		parents[int(nums[i].(float64))] = nums[i+1]
	}
	tree := w.element(root["K"].(reference), catalog["StructTreeRoot"], refs, parents)
	for piece := range w.pieces {
		if _, ok := w.claimed[piece]; !ok {
			t.Errorf("page %d: piece %d is in no element", piece[0]+1, piece[1])
		}
		list := r.array(parents[piece[0]])
		if piece[1] >= len(list) || int(list[piece[1]].(reference)) != w.claimed[piece] {
			t.Errorf("page %d: the parent of piece %d is not the element that has it", piece[0]+1, piece[1])
		}
	}
	return tree
}

// page walks one page's content: everything that is painted stands in a piece
// of an element or in an artifact, and none of these in another.
func (w *walker) page(i int, page dict) {
	content, err := w.unpack(w.stream(page["Contents"]))
	if err != nil {
		w.t.Fatal(err)
	}
	open, states := 0, 0
	err = operators(content, func(op string, a []token) error {
		switch {
		case op == "q":
			states++
		case op == "Q":
			states--
		case op == "BDC":
			id := slices.IndexFunc(a, func(t token) bool { return t.text == "MCID" })
			own := id >= 0 || a[0].text == "Artifact"
			if own == (open > 0) {
				w.t.Errorf("page %d: %v stands inside another, or in nothing", i+1, a)
			}
			if own && states > 0 {
				w.t.Errorf("page %d: %v begins where a state is saved", i+1, a)
			}
			if id >= 0 {
				piece := [2]int{i, int(a[id+1].number)}
				if _, twice := w.pieces[piece]; twice {
					w.t.Errorf("page %d: piece %d stands twice", i+1, piece[1])
				}
				w.pieces[piece] = ""
			}
			open++
		case op == "EMC":
			open--
		case slices.Contains(painting, op) && open == 0:
			w.t.Errorf("page %d: %s stands in no element and no artifact", i+1, op)
		}
		if open < 0 || states < 0 {
			return errors.New("something ends that has not begun")
		}
		return nil
	})
	if err != nil || open != 0 || states != 0 {
		w.t.Errorf("page %d: %v; %d sequences and %d states stay open", i+1, err, open, states)
	}
	w.texts(i, content, w.dict(page["Resources"]))
}

// texts reads what each piece says.
func (w *walker) texts(page int, content []byte, resources dict) {
	parts := bytes.Split(content, []byte("<</MCID "))
	for _, part := range parts[1:] {
		var id int
		if _, err := fmt.Sscanf(string(part[:min(len(part), 12)]), "%d", &id); err != nil {
			w.t.Fatal(err)
		}
		part = part[bytes.Index(part, []byte("BDC"))+3:]
		if end := bytes.Index(part, []byte("\n/Artifact")); end >= 0 {
			part = part[:end]
		}
		one := textReader{reader: w.reader, whole: 1}
		if err := one.run(part, resources, identity, 0); err != nil {
			w.t.Fatal(err)
		}
		// What a reader aloud gets has no line feeds: only what is in it parts words.
		w.pieces[[2]int{page, id}] = strings.ReplaceAll(one.out.String(), "\n", "")
	}
}

// says is what a text string says.
func (w *walker) says(o object) string {
	w.t.Helper()
	text, err := w.text(o)
	if err != nil {
		w.t.Error(err)
	}
	return text
}

// element reads an element and what is in it.
func (w *walker) element(ref reference, parent object, pages []string, parents map[int]object) *Tree {
	d := w.dict(ref)
	e := &Tree{Alt: w.says(d["Alt"]), Lang: w.says(d["Lang"])}
	if role, ok := d["S"].(pdfName); ok {
		e.Role = string(role)
	}
	if a := w.dict(d["A"]); a["Scope"] != nil {
		e.Scope = fmt.Sprint(a["Scope"].(pdfName))
	}
	if fmt.Sprint(d["P"]) != fmt.Sprint(parent) {
		w.t.Errorf("%s: its parent is %v, not %v", e.Role, d["P"], parent)
	}
	number := int(ref)
	claim := func(page, id object) {
		piece := [2]int{slices.Index(pages, fmt.Sprint(page)), int(id.(float64))}
		text, ok := w.pieces[piece]
		if _, twice := w.claimed[piece]; !ok || twice {
			w.t.Errorf("%s: piece %v of the page is missing or another's", e.Role, piece)
		}
		w.claimed[piece] = number
		e.Text += text
	}
	kids := w.array(d["K"])
	if len(kids) == 0 {
		w.t.Errorf("%s is empty", e.Role)
	}
	for _, k := range kids {
		if id, ok := k.(float64); ok {
			claim(d["Pg"], id)
			continue
		}
		switch kid := w.dict(k); {
		case kid["Type"] == pdfName("MCR"):
			claim(kid["Pg"], kid["MCID"])
		case kid["Type"] == pdfName("OBJR"):
			annotation := w.dict(kid["Obj"])
			key, _ := annotation["StructParent"].(float64)
			says := w.says(annotation["Contents"])
			if e.Role == "Form" { // where the signature is
				says = w.says(annotation["TU"])
				e.Alt = says
			}
			if fmt.Sprint(parents[int(key)]) != fmt.Sprint(ref) || says == "" || e.Role != "Link" && e.Role != "Form" {
				w.t.Errorf("the annotation %v is not its element's, or says nothing", annotation)
			}
		default:
			e.Kids = append(e.Kids, w.element(k.(reference), ref, pages, parents))
		}
	}
	return e
}

// Spoken is a text of the letter as it is read aloud.
func Spoken(s string) string { return spoken(s) }

// Validate has pdfcpu read the file; strict, by the letter of the standard.
func Validate(data []byte, strict bool) error {
	api.DisableConfigDir()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode, conf.Offline = model.ValidationRelaxed, true
	if strict {
		conf.ValidationMode = model.ValidationStrict
	}
	return api.Validate(bytes.NewReader(data), conf)
}
