package web_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
	"unicode"

	"github.com/go-chi/chi/v5"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// formulas are what an organizer, a colleague or a programme's sender may write
// before a text so that a spreadsheet does something with it.
var formulas = []string{"=1+1", "＝1+1 ", "\u200b=1+1 ", " ＋1 ", "\u2060@", "－1 ", "−1 ", "﹦1 "}

// hostile is the house of an organization with a formula before every text that
// stands in a file.
func (h *house) hostile() *house {
	n := 0
	return h.another(func(text string) string {
		n++
		return formulas[n%len(formulas)] + text
	})
}

// another is the house with the same programme by another organization, which has
// other texts. Its sessions are found by the same titles.
func (h *house) another(text func(string) string) *house {
	h.t.Helper()
	p := programme(h.event.Location())
	for _, t := range []*string{&p.Organization.Name, &p.Event.Name, &p.Event.Place} {
		*t = text(*t)
	}
	titles := map[string]string{}
	for i := range p.Sessions {
		s := &p.Sessions[i]
		s.Session.Code, s.Session.ReplacedBy = "", ""
		plain := s.Session.Title
		s.Session.Title, s.Session.Room = text(plain), text(s.Session.Room)
		titles[s.Session.Title] = plain
		for j := range s.Appearances {
			s.Appearances[j].Speaker.Name = text(s.Appearances[j].Speaker.Name)
		}
		for j := range s.Questions {
			for language, asked := range s.Questions[j].Text {
				s.Questions[j].Text[language] = text(asked)
			}
		}
	}
	loaded, err := h.store.Load(h.t.Context(), p)
	if err != nil {
		h.t.Fatal(err)
	}
	other := *h
	other.event, other.code = loaded.Event, map[string]survey.Code{}
	other.owner = h.signedIn(other.member(organizer.Owner))
	all, err := h.store.Event(h.t.Context(), loaded.Event.Code)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, st := range all.Sessions {
		other.code[titles[st.Session.Title]] = st.Session.Code
	}
	return &other
}

// isFormula says whether a cell begins a formula to some program, or does once it
// is normalized: written apart from what guards against it.
func isFormula(cell string) bool {
	text := strings.TrimLeftFunc(norm.NFKC.String(cell), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Cc, unicode.Mn)
	})
	if text == "" {
		return false
	}
	first := []rune(text)[0]
	number := strings.Trim(cell, "-0123456789.,") == ""
	return strings.ContainsRune("=+-@−", first) && !number
}

// checkFile looks at a file as whoever opens it does; it returns false for a kind
// that nobody has said how to look at.
func checkFile(t *testing.T, name, kind, body string) bool {
	t.Helper()
	switch {
	case strings.HasPrefix(kind, "text/csv"):
		cells, suspects := 0, 0
		for _, comma := range []rune{',', ';'} {
			in := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff")))
			in.Comma, in.LazyQuotes, in.FieldsPerRecord = comma, true, -1
			lines, err := in.ReadAll()
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			for _, line := range lines {
				for _, cell := range line {
					cells++
					if strings.HasPrefix(cell, "'") {
						suspects++
					}
					if isFormula(cell) {
						t.Errorf("%s: a spreadsheet may take %q for a formula", name, cell)
					}
				}
			}
		}
		if cells < 6 || suspects == 0 {
			t.Errorf("%s holds nothing that was planted: %.300q", name, body)
		}
	case strings.Contains(kind, "spreadsheetml"):
		f, err := excelize.OpenReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet)
			if err != nil || len(rows) < 2 {
				t.Errorf("%s: %d rows, %v", name, len(rows), err)
			}
			for i, row := range rows {
				for j := range row {
					at, _ := excelize.CoordinatesToCellName(j+1, i+1)
					if formula, err := f.GetCellFormula(sheet, at); err != nil || formula != "" {
						t.Errorf("%s: %s is the formula %q, %v", name, at, formula, err)
					}
				}
			}
		}
	case strings.HasPrefix(kind, "application/zip"):
		_, files := packetFiles(t, seen{t: t, status: http.StatusOK, body: body})
		for inside, content := range files {
			if !checkFile(t, name+"/"+inside, mime.TypeByExtension(path.Ext(inside)), content) {
				t.Errorf("%s holds %s: say in checkFile how to look at it", name, inside)
			}
		}
	case strings.HasPrefix(kind, "text/html"):
		if !strings.Contains(body, `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`) {
			t.Errorf("%s carries no policy", name)
		}
	case strings.HasPrefix(kind, "application/json"):
		if !json.Valid([]byte(body)) {
			t.Errorf("%s is no JSON", name)
		}
	case strings.HasPrefix(kind, "application/x-pem-file"):
		if !strings.Contains(body, "-----BEGIN CERTIFICATE-----") {
			t.Errorf("%s holds no certificates: %.100q", name, body)
		}
	case strings.HasPrefix(kind, "application/pdf"), strings.HasPrefix(kind, "text/plain"), strings.HasPrefix(kind, "image/"):
	default:
		return false
	}
	return true
}

// TestNothingExportedIsAFormula fetches every address that gives a file, of an
// organization all of whose texts begin as formulas. A new kind of file fails it.
func TestNothingExportedIsAFormula(t *testing.T) {
	t.Parallel()
	h := open(t).hostile()
	h.releasedWorkshop()
	h.act(questions, survey.ActionClose, survey.ActionRelease)
	h.approve()
	letter := path.Base(h.letter(workshop))
	v := h.visitor()
	files := map[string]int{}
	err := chi.Walk(h.handler.(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		route = strings.ReplaceAll(route, "/*/", "/")
		if method != http.MethodGet || strings.HasSuffix(route, "/live") {
			return nil
		}
		code := string(h.event.Code)
		if strings.Contains(route, "/s/{code}") {
			code = string(h.code[workshop])
		}
		for _, format := range []string{"csv", "xlsx", "json"} {
			if format != "csv" && !strings.Contains(route, "{format}") {
				continue
			}
			address := strings.NewReplacer("{code}", code, "{format}", format, "{key}", letter, "{figure}", "overall.svg",
				"{language}", "sv", "{letter}", h.letterID(workshop), "{number}", h.letters(workshop)[0].Number).Replace(route)
			page := v.get(address)
			kind := page.header.Get("Content-Type")
			disposition, _, _ := mime.ParseMediaType(page.header.Get("Content-Disposition"))
			if page.status != http.StatusOK || disposition != "attachment" && strings.HasPrefix(kind, "text/html") {
				if strings.Contains(route, "{format}") || strings.HasSuffix(route, ".csv") || strings.HasSuffix(route, "packet.zip") {
					t.Errorf("%s is a file and was not looked at: status %d", address, page.status)
				}
				continue
			}
			if strings.HasPrefix(kind, "text/css") || strings.HasPrefix(kind, "text/javascript") {
				continue
			}
			if !checkFile(t, address, kind, page.body) {
				t.Errorf("%s is a %s: say in checkFile how to look at it", address, kind)
			}
			kind, _, _ = strings.Cut(kind, ";")
			files[kind]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	invitations := "/o/e/" + string(h.event.Code) + "/invitations"
	if _, err := h.store.AddInvitations(t.Context(), h.event.ID, 0, []string{"＝1+1@example.org", "=1@example.org", "+a@example.org"}); err != nil {
		t.Fatal(err)
	}
	links := v.post(invitations+"/links", url.Values{"links": {"new"}}).want(http.StatusOK)
	checkFile(t, "links", links.header.Get("Content-Type"), links.body)
	for kind, least := range map[string]int{"text/csv": 3, "application/zip": 2, "application/json": 2} {
		if files[kind] < least {
			t.Errorf("%d files of %s were looked at: %v", files[kind], kind, files)
		}
	}
}

// letterID is the id of the session's first letter.
func (h *house) letterID(title string) string {
	h.t.Helper()
	return fmt.Sprint(int64(h.letters(title)[0].ID))
}
