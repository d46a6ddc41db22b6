package web_test

import (
	"bytes"
	"crypto/rand"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
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

func TestAnyoneCanVerifyALetter(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	number := h.letters(workshop)[0].Number
	nobody := h.stranger()
	nobody.get("/verify/" + number).want(http.StatusNotFound) // a draft says nothing
	speaker := h.letter(workshop)
	page := nobody.get("/verify/"+number).want(http.StatusOK).says("Brevet är äkta", "Karin Ek, workshopledare", workshop, "16 april 2026", "Forum för styrning")
	if strings.Contains(page.text("main"), "5,0") || strings.Contains(page.text("main"), "Kommentar") {
		t.Errorf("the number alone tells figures: %s", page.text("main"))
	}
	typed := " " + strings.ToLower(strings.ReplaceAll(number, "-", " "))
	if to := nobody.get("/verify?number=" + url.QueryEscape(typed)).want(http.StatusSeeOther).location; to != "/verify/"+number {
		t.Errorf("%q leads to %q", typed, to)
	}
	wrong := nobody.get("/verify?number=2026").want(http.StatusUnprocessableEntity).says("tre grupper om fyra")
	if wrong.Find("#number").AttrOr("value", "") != "2026" || wrong.Find(".errors a[href='#number']").Length() != 1 {
		t.Error("a wrong number is not told at its field, with what was typed")
	}

	pdf := nobody.get(speaker + "/letter.pdf").body
	nobody.checks(pdf).want(http.StatusOK).says("Brevet är äkta", "precis den som utfärdades", "5,0 i medelvärde", "4 gav 5")
	nobody.checks("hej").want(http.StatusOK).says("Filen går inte att läsa")
	nobody.checks("").want(http.StatusUnprocessableEntity).says("Välj brevet som PDF-fil.")
	nobody.checks(strings.Repeat("x", 9<<20)).want(http.StatusRequestEntityTooLarge)
	nobody.post("/verify", url.Values{}).want(http.StatusUnsupportedMediaType)
	if got := nobody.get("/verify/keys.json"); !strings.Contains(got.body, "Ed25519") || strings.Contains(got.body, "secret") {
		t.Errorf("the published keys: %s", got.body)
	}

	v := h.organizer(survey.RoleEditor)
	revoke := h.letterPage(h.letters(workshop)[0]) + "/revoke"
	v.follow(v.post(revoke, v.get(revoke).fields("reason", "Fel person.")))
	nobody.get("/verify/"+number).want(http.StatusOK).says("Brevet är återkallat", "Skälet: Fel person.")
	nobody.checks(pdf).want(http.StatusOK).says("Brevet är återkallat", "Skälet: Fel person.")
	v.follow(v.pressed(h.letterPage(h.letters(workshop)[0]), "correct"))
	h.approve()
	newer := nobody.get("/verify/"+number).says("Brevet är återkallat").Find(".verdict a").AttrOr("href", "")
	nobody.get(newer).says("Brevet är äkta", "Ersätter brev", number)
}

// A letter that another version of the program drew is compared by its text alone:
// it is neither called genuine nor changed, and says what was not compared.
func TestWhatWasNotComparedIsNotCalledGenuine(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	office := h.store.Office(h.member(survey.RoleEditor))
	one := h.letters(workshop)[0]
	facts, err := office.LetterFacts(t.Context(), h.event.Code, one.ID)
	if err != nil {
		t.Fatal(err)
	}
	key, err := h.store.SigningKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l, err := letter.Build(facts[0], letter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	seal := letter.Seal{Installation: h.url, Key: key, Random: rand.Reader, Now: h.clock.Now(), Drawing: pdf.Drawing - 1}
	frozen, err := seal.Freeze(l, facts[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := office.Approve(t.Context(), "Karin", []survey.Approval{{Letter: one.ID, Revision: one.Revision, Frozen: frozen}}); err != nil {
		t.Fatal(err)
	}
	nobody := h.stranger()
	c, err := pdf.Read([]byte(nobody.get("/l/" + one.Key + "/letter.pdf").body))
	if err != nil {
		t.Fatal(err)
	}
	l.Accent = "#7a1f3d"
	var other bytes.Buffer
	if err := pdf.Write(&other, l, c.Attachments...); err != nil {
		t.Fatal(err)
	}
	seen := nobody.checks(other.String()).want(http.StatusOK).says("Brevet är inte helt jämfört", "något kan vara övermålat", "5,0 i medelvärde")
	if seen.Find(".verdict.good").Length()+seen.Find(".verdict.bad").Length() != 0 {
		t.Error("it is called good, or bad")
	}
	v := h.organizer(survey.RoleEditor)
	revoke := h.letterPage(one) + "/revoke"
	v.follow(v.post(revoke, v.get(revoke).fields("reason", "Fel person.")))
	if nobody.checks(other.String()).says("Brevet är återkallat", "något kan vara övermålat").Find(".verdict.bad").Length() != 1 {
		t.Error("that it was revoked is not told as bad")
	}
}
