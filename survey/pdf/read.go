package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
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
		if p := recover(); p != nil { // the parser's, on input that it did not foresee
			contents, err = Contents{}, fmt.Errorf("%w: %v", ErrUnreadable, p)
		}
	}()
	r, err := newReader(data)
	if err == nil {
		err = r.read()
	}
	if err != nil {
		return Contents{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return r.Contents, nil
}

// A reader reads one PDF.
type reader struct {
	Contents
	file   *model.Context
	budget int64 // how many bytes may still be unpacked
	steps  int   // how many may still be taken
	nodes  int   // of trees that have been visited
	fonts  map[string]*readFont
}

// What reading may take. A letter of twenty pages takes a fiftieth of it; pictures
// are not unpacked.
const (
	mostUnpacked = 8 << 20 // bytes of all streams together
	mostSteps    = 2_000_000
	mostStreams  = 1_000
	// leastUnpacked is what the parser may unpack of each stream, however many
	// there are: the objects that other programs pack together.
	leastUnpacked = 64 << 10
	mostNodes     = 5_000
	mostPages     = 200
	deepest       = 40 // trees, forms within forms
)

var errTooMuch = errors.New("more than a letter has")

// noFolders keeps the parser from reading and writing in the user's folders. It sets a
// variable that all readers share.
var noFolders = sync.OnceFunc(api.DisableConfigDir)

func newReader(data []byte) (*reader, error) {
	if len(data) > MaxFile {
		return nil, errTooMuch
	}
	// The parser unpacks streams of its own accord, each up to a limit; so many
	// streams as the file can have share what may be unpacked.
	streams := bytes.Count(data, []byte("stream"))
	if streams > mostStreams {
		return nil, errTooMuch
	}
	noFolders()
	conf := model.NewDefaultConfiguration()
	conf.Offline, conf.ValidationMode = true, model.ValidationRelaxed
	limit := int64(max(mostUnpacked/max(streams, 1), leastUnpacked))
	conf.Limits = model.ResourceLimits{
		MaxStreamBytes: MaxFile, MaxDecodeBytes: limit, MaxImagePixels: MaxFile, MaxImageBytes: limit,
		MaxObjectCount: 10_000, MaxObjectStreamCount: 1_000, MaxObjectStreamFirst: 1 << 20, MaxXRefEntries: 10_000,
		MaxRecursionDepth: deepest,
	}
	file, err := api.ReadContext(bytes.NewReader(data), conf)
	if err != nil {
		return nil, err
	}
	return &reader{file: file, budget: mostUnpacked, steps: mostSteps, fonts: map[string]*readFont{}}, nil
}

func (r *reader) read() error {
	catalog, err := r.file.Catalog()
	if err != nil {
		return err
	}
	if err := r.attachments(r.dict(r.dict(catalog["Names"])["EmbeddedFiles"]), 0); err != nil {
		return err
	}
	return r.pages(r.dict(catalog["Pages"]), nil, 0)
}

// attachments walks the name tree of the files.
func (r *reader) attachments(node types.Dict, depth int) error {
	if r.nodes++; depth > deepest || r.nodes > mostNodes {
		return errTooMuch
	}
	names := r.array(node["Names"])
	for i := 1; i < len(names); i += 2 {
		specification := r.dict(names[i])
		files := r.dict(specification["EF"])
		stream := r.stream(files["UF"])
		if stream == nil {
			stream = r.stream(files["F"])
		}
		if stream == nil {
			continue
		}
		data, err := r.unpack(stream)
		if err != nil {
			return err
		}
		a := Attachment{Name: r.text(specification["UF"]), Description: r.text(specification["Desc"]), Data: data}
		if a.Name == "" {
			a.Name = r.text(specification["F"])
		}
		if n, ok := r.object(stream.Dict["Subtype"]).(types.Name); ok {
			a.MediaType = unescapeName(string(n))
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
func (r *reader) pages(node, inherited types.Dict, depth int) error {
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
		parts = types.Array{node["Contents"]}
	}
	for _, part := range parts {
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

func (r *reader) object(o types.Object) types.Object {
	o, err := r.file.Dereference(o)
	if err != nil {
		return nil
	}
	return o
}

// dict returns the dictionary, also that of a stream; nil for anything else.
func (r *reader) dict(o types.Object) types.Dict {
	switch o := r.object(o).(type) {
	case types.Dict:
		return o
	case types.StreamDict:
		return o.Dict
	}
	return nil
}

func (r *reader) array(o types.Object) types.Array {
	a, _ := r.object(o).(types.Array)
	return a
}

func (r *reader) stream(o types.Object) *types.StreamDict {
	if s, ok := r.object(o).(types.StreamDict); ok {
		return &s
	}
	return nil
}

func (r *reader) text(o types.Object) string {
	s, err := r.file.DereferenceStringOrHexLiteral(o, model.V10, nil)
	if err != nil {
		return ""
	}
	return s
}

func (r *reader) number(o types.Object) (float64, bool) {
	switch o := r.object(o).(type) {
	case types.Integer:
		return float64(o), true
	case types.Float:
		return float64(o), true
	}
	return 0, false
}

// unpack returns what the stream holds.
func (r *reader) unpack(s *types.StreamDict) ([]byte, error) {
	if err := s.DecodeWithLimit(r.budget); err != nil {
		return nil, err
	}
	if r.budget -= int64(len(s.Content)); r.budget < 0 {
		return nil, errTooMuch
	}
	return s.Content, nil
}

// spend takes so many of the steps that reading may take.
func (r *reader) spend(steps int) error {
	if r.steps -= steps; r.steps < 0 {
		return errTooMuch
	}
	return nil
}
