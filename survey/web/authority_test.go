package web_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey/organizer"
)

const recordsAddress = "/o/organization/records"

func TestAnAuthorityTellsWhatAnswersBecome(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, db.new(t))
			v := h.visitor()
			if text := v.get(h.path(webinar)).text("main") + v.get(h.path(webinar)+"/protection").text("main"); strings.Contains(text, "allmän handling") {
				t.Error("who is no authority speaks of public records")
			}
			form := v.get(recordsAddress).want(http.StatusOK).fields()
			opened := v.get(recordsAddress).fields("controller", "min@example.org") // by a colleague
			form.Set("public", "1")
			form.Set("keep-answers", "2")
			form.Set("unit-answers", "years")
			bad := v.post(recordsAddress, form).want(http.StatusUnprocessableEntity).says("Skriv beslutets nummer", "Skriv hur man når")
			for _, link := range bad.Find("[role=alert] a").EachIter() {
				if to := link.AttrOr("href", ""); bad.Find(to).Length() != 1 {
					t.Errorf("the summary leads to %s, which is not there", to)
				}
			}
			for name, value := range map[string]string{
				"decision-answers": "KS 2026/1", "controller": "dso@example.org", "keep-comments": "6", "unit-comments": "months", "decision-comments": "KS 2026/2",
			} {
				form.Set(name, value)
			}
			v.follow(v.post(recordsAddress, form)).says("Sparat.", "Betyg och val gallras efter 2 år, beslut KS 2026/1.")
			v.get(h.path(webinar)).says("Svar kan vara allmän handling.")
			v.get(h.path(webinar)+"/protection").says("begäras ut, även kommentarer som inte togs med i brevet",
				"Betyg och val gallras efter 2 år, beslut KS 2026/1.", "Kommentarerna gallras efter 6 månader, beslut KS 2026/2.",
				"Personuppgiftsansvarig: Forum för styrning, dso@example.org.")
			v.get(h.path(webinar) + "/protection?lang=en").says("Ratings and choices are deleted after 2 years, decision KS 2026/1.")
			v.get(h.path(webinar) + "/protection?lang=fi").says("Arvosanat ja valinnat hävitetään 2 vuoden kuluttua, päätös KS 2026/1.")

			late := v.post(recordsAddress, opened).want(http.StatusConflict).says("dso@example.org", "KS 2026/1")
			if late.fields().Get("controller") != "min@example.org" {
				t.Error("what was typed is lost")
			}
			reader := h.organizer(organizer.Viewer)
			page := reader.get(recordsAddress).want(http.StatusOK).says("Bara en ägare kan ändra", "KS 2026/2", "månader")
			if page.Find("form.editor").Length() != 0 {
				t.Error("who may not change has a form")
			}
		})
	}
}

func TestResultsSayWhatHasBeenRemoved(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	v := h.visitor()
	v.post(recordsAddress, v.get(recordsAddress).fields("keep-answers", "1", "unit-answers", "months", "decision-answers", "KS 1",
		"keep-comments", "1", "unit-comments", "months", "decision-comments", "KS 2", "unit-letters", "years")).want(http.StatusSeeOther)
	v.get(recordsAddress).says("Det här gallras härnäst", "17 maj 2026")
	letter := h.letter(workshop)
	before := v.get(letter).want(http.StatusOK).text("main")
	v.get(h.office(workshop)).says("Svaren gallras 17 maj 2026, beslut KS 1.")
	h.clock.advance(40 * 24 * time.Hour)
	if err := h.store.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	v = h.visitorWith(h.signedIn(h.member(organizer.Owner))) // the other sign-in is over
	page := v.get(h.office(workshop)).says("Svaren gallrades 26 maj 2026, beslut KS 1. Det som står i breven finns kvar där.",
		"Kommentarerna gallrades 26 maj 2026, beslut KS 2.")
	if page.Find(".figure, blockquote").Length() != 0 {
		t.Error("figures or comments are left")
	}
	v.get("/o/e/"+string(h.event.Code)+"/results").says("Svaren gallrades 26 maj 2026, beslut KS 1.", "gallrat")
	csv := v.get("/o/e/" + string(h.event.Code) + "/results.csv").body
	if !strings.Contains(csv, "Svaren gallrades 2026-05-26 KS 1") {
		t.Errorf("the file says %s", csv)
	}
	if after := v.get(letter).want(http.StatusOK).text("main"); after != before {
		t.Errorf("the letter has changed: %s", after)
	}
	v.get("/o/log").says("Klockan", "Gallrade svaren på: "+workshop)
}

func TestWhatAProcurementAsks(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.visitor()
	const address = "/o/organization/procurement"
	public := "/e/" + string(h.event.Code) + "/procurement"
	statement := "/e/" + string(h.event.Code) + "/accessibility"
	page := v.get(public).want(http.StatusOK).says("SQLite eller PostgreSQL", "argon2id")
	if page.Find("#support").Length() != 0 || page.Find(".own").Length() != 0 {
		t.Error("what nobody has answered is there")
	}
	if v.get(statement).Find("a[href='"+public+"']").Length() != 0 {
		t.Error("the statement leads to a page without answers")
	}
	form := v.get(address).want(http.StatusOK).says("Inte besvarat på alla språk än.").fields()
	opened := v.get(address).fields("hosting-sv", "Annat")
	form.Set("support-sv", "Ring <i>oss</i>.\n\n- vardagar")
	v.follow(v.post(address, form)).says("Sparat.")
	v.get(public).says("Ring <i>oss</i>.", "vardagar")
	if en := v.get(public + "?lang=en").says("Support"); en.Find(".own[lang=sv]").Length() != 1 {
		t.Error("an answer in another language is not marked as that")
	}
	if v.get(statement).Find("a[href='"+public+"']").Length() != 1 {
		t.Error("the statement does not lead to the answers")
	}
	if late := v.post(address, opened).want(http.StatusConflict); late.fields().Get("hosting-sv") != "Annat" {
		t.Error("what was typed is lost")
	}
	v.get("/o/organization?lang=sv").says("0 av 7 besvarade") // in one language alone
	v.post(address, v.get(address).fields("hosting-sv", strings.Repeat("x", 4001))).want(http.StatusUnprocessableEntity).says("Ett tecken för långt")
}

// packetFiles reads a packet.
func packetFiles(t *testing.T, s seen) (names []string, content map[string]string) {
	t.Helper()
	s.want(http.StatusOK)
	r, err := zip.NewReader(strings.NewReader(s.body), int64(len(s.body)))
	if err != nil {
		t.Fatal(err)
	}
	content = map[string]string{}
	for _, f := range r.File {
		open, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(open)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name)
		content[f.Name] = string(b)
	}
	return names, content
}

func TestTheRegistrarsPacket(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	v := h.visitor()
	v.post(recordsAddress, v.get(recordsAddress).fields("public", "1", "controller", "dso@example.org", "keep-letters", "5", "unit-letters", "years",
		"decision-letters", "KS 9", "unit-answers", "years", "unit-comments", "years")).want(http.StatusSeeOther)
	address := "/o/e/" + string(h.event.Code) + "/packet.zip"
	h.approve()
	first := v.get(address)
	names, files := packetFiles(t, first)
	want := "[las-mig.txt sammanfattning.html siffror.csv gallring.txt brev/001-1-fran-mal-till-avtal-karin-ek.pdf]"
	if fmt.Sprint(names) != want {
		t.Errorf("the files are %v, want %s", names, want)
	}
	for name, says := range map[string]string{
		"las-mig.txt": "pass vars resultat inte visas än", "sammanfattning.html": workshop, "siffror.csv": workshop,
		"gallring.txt": "Breven gallras efter 5 år, beslut KS 9.", "brev/001-1-fran-mal-till-avtal-karin-ek.pdf": "%PDF-",
	} {
		if !strings.Contains(files[name], says) {
			t.Errorf("%s does not say %q: %.500s", name, says, files[name])
		}
	}
	h.clock.advance(time.Hour)
	if again := v.get(address); !bytes.Equal([]byte(again.body), []byte(first.body)) {
		t.Error("the same results give another packet")
	}
	v.language = "en"
	names, files = packetFiles(t, v.get(h.office(workshop)+"/packet.zip"))
	if len(names) != 5 || !strings.Contains(files["read-me.txt"], "1 letter to a speaker") || !strings.Contains(files["retention.txt"], "decision KS 9") {
		t.Errorf("the session's: %v\n%s\n%s", names, files["read-me.txt"], files["retention.txt"])
	}
}
