package results

import (
	"archive/zip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
)

// packetWait is how long a packet may take to be sent: a hundred letters are some
// seconds, and the network may be slow.
const packetWait = 10 * time.Minute

// A packet is what a registrar keeps of an event, or of one of its sessions, as
// a zip. The same results give the same bytes.
type packet struct {
	s *Room
	o desk
	// name is the event's, or the session's.
	name    string
	event   survey.Event
	owner   survey.Organization
	results []survey.Result
	// address is where the comments that are not in it can be read.
	address string
	zip     *zip.Writer
	at      time.Time
}

// EventPacket is the packet of an event.
func (s *Room) EventPacket(w http.ResponseWriter, r *http.Request, o desk) error {
	e, err := o.Event(r)
	if err != nil {
		return err
	}
	p := packet{s: s, o: o, name: e.Event.Name, event: e.Event, owner: e.Organization, address: s.URL + o.Base + "/e/" + string(e.Event.Code) + "/comments"}
	for _, st := range e.Sessions {
		result, err := o.store.Result(r.Context(), st.Session.Code)
		if err != nil {
			return err
		}
		p.results = append(p.results, result)
	}
	return p.send(w, r, e.Event.Code)
}

// SessionPacket is the packet of a session.
func (s *Room) SessionPacket(w http.ResponseWriter, r *http.Request, o desk) error {
	result, err := o.Result(r)
	if err != nil {
		return err
	}
	p := packet{
		s: s, o: o, name: result.Session.Title, event: result.Event, owner: result.Organization, results: []survey.Result{result},
		address: s.URL + o.Base + "/s/" + string(result.Session.Code) + "#comments",
	}
	return p.send(w, r, result.Session.Code)
}

// send writes the packet while it is made. What fails on the way breaks the
// connection, so that nobody takes half a packet for a whole one.
func (p *packet) send(w http.ResponseWriter, r *http.Request, code survey.Code) error {
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="omdome-`+string(code)+`.zip"`)
	if r.Method == http.MethodHead {
		return nil
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(packetWait)) // where it cannot be set, the server's own holds
	for _, result := range p.results {
		if result.Session.Ends.After(p.at) {
			p.at = result.Session.Ends
		}
	}
	p.zip = zip.NewWriter(w)
	if err := p.write(r); err != nil {
		p.s.Log.LogAttrs(r.Context(), slog.LevelError, "a packet is broken off", slog.String("error", err.Error()))
		panic(http.ErrAbortHandler)
	}
	return nil
}

// write writes the files in order.
func (p *packet) write(r *http.Request) error {
	c := p.o.Catalog
	for _, file := range []struct {
		key   string
		write func(io.Writer) error
	}{
		{"organizer.packet.file.readme", p.readMe},
		{"organizer.packet.file.summary", p.summary},
		{"organizer.packet.file.figures", func(w io.Writer) error { return exchange.WriteResultsCSV(w, exchange.ResultRows(p.results, c), c) }},
		{"organizer.packet.file.retention", p.retention},
	} {
		if err := p.add(c.T(file.key), file.write); err != nil {
			return err
		}
	}
	for i, result := range p.results {
		for _, ref := range result.Letters {
			if !ref.State.Stands() {
				continue
			}
			files, err := p.o.store.LetterFiles(r.Context(), result.Event.Code, ref.ID)
			if err == nil && len(files) != 1 {
				err = survey.ErrNotFound
			}
			if err == nil {
				err = p.add(p.letterName(i, ref), func(w io.Writer) error { _, err := w.Write(files[ref.ID]); return err })
			}
			if err != nil {
				return err
			}
		}
	}
	return p.zip.Close()
}

func (p *packet) add(name string, write func(io.Writer) error) error {
	w, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: p.at.UTC()})
	if err == nil {
		err = write(w)
	}
	if err != nil {
		return fmt.Errorf("packet: %s: %w", name, err)
	}
	return nil
}

// letterName names a letter's file: the session's place, the speaker's, and both
// in letters that every archive takes.
func (p *packet) letterName(session int, ref survey.LetterRef) string {
	return fmt.Sprintf("%s/%03d-%d-%s.pdf", p.o.Catalog.T("organizer.packet.letters"), session+1, ref.Appearance.Number,
		plainName(p.results[session].Session.Title+" "+ref.Appearance.Speaker.Name))
}

// plainName is the text in small letters from a to z, digits and hyphens.
func plainName(text string) string {
	const most = 60
	var b strings.Builder
	dash := false
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			dash = true
		}
		if b.Len() >= most {
			break
		}
	}
	if b.Len() == 0 {
		return "x"
	}
	return b.String()
}
