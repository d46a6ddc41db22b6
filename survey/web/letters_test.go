package web_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/wording"
)

// letterRoutes are the roles of the pages of letters, for the walk.
var letterRoutes = map[string]organizer.Role{
	"GET /o/e/{code}/letters":                     organizer.Viewer,
	"POST /o/e/{code}/letters":                    organizer.Editor,
	"GET /o/e/{code}/letters/download":            organizer.Viewer,
	"GET /o/e/{code}/letters/progress":            organizer.Viewer,
	"GET /o/e/{code}/letters/letters.zip":         organizer.Viewer,
	"GET /o/e/{code}/letters/{letter}":            organizer.Viewer,
	"POST /o/e/{code}/letters/{letter}":           organizer.Editor,
	"GET /o/e/{code}/letters/{letter}/letter.pdf": organizer.Viewer,
	"GET /o/e/{code}/letters/{letter}/revoke":     organizer.Editor,
	"POST /o/e/{code}/letters/{letter}/revoke":    organizer.Editor,
}

func init() { maps.Copy(least, letterRoutes) }

// approve approves all drafts of the event.
func (h *house) approve() {
	h.t.Helper()
	office := h.store.Office(h.member(organizer.Editor))
	_, lines, err := office.Letters(h.t.Context(), h.event.Code)
	if err != nil {
		h.t.Fatal(err)
	}
	var ids []survey.ID
	for _, line := range lines {
		if line.Letter.State == survey.LetterDraft {
			ids = append(ids, line.Letter.ID)
		}
	}
	facts, err := office.LetterFacts(h.t.Context(), h.event.Code, ids...)
	if err != nil || len(facts) == 0 {
		return
	}
	all, err := h.issuer.Approve(h.t.Context(), facts...)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := office.Approve(h.t.Context(), "alla", all); err != nil {
		h.t.Fatal(err)
	}
}

// letters are a session's letters.
func (h *house) letters(title string) []survey.LetterRef {
	h.t.Helper()
	result, err := h.store.Result(h.t.Context(), h.code[title])
	if err != nil {
		h.t.Fatal(err)
	}
	return result.Letters
}

// letter is the speaker's address of the session's first letter, approved.
func (h *house) letter(title string) string {
	h.t.Helper()
	h.approve()
	letters := h.letters(title)
	if len(letters) == 0 {
		h.t.Fatalf("%s has no letter", title)
	}
	return "/l/" + letters[0].Key
}

// office's pages of the letters.
func (h *house) letterPage(l survey.LetterRef) string {
	return "/o/e/" + string(h.event.Code) + "/letters/" + fmt.Sprint(int64(l.ID))
}

// press sends the form of the page with what a button says.
func (v *visitor) pressed(path, do string, pairs ...string) seen {
	v.t.Helper()
	form := v.get(path).want(http.StatusOK).fields(pairs...)
	form.Set("do", do)
	return v.post(path, form)
}

// From the draft to the letter: nobody but the organizers sees it before it is
// approved, and what is approved stays as it was.
func TestALetterIsFrozenWhenItIsApproved(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			h.releasedWorkshop()
			draft := h.letters(workshop)[0]
			speaker, page := "/l/"+draft.Key, h.letterPage(draft)
			nobody, v := h.stranger(), h.organizer(organizer.Editor)
			for _, path := range []string{speaker, speaker + "/letter.pdf"} {
				got := nobody.get(path).want(http.StatusConflict).says("går igenom brevet")
				if strings.Contains(got.text("body"), "Karin") || strings.Contains(got.text("body"), "5,0") {
					t.Errorf("a draft's %s tells of it: %s", path, got.text("body"))
				}
			}
			v.get(page).want(http.StatusOK).says("Hej Karin", "5,0", "Utkast, inte godkänt")
			if h.organizer(organizer.Viewer).get(page).want(http.StatusOK).Find("form[action='"+page+"']").Length() != 0 {
				t.Error("a viewer can approve")
			}
			// A line that was only typed is shown first, and goes out then.
			v.follow(v.pressed(page, "approve", "line", "Vi ses i höst!")).says("Raden är sparad", "Vi ses i höst!", "Utkast")
			v.follow(v.pressed(page, "approve")).says("Brevet är godkänt.", "Godkänt av Test editor")

			nobody.get(speaker).want(http.StatusOK).says("Hej Karin", "5,0", "Anna Lind skriver: Vi ses i höst!", "Brev "+draft.Number)
			// Who has the speaker's address decides as the speaker.
			if seen := h.organizer(organizer.Viewer).get(page).want(http.StatusOK); strings.Contains(seen.body, draft.Key) {
				t.Error("a viewer is given the speaker's address")
			}
			before := nobody.get(speaker + "/letter.pdf").want(http.StatusOK)
			organization, _, err := h.store.Office(h.member(organizer.Owner)).Letters(t.Context(), h.event.Code)
			if err != nil {
				t.Fatal(err)
			}
			e := organization.Event
			e.Name = "Något helt annat"
			if err := h.store.Office(h.member(organizer.Owner)).SaveEvent(t.Context(), e); err != nil {
				t.Fatal(err)
			}
			if after := nobody.get(speaker + "/letter.pdf").want(http.StatusOK); after.body != before.body {
				t.Error("an approved letter has changed with its event")
			}
			nobody.get(speaker).says("Styrning i praktiken")
			v.post(page, url.Values{"do": {"approve"}, "revision": {"1"}}).want(http.StatusConflict).says("Inget är sparat")
		})
	}
}

// What is approved is what somebody has seen: a draft that has changed since is
// shown again.
func TestADraftThatHasChangedIsShownAgain(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	page, v := h.letterPage(h.letters(workshop)[0]), h.organizer(organizer.Editor)
	form := v.get(page).fields()
	form.Set("do", "approve")
	found, err := h.store.Event(t.Context(), h.event.Code)
	if err != nil {
		t.Fatal(err)
	}
	e := found.Event
	e.Name = "Styrning i verkligheten"
	if err := h.store.Office(h.member(organizer.Owner)).SaveEvent(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	v.post(page, form).want(http.StatusConflict).says("Inget är sparat", "Styrning i verkligheten")
	v.follow(v.pressed(page, "approve")).says("Brevet är godkänt.")

	// Two at the same draft: the second is told, and nothing of hers is lost.
	other := h.organizer(organizer.Editor)
	v.follow(v.pressed(page, "correct"))
	page = h.letterPage(h.letters(workshop)[1])
	form = other.get(page).fields("line", "Min rad")
	form.Set("do", "line")
	v.follow(v.pressed(page, "line", "line", "En annan rad")).says("En annan rad")
	told := other.post(page, form).want(http.StatusConflict).says("Inget är sparat", "En annan rad")
	if told.Find("#line").Text() != "Min rad" {
		t.Errorf("what was typed is gone: %q", told.Find("#line").Text())
	}
	long := v.pressed(page, "line", "line", strings.Repeat("å", wording.MaxPersonalLine+3)).want(http.StatusUnprocessableEntity)
	if long.Find("#line-error").Length() != 1 || long.Find("[role=alert] a[href='#line']").Length() != 1 {
		t.Error("a long line is not told in a summary and at its field")
	}
}

func TestACorrectionReplacesALetterAndARevokedOneSaysSo(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			h.releasedWorkshop()
			first := h.letter(workshop)
			one := h.letters(workshop)[0]
			v, nobody := h.organizer(organizer.Editor), h.stranger()
			v.follow(v.pressed(h.letterPage(one), "correct")).says("Det här är en rättelse")
			two := h.letters(workshop)[1]
			nobody.get(first).want(http.StatusOK)
			v.follow(v.pressed(h.letterPage(two), "discard")).says("Rättelsen är borttagen")
			v.follow(v.pressed(h.letterPage(one), "correct"))
			two = h.letters(workshop)[1]
			v.follow(v.pressed(h.letterPage(two), "approve")).says("Brevet är godkänt.", "ersätter brev "+one.Number)
			old := nobody.get(first).want(http.StatusOK).says("har ersatts av brev " + two.Number)
			if to := old.Find(".notice a").AttrOr("href", ""); to != "/l/"+two.Key {
				t.Errorf("the old letter leads to %q", to)
			}
			v.get(h.letterPage(one)).says("Ersatt av brev " + two.Number)
			if h.letters(workshop)[0].State != survey.LetterReplaced {
				t.Error("the first letter still stands")
			}
			revoke := h.letterPage(two) + "/revoke"
			wrong := v.post(revoke, v.get(revoke).fields("reason", " ")).want(http.StatusUnprocessableEntity)
			wrong.says("Skriv varför brevet återkallas.")
			v.follow(v.post(revoke, v.get(revoke).fields("reason", "Fel person fick brevet."))).says("Brevet är återkallat.")
			gone := nobody.get("/l/"+two.Key).want(http.StatusGone).says("Forum för styrning återkallade brevet", "Fel person fick brevet.")
			if gone.Find(".letter").Length() != 0 {
				t.Error("a revoked letter is still shown")
			}
			nobody.get("/l/" + two.Key + "/letter.pdf").want(http.StatusGone)
			owner := h.organizer(organizer.Owner)
			owner.get("/o/log").says("Återkallade brevet till", "Godkände brev", "Karin Ek")
		})
	}
}

func TestAllLettersAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop() // its comments have been read by nobody
	for range 4 {
		h.visitor().answer(webinar, "q1", "6", "q2.1", "5", "q2.2", "4")
	}
	h.act(webinar, survey.ActionClose, survey.ActionRelease)
	v, list := h.organizer(organizer.Editor), "/o/e/"+string(h.event.Code)+"/letters"
	v.get(list).says("Ett utkast ingår inte", "4 kommentarer från passet har ingen läst", "Godkänn 3 utkast")
	v.get(list + "/letters.zip").want(http.StatusNotFound)
	v.follow(v.post(list, url.Values{})).says("3 brev är godkända.")
	v.post(list, url.Values{}).want(http.StatusConflict).says("Inget godkändes")
	h.approve()

	page := v.get(list + "/download")
	to := page.Find(".download a.main").AttrOr("href", "")
	got := v.get(to).want(http.StatusOK)
	files, err := zip.NewReader(bytes.NewReader([]byte(got.body)), int64(len(got.body)))
	if err != nil {
		t.Fatal(err)
	}
	if len(files.File) != 4 || !strings.HasPrefix(files.File[3].Name, "004 ") || !strings.HasSuffix(files.File[3].Name, ".pdf") {
		t.Errorf("%d files, the last %q", len(files.File), files.File[len(files.File)-1].Name)
	}
	first, err := files.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	var pdf bytes.Buffer
	if _, err := pdf.ReadFrom(first); err != nil || pdf.String() != v.get("/l/"+h.letters(workshop)[0].Key+"/letter.pdf").body {
		t.Errorf("the first file is not the first letter (%v)", err)
	}
	v.get(page.Find(".noscript a").AttrOr("href", "")).says("Alla 4 brev är nerladdade.")
	if other := h.organizer(organizer.Editor).get(page.Find(".download").AttrOr("data-progress", "")); !strings.Contains(other.body, `"total":0`) {
		t.Errorf("another organizer sees %s", other.body)
	}
}

// letterPages are those of the released workshop's letter, once more as a draft
// that corrects it.
func letterPages(h *house) []string {
	h.t.Helper()
	event := "/o/e/" + string(h.event.Code) + "/letters"
	pages := []string{event, event + "?done=approved&n=2", event + "/download", "/verify", "/verify?number=7", "/verify/AAAA-BBBB-CCCC"}
	letters := h.letters(workshop)
	if len(letters) == 0 {
		return pages
	}
	if len(letters) == 1 {
		h.approve()
		letters = h.letters(workshop)
		m := h.member(organizer.Editor)
		if _, err := h.store.Office(m).Correct(h.t.Context(), letters[0].ID, letters[0].Revision); err != nil {
			h.t.Fatal(err)
		}
		letters = h.letters(workshop)
	}
	for _, l := range letters {
		pages = append(pages, event+"/"+fmt.Sprint(int64(l.ID)), "/verify/"+l.Number)
	}
	return append(pages, event+"/"+fmt.Sprint(int64(letters[0].ID))+"/revoke")
}
