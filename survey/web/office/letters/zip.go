package letters

import (
	"archive/zip"
	"cmp"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"sync"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/web/office"
	"github.com/omdome/omdome/survey/web/page"
)

const (
	fieldRun = "run"
	// runsKept is how many downloads are remembered, beside those under way, and
	// runLasts how long.
	runsKept = 200
	runLasts = time.Hour
	// zipRead is how many letters are read at once, zipWait how long a client may
	// take for as many.
	zipRead = 50
	zipWait = 2 * time.Minute
)

// A run is how far the download of a zip file is.
type run struct {
	Done     int  `json:"done"`
	Total    int  `json:"total"`
	Finished bool `json:"finished"`
	begun    time.Time
}

// Runs remember how far downloads are, each by a name that its page has drawn.
type Runs struct {
	mu  sync.Mutex
	all map[string]run
}

// NewRuns returns a list of downloads under way, with none.
func NewRuns() *Runs { return &Runs{all: map[string]run{}} }

func (r *Runs) get(name string) (run, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	found, ok := r.all[name]
	return found, ok
}

func (r *Runs) set(name string, to run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all[name] = to
	for old, one := range r.all {
		if one.Finished && to.begun.Sub(one.begun) > runLasts {
			delete(r.all, old)
		}
	}
	for len(r.all) > runsKept && r.forgetOne(name) {
	}
}

// forgetOne forgets the download that has been over for longest, but not the one of
// the name. What is under way is an open request, and is not forgotten.
func (r *Runs) forgetOne(but string) bool {
	oldest, found := "", false
	for name, one := range r.all {
		if one.Finished && name != but && (!found || one.begun.Before(r.all[oldest].begun)) {
			oldest, found = name, true
		}
	}
	delete(r.all, oldest)
	return found
}

// runName names a download apart from those of all other organizers.
func runName(m page.Member, typed string) string {
	return fmt.Sprint(int64(m.Organization.ID), " ", int64(m.Organizer.ID), " ", page.Shorten(typed))
}

type downloadView struct {
	Event, EventAddress string
	Letters             string
	None                bool
	Get, Zip            string // what the link says, and where it leads
	Look, Progress      string // where to see how far it is, as a page and as JSON
	Far                 string // "{done} of {total}", for the script
	Status, Finished    string
	Done, Total         int
	Running             bool
}

// LettersDownload leads to the zip file of all approved letters, and says
// how far it is.
func (s *Room) LettersDownload(w http.ResponseWriter, r *http.Request, o desk) error {
	e, ids, err := o.standing(r)
	if err != nil {
		return err
	}
	name := r.URL.Query().Get(fieldRun)
	if key, ok := survey.ParseKey(name); ok {
		name = key.Text()
	} else {
		key, err := survey.NewKey(s.Random)
		if err != nil {
			return err
		}
		name = key.Text()
	}
	base := o.Base + "/e/" + string(e.Event.Code)
	c := o.Catalog
	view := downloadView{
		Event: e.Event.Name, EventAddress: base, Letters: base + "/letters", None: len(ids) == 0,
		Get: c.T("organizer.letters.download", "n", len(ids)), Zip: base + "/letters/letters.zip?run=" + name,
		Look: base + "/letters/download?run=" + name, Progress: base + "/letters/progress?run=" + name,
	}
	view.Far = c.T("organizer.letters.download.far", "done", "#1", "total", "#2")
	view.Finished = c.T("organizer.letters.download.done", "n", len(ids))
	if at, ok := s.runs.get(runName(o.Member, name)); ok {
		view.Done, view.Total, view.Running = at.Done, at.Total, !at.Finished
		view.Status = c.T("organizer.letters.download.done", "n", at.Total)
		if at.Done < at.Total {
			view.Status = c.T("organizer.letters.download.far", "done", c.Int(at.Done), "total", c.Int(at.Total))
		}
	}
	return s.ShowOffice(w, r, o.Desk, http.StatusOK, "office/letters/download", page.Page{
		Title: c.T("organizer.letters.download.title", "event", e.Event.Name), Data: view,
	})
}

// standing are the event's letters that the organization stands by.
func (o desk) standing(r *http.Request) (survey.EventSessions, []survey.ID, error) {
	code, err := office.CodeNamed(r)
	if err != nil {
		return survey.EventSessions{}, nil, err
	}
	e, lines, err := o.store.Letters(r.Context(), code)
	var ids []survey.ID
	for _, line := range lines {
		if line.Letter.State.Stands() {
			ids = append(ids, line.Letter.ID)
		}
	}
	return e, ids, err
}

// LettersProgress says how far a download is.
func (s *Room) LettersProgress(w http.ResponseWriter, r *http.Request, o desk) error {
	if _, err := o.Event(r); err != nil {
		return err
	}
	at, _ := s.runs.get(runName(o.Member, r.URL.Query().Get(fieldRun)))
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(at)
}

// LettersZip sends all approved letters as PDFs in one file.
func (s *Room) LettersZip(w http.ResponseWriter, r *http.Request, o desk) error {
	e, ids, err := o.standing(r)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return fmt.Errorf("no letters: %w", survey.ErrNotFound)
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": page.SafeName(e.Event.Name, "letters") + ".zip"}))
	if r.Method == http.MethodHead {
		return nil
	}
	name, at := runName(o.Member, r.URL.Query().Get(fieldRun)), run{Total: len(ids), begun: s.Now()}
	s.runs.set(name, at)
	defer func() { at.Finished = true; s.runs.set(name, at) }()
	control, z := http.NewResponseController(w), zip.NewWriter(w)
	for len(ids) > 0 {
		some := ids[:min(zipRead, len(ids))]
		ids = ids[len(some):]
		_ = control.SetWriteDeadline(time.Now().Add(zipWait)) // where it cannot be set, the server's own holds
		frozen, err := o.store.Frozen(r.Context(), e.Event.Code, some...)
		if err == nil {
			var files map[survey.ID][]byte
			files, err = o.store.LetterFiles(r.Context(), e.Event.Code, some...)
			for i := 0; err == nil && i < len(frozen); i++ {
				err = zipLetter(z, at.Done+1, frozen[i], files[frozen[i].Letter.ID])
				at.Done++
				s.runs.set(name, at)
			}
		}
		if err != nil {
			panic(http.ErrAbortHandler) // what has been sent is no whole file, and shows it
		}
	}
	if err := z.Close(); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// zipLetter writes a letter under its number in the order.
func zipLetter(z *zip.Writer, number int, f survey.FrozenLetter, file []byte) error {
	e, err := letter.Open(f.Enclosure)
	if err != nil || file == nil {
		return fmt.Errorf("letter %s: %w", f.Letter.Number, cmp.Or(err, error(survey.ErrNotFound)))
	}
	out, err := z.CreateHeader(&zip.FileHeader{
		Name: fmt.Sprintf("%03d %s", number, page.FileName(e.Letter)), Method: zip.Store, // a PDF is packed already
		Modified: f.Letter.Approved.UTC(),
	})
	if err == nil {
		_, err = out.Write(file)
	}
	return err
}
