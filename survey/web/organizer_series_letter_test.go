package web_test

import (
	"archive/zip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// zipped are the files of the event's letters, by their names.
func (v *visitor) zipped(event survey.Code) (names []string, files map[string]string) {
	v.t.Helper()
	got := v.get("/o/e/" + string(event) + "/letters/letters.zip").want(http.StatusOK)
	z, err := zip.NewReader(strings.NewReader(got.body), int64(len(got.body)))
	if err != nil {
		v.t.Fatal(err)
	}
	files = map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			v.t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			v.t.Fatal(err)
		}
		names, files[f.Name] = append(names, f.Name), string(b)
	}
	return names, files
}

// sums is the letter of the series that is in the state.
func (h *house) sums(session string, state survey.LetterState) survey.LetterRef {
	h.t.Helper()
	letters := h.letters(session)
	at := slices.IndexFunc(letters, func(l survey.LetterRef) bool { return l.Series != 0 && l.State == state })
	if at < 0 {
		h.t.Fatalf("no letter that sums is %s: %+v", state, letters)
	}
	return letters[at]
}

// A letter that sums a series goes all the way that others go: among the event's
// files, corrected, and revoked, with what everyone is told about it.
func TestASeriesLetterIsDownloadedCorrectedAndRevoked(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			v, nobody := h.organizer(organizer.Editor), h.stranger()
			page, event := h.toSum(v)
			last, list := small+" 2", "/o/e/"+string(event)+"/letters"
			v.follow(v.pressed(page, "approve")).says("Brevet är godkänt.")
			v.post(list, url.Values{}).want(http.StatusSeeOther) // that of the last session by itself
			one := h.sums(last, survey.LetterApproved)
			const name = "Leda på distans, två tillfällen brev till Amina Sey.pdf"
			names, files := v.zipped(event)
			if want := []string{"001 Leda på distans brev till Amina Sey.pdf", "002 " + name}; !slices.Equal(names, want) {
				t.Fatalf("the files are %q, want %q", names, want)
			}
			pdf := nobody.get("/l/" + one.Key + "/letter.pdf").want(http.StatusOK)
			if files["002 "+name] != pdf.body {
				t.Error("the file is not the letter that its speaker gets")
			}
			if got := pdf.header.Get("Content-Disposition"); !strings.Contains(got, "Leda%20p%C3%A5%20distans%2C%20tv%C3%A5%20tillf%C3%A4llen") {
				t.Errorf("the speaker's file is named %s", got)
			}
			nobody.checks(pdf.body).want(http.StatusOK).says("Brevet är äkta", "Leda på distans 1, Uppsala", "Leda på distans 2, Gävle")

			v.follow(v.pressed(page, "correct")).says("Det här är en rättelse", "Rättelse av brev "+one.Number)
			two := h.sums(last, survey.LetterDraft)
			correction := list + "/" + fmt.Sprint(int64(two.ID))
			v.follow(v.pressed(correction, "approve", "line", "Nu med rätt namn.")).says("Raden är sparad")
			v.follow(v.pressed(correction, "approve")).says("Brevet är godkänt.", "ersätter brev "+one.Number)
			nobody.get("/l/"+one.Key).want(http.StatusOK).says("har ersatts av brev "+two.Number, "vid två tillfällen")
			nobody.get("/verify/"+one.Number).want(http.StatusOK).says("Brevet är ersatt", two.Number)
			nobody.get("/verify/"+two.Number).want(http.StatusOK).says("Brevet är utfärdat här och gäller", one.Number, "16 april 2026")
			nobody.get("/l/"+two.Key).want(http.StatusOK).says("Nu med rätt namn.", "vid två tillfällen", "vi fick 5 svar")
			names, files = v.zipped(event)
			if len(names) != 2 || names[1] != "002 "+name || files[names[1]] != nobody.get("/l/"+two.Key+"/letter.pdf").body {
				t.Errorf("after the correction the files are %q", names)
			}

			revoke := correction + "/revoke"
			v.follow(v.post(revoke, v.get(revoke).fields("reason", "Ett av tillfällena hölls av en kollega."))).says("Brevet är återkallat.")
			const when, why = "den 16 april 2026", "Ett av tillfällena hölls av en kollega."
			nobody.get("/verify/"+two.Number).want(http.StatusOK).says("Brevet är återkallat", when, why)
			gone := nobody.get("/l/"+two.Key).want(http.StatusGone).says("Forum för styrning återkallade brevet", when, why)
			if gone.Find(".letter").Length() != 0 || strings.Contains(gone.text("main"), "5 svar") {
				t.Errorf("a revoked letter is still shown: %s", gone.text("main"))
			}
			nobody.get("/l/" + two.Key + "/letter.pdf").want(http.StatusGone)
			if names, _ = v.zipped(event); len(names) != 1 || strings.Contains(names[0], "tillfällen") {
				t.Errorf("after it was revoked the files are %q", names)
			}
			v.get(list + "/series").says("Just nu finns inga pass att räkna samman") // for good
			// What was revoked can still be corrected, and that stands.
			v.follow(v.pressed(correction, "correct")).says("Rättelse av brev " + two.Number)
			three := h.sums(last, survey.LetterDraft)
			v.follow(v.pressed(list+"/"+fmt.Sprint(int64(three.ID)), "approve")).says("Brevet är godkänt.")
			nobody.get("/verify/"+three.Number).want(http.StatusOK).says("Brevet är utfärdat här och gäller", two.Number)
		})
	}
}
