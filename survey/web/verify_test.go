package web_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/pdf"
)

// checks sends a file to be checked.
func (v *visitor) checks(file string) seen {
	v.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", "letter.pdf")
	if err != nil {
		v.t.Fatal(err)
	}
	if _, err := part.Write([]byte(file)); err != nil {
		v.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		v.t.Fatal(err)
	}
	return v.postRaw("/verify", form.FormDataContentType(), &b, nil)
}

// TestTheDayOfApprovalIsTheEvents: what is approved after midnight by the event's
// clocks, and before it in UTC, was approved on the day that its organizers had.
func TestTheDayOfApprovalIsTheEvents(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	now := h.clock.Now().UTC()
	h.clock.advance(time.Date(now.Year(), now.Month(), now.Day()+1, 23, 30, 0, 0, time.UTC).Sub(now)) // half past one in Stockholm
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	day := i18n.For(survey.Swedish).Date(h.clock.Now().In(zone))
	speaker, nobody := h.letter(workshop), h.stranger()
	for _, page := range []seen{nobody.get("/verify/" + h.letters(workshop)[0].Number), nobody.checks(nobody.get(speaker + "/letter.pdf").body)} {
		if text := page.want(http.StatusOK).text("main"); !strings.Contains(text, "Godkänt"+day) {
			t.Errorf("the letter was approved on %s, and the page says %q", day, text)
		}
	}
}

func TestAnyoneCanVerifyALetter(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	number := h.letters(workshop)[0].Number
	nobody := h.stranger()
	nobody.get("/verify/" + number).want(http.StatusNotFound) // a draft says nothing
	speaker := h.letter(workshop)
	page := nobody.get("/verify/"+number).want(http.StatusOK).says("Brevet är utfärdat här och gäller", "Karin Ek, workshopledare", workshop, "16 april 2026", "Forum för styrning")
	if strings.Contains(page.text("main"), "5,0") || strings.Contains(page.text("main"), "Kommentar") {
		t.Errorf("the number alone tells figures: %s", page.text("main"))
	}
	if page.Find(".verdict.good").Length() != 0 {
		t.Error("a number alone is called good")
	}
	page.says("Arrangörens id: " + h.member(organizer.Owner).Organization.Issuer())
	typed := " " + strings.ToLower(strings.ReplaceAll(number, "-", " "))
	if to := nobody.get("/verify?number=" + url.QueryEscape(typed)).want(http.StatusSeeOther).location; to != "/verify/"+number {
		t.Errorf("%q leads to %q", typed, to)
	}
	wrong := nobody.get("/verify?number=2026").want(http.StatusUnprocessableEntity).says("tre grupper om fyra")
	if wrong.Find("#number").AttrOr("value", "") != "2026" || wrong.Find(".errors a[href='#number']").Length() != 1 {
		t.Error("a wrong number is not told at its field, with what was typed")
	}

	file := nobody.get(speaker + "/letter.pdf").body
	green := nobody.checks(file).want(http.StatusOK).says("Brevet är äkta", "precis den som utfärdades", "5,0 i medelvärde", "4 gav 5", "Arrangörens id")
	if green.Find(".verdict.good").Length() != 1 {
		t.Error("the letter as it was issued is not called good")
	}
	nobody.checks("hej").want(http.StatusOK).says("Filen går inte att läsa")
	nobody.checks("").want(http.StatusUnprocessableEntity).says("Välj brevet som PDF-fil.")
	nobody.checks(strings.Repeat("x", 5<<20)).want(http.StatusRequestEntityTooLarge)
	nobody.post("/verify", url.Values{}).want(http.StatusUnsupportedMediaType)
	if got := nobody.get("/verify/certificates.pem"); strings.Count(got.body, "BEGIN CERTIFICATE") != 1 || strings.Contains(got.body, "PRIVATE") {
		t.Errorf("the published certificates: %s", got.body)
	}

	v := h.organizer(organizer.Editor)
	revoke := h.letterPage(h.letters(workshop)[0]) + "/revoke"
	v.follow(v.post(revoke, v.get(revoke).fields("reason", "Fel person.")))
	for _, seen := range []seen{nobody.get("/verify/" + number), nobody.checks(file)} {
		if seen.want(http.StatusOK).says("Brevet är återkallat", "Skälet: Fel person.").Find(".verdict.good").Length() != 0 {
			t.Error("a revoked letter is green")
		}
	}
	v.follow(v.pressed(h.letterPage(h.letters(workshop)[0]), "correct"))
	h.approve()
	newer := nobody.get("/verify/"+number).says("Brevet är återkallat").Find(".verdict a").AttrOr("href", "")
	nobody.get(newer).says("Brevet är utfärdat här och gäller", "Ersätter brev", number)
}

// Whatever is done to a letter's file, it is not called good any more; and who has the
// letter is told what was issued, who has its number alone is not.
func TestOnlyTheFileThatWasIssuedIsGood(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	speaker := h.letter(workshop)
	nobody := h.stranger()
	file := nobody.get(speaker + "/letter.pdf").body
	read, err := pdf.Read([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := h.store.FrozenLetter(t.Context(), h.letters(workshop)[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	e, err := letter.Open(frozen.Enclosure)
	if err != nil {
		t.Fatal(err)
	}
	drawn := func(change func(*letter.Letter), carries ...pdf.Attachment) string {
		l := e.Letter
		change(&l)
		var b bytes.Buffer
		if err := pdf.Write(&b, l, carries...); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	better := func(l *letter.Letter) { l.Findings = []string{"Helheten fick 6,0 i medelvärde."} }
	same := func(*letter.Letter) {}
	renumber := func(l *letter.Letter) { l.Number, l.NumberLine, l.Address = "", "Brev AAAA-BBBB-CCCC", "" }
	for name, c := range map[string]struct {
		file          string
		says          []string
		figures, none bool // whether the figures are shown, and whether the letter is not known at all
	}{
		"something appended":       {file + "9 0 obj\n<<>>\nendobj\n%%EOF\n", []string{"Filen har ändrats", "lagts till efter underskriften", "be Forum för styrning eller Karin Ek om originalet"}, true, false},
		"a space appended":         {file + " ", []string{"Filen har ändrats"}, true, false},
		"cut short by a byte":      {file[:len(file)-1], []string{"Det här är inte originalet"}, true, false},
		"other words":              {drawn(better, read.Attachments...), []string{"Filen har ändrats", "Helheten fick 6,0", "Helheten fick 5,0"}, true, false},
		"another colour":           {drawn(func(l *letter.Letter) { l.Accent = "#7a1f3d" }, read.Attachments...), []string{"Det här är inte originalet", "Texten i filen är densamma"}, true, false},
		"drawn anew":               {drawn(same, read.Attachments...), []string{"Det här är inte originalet", "Texten i filen är densamma"}, true, false},
		"the number alone":         {drawn(better), []string{"Det här är inte originalet", "nämner ett brev som finns"}, false, false},
		"without its signature":    {drawn(same, read.Attachments[:2]...), []string{"Det här är inte originalet", "nämner ett brev som finns"}, false, false},
		"another's number":         {drawn(func(l *letter.Letter) { renumber(l) }), []string{"Vi känner inte till filen"}, false, true},
		"another's number, record": {drawn(renumber, read.Attachments...), []string{"Filen har ändrats"}, true, false},
	} {
		page := nobody.checks(c.file).want(http.StatusOK).says(c.says...)
		if page.Find(".verdict.good").Length() != 0 {
			t.Errorf("%s: called good", name)
		}
		text := page.text(".facts")
		if shown := strings.Contains(text, "5,0 i medelvärde"); shown != c.figures {
			t.Errorf("%s: the figures are shown: %v: %s", name, shown, page.text("main"))
		}
		if shown := page.Find(".words").Length() == 1; shown != c.figures {
			t.Errorf("%s: the letter's words are shown: %v", name, shown)
		}
		if known := strings.Contains(text, "Karin Ek"); known == c.none {
			t.Errorf("%s: it is told whose letter it is: %v", name, known)
		}
	}
}

// Saved anew by another program, which is no forgery: it is said kindly.
func TestALetterThatWasSavedAnew(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("qpdf")
	if err != nil {
		if strings.Contains(os.Getenv("OMDOME_REQUIRE"), "qpdf") {
			t.Fatal("qpdf is not installed, and OMDOME_REQUIRE names it")
		}
		t.Skip("qpdf is not installed")
	}
	h := open(t)
	h.releasedWorkshop()
	nobody := h.stranger()
	folder := t.TempDir()
	in, out := filepath.Join(folder, "in.pdf"), filepath.Join(folder, "out.pdf")
	if err := os.WriteFile(in, []byte(nobody.get(h.letter(workshop)+"/letter.pdf").body), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, how := range []string{"--object-streams=generate", "--linearize", "--qdf"} {
		if said, err := exec.Command(program, how, in, out).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		page := nobody.checks(string(b)).says("Det här är inte originalet", "Texten i filen är densamma", "om originalet")
		if page.Find(".verdict.good, .verdict.bad, .differences").Length() != 0 {
			t.Errorf("%s: %s", how, page.text("main"))
		}
	}
}

// The letters that were forged with no key, and the true one of another installation:
// none is good here.
func TestForgedLettersAreNotGood(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("OMDOME_FORGED")
	if folder == "" {
		t.Skip("OMDOME_FORGED names no folder of forged letters")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d letters in OMDOME_FORGED, %v", len(files), err)
	}
	h := open(t)
	nobody := h.stranger()
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if page := nobody.checks(string(b)).want(http.StatusOK); page.Find(".verdict.good").Length() != 0 || page.Find(".verdict").Length() != 1 {
			t.Errorf("%s: %s", filepath.Base(name), page.text("main"))
		}
	}
}

// What organizers are told when letters cannot be signed; and nothing is approved.
func TestLettersThatCannotBeSigned(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	one := h.letters(workshop)[0]
	v := h.organizer(organizer.Editor)
	if err := h.store.ForgetSecrets(t.Context()); err != nil {
		t.Fatal(err)
	}
	v.pressed(h.letterPage(one), "approve").want(http.StatusServiceUnavailable).says("Inget är godkänt", "Be den som driver webbplatsen")
	v.post("/o/e/"+string(h.event.Code)+"/letters", url.Values{})
	if now := h.letters(workshop)[0]; now.State != survey.LetterDraft {
		t.Error(fmt.Sprint("it is ", now.State))
	}
}
