package pdf

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// MaxFile is how large a PDF [Read] takes, in bytes: larger than any letter.
const MaxFile = 4 << 20

// ErrUnreadable is what [Read] says of a file that is no PDF, that is broken, or
// that asks for more than any letter needs. What it wraps is not for users.
var ErrUnreadable = errors.New("not a letter's PDF")

// Contents are what [Read] finds in a PDF.
type Contents struct {
	// Pages are the texts that are seen on each page, in the order in which they
	// are drawn: lines parted by line feeds, words by single spaces. Text that
	// is drawn as outlines or pictures is what the document says it is.
	Pages []string
	// Attachments are the files in the PDF, ordered by name.
	Attachments []Attachment
}

// Read reads what a PDF shows and carries, also when another program has saved
// or changed it. Anything may be given to it: what it cannot make sense of is
// an error that wraps [ErrUnreadable], and what it takes in time and memory is
// bounded. Nothing that is read here is to be trusted: pages can be made to look
// otherwise than their text reads in more ways than any program looks for.
func Read(data []byte) (contents Contents, err error) {
	defer func() {
		if p := recover(); p != nil { // on input that was not foreseen
			contents, err = Contents{}, fmt.Errorf("%w: %v", ErrUnreadable, p)
		}
	}()
	r := newReader()
	if err := r.read(data); err != nil {
		return Contents{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return r.Contents, nil
}

// A reader reads one PDF.
type reader struct {
	Contents
	objects   map[int]object
	root      reference // the catalog
	encrypted bool
	budget    int64 // how many bytes may still be unpacked
	steps     int   // how many may still be taken
	nodes     int   // of trees that have been visited
	kept      int   // objects that were read
	fonts     map[reference]*readFont
}

// What reading may take. A letter of twenty pages takes a tenth of it; pictures are not
// unpacked. Whatever a file can ask for more than once takes steps each time: a few
// bytes can ask for much.
const (
	mostUnpacked = 4 << 20 // bytes of all streams together
	mostSteps    = 1_500_000
	mostNodes    = 5_000
	mostPages    = 200
	deepest      = 40 // trees, forms within forms
)

var (
	errTooMuch = errors.New("more than a letter has")
	errNone    = errors.New("no pages")
)

func newReader() *reader {
	return &reader{objects: map[int]object{}, budget: mostUnpacked, steps: mostSteps, fonts: map[reference]*readFont{}}
}

func (r *reader) read(data []byte) error {
	if len(data) > MaxFile {
		return errTooMuch
	}
	if err := r.objectsOf(data); err != nil {
		return err
	}
	catalog := r.dict(r.root)
	if catalog["Pages"] == nil || r.encrypted {
		return errNone
	}
	if err := r.attachments(r.dict(r.dict(catalog["Names"])["EmbeddedFiles"]), 0); err != nil {
		return err
	}
	return r.pages(r.dict(catalog["Pages"]), nil, 0)
}

// attachments walks the name tree of the files.
func (r *reader) attachments(node dict, depth int) error {
	if r.nodes++; depth > deepest || r.nodes > mostNodes {
		return errTooMuch
	}
	names := r.array(node["Names"])
	for i := 1; i < len(names); i += 2 {
		if r.nodes++; r.nodes > mostNodes {
			return errTooMuch
		}
		specification := r.dict(names[i])
		files := r.dict(specification["EF"])
		file := r.stream(files["UF"])
		if file == nil {
			file = r.stream(files["F"])
		}
		if file == nil {
			continue
		}
		data, err := r.unpack(file)
		if err != nil {
			return err
		}
		a := Attachment{Data: slices.Clone(data)} // the file may be long, and is the caller's
		if a.Name, err = r.text(specification["UF"]); err == nil && a.Name == "" {
			a.Name, err = r.text(specification["F"])
		}
		if err == nil {
			a.Description, err = r.text(specification["Desc"])
		}
		if err != nil {
			return err
		}
		if n, ok := r.object(file.dict["Subtype"]).(pdfName); ok {
			a.MediaType = string(n)
		}
		r.Attachments = append(r.Attachments, a)
	}
	for _, kid := range r.array(node["Kids"]) {
		if err := r.attachments(r.dict(kid), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// pages walks the page tree; what pages share is inherited.
func (r *reader) pages(node, inherited dict, depth int) error {
	if r.nodes++; depth > deepest || r.nodes > mostNodes || len(r.Pages) >= mostPages {
		return errTooMuch
	}
	if own := r.dict(node["Resources"]); own != nil {
		inherited = own
	}
	if kids := r.array(node["Kids"]); kids != nil {
		for _, kid := range kids {
			if err := r.pages(r.dict(kid), inherited, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if node == nil {
		return nil
	}
	var content []byte
	parts := r.array(node["Contents"])
	if parts == nil {
		parts = array{node["Contents"]}
	}
	for _, part := range parts {
		if r.nodes++; r.nodes > mostNodes {
			return errTooMuch
		}
		if stream := r.stream(part); stream != nil {
			data, err := r.unpack(stream)
			if err != nil {
				return err
			}
			content = append(append(content, data...), '\n')
		}
	}
	t := textReader{reader: r}
	if err := t.run(content, inherited, identity, 0); err != nil {
		return err
	}
	if err := t.annotations(r.array(node["Annots"])); err != nil {
		return err
	}
	r.Pages = append(r.Pages, strings.TrimSpace(t.out.String()))
	return nil
}

// object is the object itself, where o refers to it.
func (r *reader) object(o object) object {
	for range deepest {
		to, ok := o.(reference)
		if !ok {
			return o
		}
		o = r.objects[int(to)]
	}
	return nil
}

// dict returns the dictionary, also that of a stream; nil for anything else.
func (r *reader) dict(o object) dict {
	switch o := r.object(o).(type) {
	case dict:
		return o
	case *stream:
		return o.dict
	}
	return nil
}

func (r *reader) array(o object) array {
	a, _ := r.object(o).(array)
	return a
}

func (r *reader) stream(o object) *stream {
	s, _ := r.object(o).(*stream)
	return s
}

// text is what a text string says. Each time that one is asked for it takes steps.
func (r *reader) text(o object) (string, error) {
	s, _ := r.object(o).(pdfString)
	if err := r.spend(len(s)); err != nil {
		return "", err
	}
	return decodeText(string(s)), nil
}

func (r *reader) number(o object) (float64, bool) {
	n, ok := r.object(o).(float64)
	return n, ok
}

// spend takes so many of the steps that reading may take.
func (r *reader) spend(steps int) error {
	if r.steps -= steps; r.steps < 0 {
		return errTooMuch
	}
	return nil
}
