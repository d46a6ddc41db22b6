package web_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

func TestOwnersWordTheLetters(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	v := h.organizer(organizer.Owner)
	page := v.get("/o/letters/words/sv").want(http.StatusOK)
	if got := page.Find("#greeting").Text(); strings.TrimSpace(got) != "Hej {namn}!" {
		t.Errorf("the greeting's field holds %q", got)
	}
	const address = "/o/letters/words/sv"
	wrong := page.fields("greeting", "Hej {talare}!", "thanks", "Strålande, {namn}!")
	refused := v.post(address, wrong).want(http.StatusUnprocessableEntity).says("{talare}", "{namn}, {helanamnet}", "”strålande”")
	if got := refused.Find("#greeting").Text(); strings.TrimSpace(got) != "Hej {talare}!" {
		t.Errorf("what was typed has become %q", got)
	}
	preview := v.post(address, page.fields("greeting", "Bästa {helanamnet},", "thanks", "Vilken härlig dag, {namn}!", "do", "preview")).want(http.StatusOK).
		says("Bästa Karin Exempel,", "Inget är sparat än", "”härlig” kan låta som beröm")
	if n := preview.Find(".sample").Length(); n != 5 {
		t.Errorf("%d sample letters", n)
	}
	if wordings, err := h.store.Wordings(t.Context(), h.event.OrganizationID); err != nil || len(wordings) > 0 {
		t.Errorf("a preview has stored %v, %v", wordings, err)
	}
	saved := v.post(address, page.fields("greeting", "Bästa {helanamnet},")).want(http.StatusSeeOther)
	v.follow(saved).says("Sparat")
	approved := h.letter(workshop)
	greets := func() {
		t.Helper()
		if text := v.get(approved).text(".letter-salutation"); !strings.HasPrefix(text, "Bästa ") {
			t.Errorf("the letter greets %q", text)
		}
	}
	greets()
	// The second of two is told what the first has written, and loses nothing.
	late := v.post(address, page.fields("greeting", "Kära {namn},")).want(http.StatusConflict).says("Bästa {helanamnet},")
	if got := late.Find("#greeting").Text(); strings.TrimSpace(got) != "Kära {namn}," {
		t.Errorf("what was typed has become %q", got)
	}
	v.post(address, late.fields()).want(http.StatusSeeOther)
	greets() // what is approved stays as it was
	v.post(address, v.get(address).fields("do", "standard")).want(http.StatusOK).says("Standardtexterna")
	v.get("/o/log").says("Ändrade brevens ord")

	editor := h.organizer(organizer.Editor)
	if seen := editor.get(address).want(http.StatusOK).says("Bara ägare"); seen.Find(".editor button").Length() != 0 {
		t.Error("an editor is offered to save")
	}
	v.get("/o/letters/words/fi").want(http.StatusNotFound)
	if pdf := v.get("/o/letters/sample/en").want(http.StatusOK); !strings.HasPrefix(pdf.body, "%PDF-") {
		t.Errorf("the sample letter begins %.20q", pdf.body)
	}
}

// upload posts the letterhead's form, with files by their fields.
func (v *visitor) upload(form url.Values, files map[string][]byte) seen {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range form {
		for _, value := range values {
			must(v.t, func() error { return w.WriteField(name, value) })
		}
	}
	for name, file := range files {
		part, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {`form-data; name="` + name + `"; filename="../x.png"`}, "Content-Type": {"text/html"},
		})
		if err != nil {
			v.t.Fatal(err)
		}
		_, _ = part.Write(file) // to memory
	}
	must(v.t, w.Close)
	return v.postRaw("/o/letters/letterhead", w.FormDataContentType(), &b, nil)
}

func aLogo(t *testing.T) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 60, 20))
	for i := range 60 {
		m.SetNRGBA(i, i/3, color.NRGBA{122, 31, 31, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOwnersDressTheLetters(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.releasedWorkshop()
	v := h.organizer(organizer.Owner)
	form := v.get("/o/letters/letterhead").want(http.StatusOK).fields("signer", "Eva Ö", "address", "Box 1\r\n751 42 Uppsala", "accent", "#7a1f1f")
	nothing := func(when string) {
		t.Helper()
		if _, head, err := h.store.Office(h.member(organizer.Owner)).Letterhead(t.Context()); err != nil || head.Revision != 0 {
			t.Errorf("%s: revision %d, %v", when, head.Revision, err)
		}
	}
	light := url.Values{"name": form["name"], "accent": {"#e8a33d"}, "signer": {"Eva Ö"}, "revision": form["revision"]}
	page := v.upload(light, map[string][]byte{"logo": aLogo(t)}).want(http.StatusUnprocessableEntity).says("2,1 mot 1", "Välj bilden igen")
	if got := page.Find("#signer").AttrOr("value", ""); got != "Eva Ö" {
		t.Errorf("what was typed has become %q", got)
	}
	nothing("after a colour that is refused")
	for name, c := range map[string]struct {
		file []byte
		says string
	}{
		"a script":      {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>`), "skript"},
		"a page":        {[]byte("<html><script>alert(1)</script>"), "varken PNG eller SVG"},
		"a large file":  {append(aLogo(t), make([]byte, 2<<20)...), "kB"},
		"half a PNG":    {aLogo(t)[:40], "inte att läsa"},
		"a reference":   {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="http://127.0.0.1/"/></svg>`), "utanför sig själv"},
		"markup within": {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect fill="&lt;b&gt;x"/></svg>`), "<b>x"},
	} {
		page := v.upload(form, map[string][]byte{"hand": c.file}).want(http.StatusUnprocessableEntity).says(c.says)
		if page.Find("#hand[aria-invalid]").Length() != 1 || page.Find("main b").Length() != 0 {
			t.Errorf("%s: the field is not marked, or the file's markup is the page's", name)
		}
		nothing(name)
	}
	v.upload(form, map[string][]byte{"logo": make([]byte, 9<<20)}).want(http.StatusRequestEntityTooLarge)
	v.post("/o/letters/letterhead", form).want(http.StatusUnsupportedMediaType)
	nothing("after what is no such form")

	v.follow(v.upload(form, map[string][]byte{"logo": aLogo(t), "hand": aLogo(t)}).want(http.StatusSeeOther)).says("Sparat", "Box 1")
	v.upload(form, nil).want(http.StatusConflict)
	logo := v.get("/o/letters/letterhead/logo.png").want(http.StatusOK)
	if logo.header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || logo.header.Get("X-Content-Type-Options") != "nosniff" || logo.header.Get("Content-Type") != "image/png" {
		t.Errorf("the logo comes with %v", logo.header)
	}
	letter := v.get(h.letter(workshop)).want(http.StatusOK)
	src, _ := letter.Find("img.letter-logo").Attr("src")
	if _, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(src, "data:image/png;base64,")); err != nil || letter.Find("img.letter-hand[alt*='Eva Ö']").Length() != 1 {
		t.Errorf("the letter's logo is %.60q, %v", src, err)
	}
	sheet := v.get(letter.Find("link[href^='/accent/']").AttrOr("href", "")).want(http.StatusOK)
	if !strings.Contains(sheet.body, "--letter-accent:#7a1f1f;") {
		t.Errorf("the accent's sheet is %q", sheet.body)
	}
	for _, path := range []string{"/accent/7a1f1.css", "/accent/red;}*.css", "/o/letters/letterhead/x.png"} {
		v.get(path).want(http.StatusNotFound)
	}
	gone := v.get("/o/letters/letterhead").fields()
	gone.Set("nologo", "1")
	v.upload(gone, nil).want(http.StatusSeeOther)
	v.get("/o/letters/letterhead/logo.png").want(http.StatusNotFound)
	v.get("/o/letters/letterhead/hand.png").want(http.StatusOK)
}

// While an owner writes, the sample letters follow, and nothing is stored.
func TestSampleLettersFollowWhatIsWrittenInABrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browse(t)
	b.speak(survey.Swedish)
	b.visit("/o/letters/words/sv")
	b.write("#signoff", " och tack")
	b.until("the samples", `document.querySelectorAll(".sheet .signed")[2].textContent.includes("och tack")`)
	b.write("#signoff", " {talare}")
	b.until("the samples", `document.getElementById("signoff-notes").textContent.includes("{arrangör}")`)
	wordings, err := h.store.Wordings(t.Context(), h.event.OrganizationID)
	if err != nil || len(wordings) > 0 {
		t.Errorf("%v are stored, %v", wordings, err)
	}
}
