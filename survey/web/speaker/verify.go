package speaker

import (
	"cmp"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/issue"
	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/record"
	"github.com/omdome/omdome/survey/sign"
	"github.com/omdome/omdome/survey/web/page"
)

// The fields of the page where letters are verified.
const (
	fieldNumber = "number"
	fieldFile   = "file"
)

// A verifyView says what is known of a letter, or asks which.
type verifyView struct {
	Title string
	// Good, Bad choose how the verdict looks; neither is of a page that only asks.
	Good, Bad bool
	// Said are sentences on it; Newer leads to the letter that has taken its place.
	Said        []string
	Newer       string
	Facts       []verifyFact
	Figures     []verifyFact
	Differences []verifyDifference
	// Words are the whole letter as it was issued.
	Words string
	// NoFigures says why there are none.
	NoFigures           string
	Number, NumberError string
	FileError           string
	// Alone says that the page is the form and nothing else.
	Alone bool
}

// A verifyFact is one thing that a letter says; Note is what else is to be known of it,
// such as the distribution of a question; empty for nothing.
type verifyFact struct{ Name, Text, Note string }

type verifyDifference struct{ Page, Was, Is string }

func (s *Room) verifyCatalog(w http.ResponseWriter, r *http.Request) *i18n.Catalog {
	return i18n.For(s.Language(w, r, i18n.LanguagesFor(i18n.Letters)))
}

func (s *Room) showVerify(w http.ResponseWriter, r *http.Request, c *i18n.Catalog, status int, v verifyView) error {
	if v.Title == "" {
		v.Title, v.Alone = c.T("letter.verify.title"), true
	}
	return s.Render(w, r, status, "speaker/verify", page.Page{
		Language: c.Language(), Offered: i18n.LanguagesFor(i18n.Letters), Title: v.Title,
		Failed: v.NumberError != "" || v.FileError != "", Data: v,
	})
}

// VerifyAsk asks for a letter's number or its file.
func (s *Room) VerifyAsk(w http.ResponseWriter, r *http.Request) error {
	c := s.verifyCatalog(w, r)
	typed := page.ShownText(r.URL.Query().Get(fieldNumber))
	if typed == "" {
		return s.showVerify(w, r, c, http.StatusOK, verifyView{})
	}
	number, ok := survey.ParseNumber(typed)
	if !ok {
		return s.showVerify(w, r, c, http.StatusUnprocessableEntity, verifyView{Number: page.Shorten(typed), NumberError: c.T("letter.verify.badnumber")})
	}
	http.Redirect(w, r, "/verify/"+number, http.StatusSeeOther)
	return nil
}

// VerifyNumber says to anyone whether a letter is genuine, replaced or revoked.
func (s *Room) VerifyNumber(w http.ResponseWriter, r *http.Request) error {
	c := s.verifyCatalog(w, r)
	typed := chi.URLParam(r, "number")
	number, ok := survey.ParseNumber(typed)
	var f survey.FrozenLetter
	err := error(survey.ErrNotFound)
	if ok {
		f, err = s.store.FrozenNumbered(r.Context(), number)
	}
	if errors.Is(err, survey.ErrNotFound) {
		if many := s.Missed(r); many != nil {
			return many
		}
		return s.showVerify(w, r, c, http.StatusNotFound, verifyView{
			Title: c.T("letter.verify.unknown"), Bad: true, Said: []string{c.T("letter.verify.unknown.what")}, Number: page.Shorten(page.ShownText(typed)),
		})
	}
	if err != nil {
		return err
	}
	record, err := record.Parse(f.Record)
	if err != nil {
		return fmt.Errorf("letter %s: %w", f.Letter.Number, err)
	}
	// The number stands on a forged letter as well: only a file is ever called good.
	v := verifyView{Title: c.T("letter.verify.stands"), Said: []string{c.T("letter.verify.stands.what")}, Facts: recordFacts(c, record, f)}
	standing(c, f, &v)
	if v.Figures, err = s.published(r, c, f, record); err != nil {
		return err
	}
	if v.Figures == nil {
		v.NoFigures = c.T("letter.verify.nofigures")
	}
	return s.showVerify(w, r, c, http.StatusOK, v)
}

// published are the figures that the speaker has made public, as they were signed;
// nil where there are none.
func (s *Room) published(r *http.Request, c *i18n.Catalog, f survey.FrozenLetter, record record.Record) ([]verifyFact, error) {
	if !f.Letter.State.Stands() {
		return nil, nil
	}
	p, err := s.store.PublicationOf(r.Context(), f.Letter.ID)
	if err != nil {
		return nil, err
	}
	all := record.Measures
	record.Responses, record.Attended, record.Measures = 0, 0, nil
	for _, at := range p.Shows.Figures {
		if at < len(all) && all[at].Counts != nil {
			record.Measures = append(record.Measures, all[at])
		}
	}
	return recordFigures(c, record), nil
}

// standing says that the letter was replaced or revoked, if it was.
func standing(c *i18n.Catalog, f survey.FrozenLetter, v *verifyView) {
	switch f.Letter.State {
	case survey.LetterRevoked:
		v.Good, v.Bad, v.Title = false, true, c.T("letter.verify.revoked")
		v.Said = append(v.Said, c.T("letter.revoked", "organization", f.Organization.Name,
			"date", c.Date(f.Letter.Revoked.In(f.Event.Location())), "reason", f.Letter.Reason))
	case survey.LetterReplaced:
		v.Good, v.Bad, v.Title = false, true, c.T("letter.verify.replaced")
		v.Said = append(v.Said, c.T("letter.replaced", "number", f.Letter.ReplacedBy))
	}
	if f.Letter.ReplacedBy != "" {
		v.Newer = "/verify/" + f.Letter.ReplacedBy
	}
}

// recordFacts say for whom the letter is and on what occasion, as it was signed. The day
// of approval is that of the event's clocks, as its organizers saw it; of a letter that is
// not here any more (here has no number) no zone is known.
func recordFacts(c *i18n.Catalog, r record.Record, here survey.FrozenLetter) []verifyFact {
	var facts []verifyFact
	add := func(key, text string) {
		if text != "" {
			facts = append(facts, verifyFact{Name: c.T(key), Text: text})
		}
	}
	date, approved := "", ""
	if at, err := time.Parse(time.DateOnly, r.Date); err == nil {
		date = c.Date(at)
	}
	if at, err := r.ApprovedAt(); err == nil && here.Letter.Number != "" {
		approved = c.Date(at.In(here.Event.Location()))
	} else if err == nil {
		approved = c.Date(at.UTC()) + " (UTC)"
	}
	role := ""
	if key := r.Role.Key(); c.Has(key) {
		role = ", " + c.T(key)
	}
	add("letter.verify.fact.to", r.Speaker+role)
	add("letter.verify.fact.session", r.Session)
	if len(r.Sessions) == 0 {
		if r.Event != r.Session {
			add("letter.verify.fact.event", r.Event)
		}
		add("letter.verify.fact.date", date)
	}
	add("letter.verify.fact.sessions", recordSessions(c, r))
	add("letter.verify.fact.organization", r.Organization)
	facts[len(facts)-1].Note = c.T("letter.verify.issuer", "id", r.Issuer)
	add("letter.verify.fact.approved", approved)
	add("letter.verify.fact.number", r.Number)
	add("letter.verify.fact.replaces", r.Replaces)
	return facts
}

// recordSessions are when and where the sessions were that the letter sums; empty
// for the letter of one.
func recordSessions(c *i18n.Catalog, r record.Record) string {
	var sessions []string
	for _, one := range r.Sessions {
		var parts []string
		if at, err := time.Parse(time.DateOnly, one.Date); err == nil {
			parts = append(parts, c.Date(at))
		}
		for _, part := range []string{one.Event, one.Place} {
			if part != "" && part != r.Session {
				parts = append(parts, part)
			}
		}
		sessions = append(sessions, strings.Join(parts, ", "))
	}
	return strings.Join(sessions, "; ")
}

// attendedKey says how many attended: exactly, or about.
func attendedKey(r record.Record) string {
	if r.About {
		return "letter.verify.attended.about"
	}
	return "letter.verify.attended.exact"
}

// recordFigures are the letter's figures as they were signed, for who has its PDF.
func recordFigures(c *i18n.Catalog, r record.Record) []verifyFact {
	var figures []verifyFact
	if r.Attended > 0 {
		figures = append(figures, verifyFact{Name: c.T("letter.verify.attended"), Text: c.T(attendedKey(r), "n", r.Attended)})
	}
	if r.Responses > 0 {
		figures = append(figures, verifyFact{Name: c.T("letter.verify.responses"), Text: c.Int(r.Responses)})
	}
	for _, m := range r.Measures {
		f := verifyFact{Name: m.Name, Text: c.T("letter.missing", "k", c.Spelled(r.K))}
		if m.Counts != nil {
			var counts []string
			for rating := survey.MaxRating; rating >= survey.MinRating; rating-- {
				counts = append(counts, c.T("letter.verify.count", "n", m.Counts.Count(rating), "rating", rating))
			}
			f.Text = c.T("letter.verify.figure", "mean", m.Mean, "n", m.N)
			f.Note = strings.Join(counts, "\u00a0· ")
		}
		figures = append(figures, f)
	}
	return figures
}

// VerifyFile says of a file whether it is a letter that was issued. Nothing of it is
// kept.
func (s *Room) VerifyFile(w http.ResponseWriter, r *http.Request) error {
	c := s.verifyCatalog(w, r)
	if s.Limits.File(r, s.Now()) > 0 { // each takes its time to read
		return page.TooManyFiles
	}
	file, err := fileSent(w, r)
	if err != nil {
		return err
	}
	if file.File != nil {
		defer file.Close()
	}
	switch {
	case file.size == 0:
		return s.showVerify(w, r, c, http.StatusUnprocessableEntity, verifyView{FileError: c.T("letter.verify.nofile")})
	case file.size > pdf.MaxFile:
		return s.showVerify(w, r, c, http.StatusRequestEntityTooLarge, verifyView{FileError: c.T("letter.verify.large")})
	}
	trusted, err := issue.Trusted(r.Context(), s.store)
	if err != nil {
		return err
	}
	checked, err := s.checker.Check(r.Context(), file.bytes, trusted)
	if errors.Is(err, issue.ErrBusy) {
		page.RetryIn(w, filesWait)
		return s.showVerify(w, r, c, http.StatusServiceUnavailable, verifyView{FileError: c.T("letter.verify.busy")})
	}
	if err != nil {
		return err
	}
	v, err := s.verdict(r, c, checked)
	if err != nil {
		return err
	}
	return s.showVerify(w, r, c, http.StatusOK, v)
}

// filesWait is when one whose file was not read is asked to come again.
const filesWait = 20 * time.Second

// verdict says what checking a file has found. Only a file that is, byte for byte, one
// that was issued is called good.
func (s *Room) verdict(r *http.Request, c *i18n.Catalog, checked issue.Checked) (verifyView, error) {
	key := cmp.Or(checked.Finding, issue.Finding(checked.Verdict)).Key()
	v := verifyView{
		Title: c.T(key), Said: []string{c.T(key + ".what")}, Good: checked.Verdict == issue.Genuine,
		Bad: checked.Finding == issue.FoundChanged || checked.Finding == issue.FoundAppended,
	}
	for _, d := range checked.Differences {
		v.Differences = append(v.Differences, verifyDifference{c.Int(d.Page), d.Was, d.Is})
	}
	signed := checked.Record
	if checked.Here() {
		title, good := v.Title, v.Good
		if standing(c, checked.Frozen, &v); !good {
			v.Title = title // that it is another file comes first
		}
	}
	switch {
	case checked.Signed:
		v.Facts, v.Figures = recordFacts(c, signed, checked.Frozen), recordFigures(c, signed)
		if checked.Verdict == issue.NotThisFile {
			v.Words = checked.Words
		} else if at := checked.Stamp.At; !at.IsZero() {
			v.Facts = append(v.Facts, verifyFact{Name: c.T("letter.verify.fact.stamp"), Text: c.Date(at.UTC()) + " " + c.Clock(at.UTC()) + " UTC", Note: checked.Stamp.By})
		}
		if !checked.Here() {
			v.Said = append(v.Said, c.T("letter.verify.removed"))
		}
	case checked.Here(): // it names the letter, which anyone can: what the number tells
		var err error
		if signed, err = record.Parse(checked.Frozen.Record); err != nil {
			return v, fmt.Errorf("letter %s: %w", checked.Number, err)
		}
		v.Facts = recordFacts(c, signed, checked.Frozen)
		if v.Figures, err = s.published(r, c, checked.Frozen, signed); err != nil {
			return v, err
		}
	}
	if checked.Verdict == issue.NotThisFile {
		v.Said = append(v.Said, c.T("letter.verify.original", "organization", signed.Organization, "speaker", signed.Speaker))
	}
	return v, nil
}

// VerifyCertificates publishes the certificates that letters can be verified with
// elsewhere: by omdome verify, and by readers of PDF that are told to trust them.
func (s *Room) VerifyCertificates(w http.ResponseWriter, r *http.Request) error {
	trusted, err := issue.Trusted(r.Context(), s.store)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "omdome-certificates.pem"}))
	_, _ = w.Write(sign.WriteCertificates(trusted...)) // a client that has gone away is no fault
	return nil
}
