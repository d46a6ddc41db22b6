package web_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// material puts material on the session's follow-up page, shows the page to those
// with the link, and returns where it is.
func (h *house) material(title string) string {
	h.t.Helper()
	page, office := h.followUp(title), "/o"+h.path(title)+"/followup"
	if h.stranger().get(page).status == http.StatusOK {
		return page
	}
	h.setFollowUp(office, "audience", "link")
	h.upload(office, "Bilder.pdf", aPDF, "material-title", "Bilderna", "material-caption", "Alla bilder.\n\n- också de som inte hanns med",
		"material-licence", "by", "material-terms", "Fotona tillhör kommunen").want(http.StatusSeeOther)
	v := h.visitor()
	v.post(office+"/material/add/recording", v.get(office+"/material/add/recording").editor("material-address", "https://video.example.org/1",
		"material-title", "Hela föreläsningen", "material-provider", "Videobolaget", "material-minutes", "54")).want(http.StatusSeeOther)
	return page
}

// materialPages are the organizer's pages of material.
func materialPages(h *house) []string {
	h.material(questions)
	session, event := "/o"+h.path(questions)+"/followup/material", "/o/e/"+string(h.event.Code)+"/followup/material"
	p, err := h.store.FollowUp(h.t.Context(), h.event.Code)
	if err != nil {
		h.t.Fatal(err)
	}
	v := h.visitor()
	if len(p.Material) == 0 {
		v.post(event+"/add/link", v.get(event+"/add/link").editor("material-address", "https://example.org/", "material-title", "Läs mer")).
			want(http.StatusSeeOther)
	}
	first := func(list string) string { return v.get(list).Find(".do a").First().AttrOr("href", "") }
	return []string{
		session, session + "?done=added", session + "/add/file", session + "/add/link", session + "/add/recording", first(session),
		event, event + "/add/recording", first(event),
	}
}

// aPDF is a page of nothing, written by hand.
const aPDF = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 150]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n" +
	"0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"

// aPicture is a picture of the size, as PNG or JPEG.
func aPicture(t testing.TB, format string, width, height int) string {
	t.Helper()
	var b bytes.Buffer
	m, err := image.NewGray(image.Rect(0, 0, width, height)), error(nil)
	if format == "png" {
		err = png.Encode(&b, m)
	} else {
		err = jpeg.Encode(&b, m, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// multipartForm is a form with fields and, last, a file under the name as it is.
func multipartForm(name, content string, pairs ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		b.WriteString("--grens\r\nContent-Disposition: form-data; name=\"" + pairs[i] + "\"\r\n\r\n" + pairs[i+1] + "\r\n")
	}
	b.WriteString("--grens\r\nContent-Disposition: form-data; name=\"material-file\"; filename=\"" + name +
		"\"\r\nContent-Type: application/octet-stream\r\n\r\n" + content + "\r\n--grens--\r\n")
	return b.String()
}

const multipartType = "multipart/form-data; boundary=grens"

// upload sends a file as an editor does.
func (h *house) upload(office, name, content string, pairs ...string) seen {
	h.t.Helper()
	if !slices.Contains(pairs, "material-licence") {
		pairs = append(pairs, "material-licence", "none")
	}
	body := multipartForm(name, content, pairs...)
	return h.visitor().postRaw(office+"/material/add/file", multipartType, strings.NewReader(body), nil)
}

// left are the names in the folder of files, of uploads under way too.
func (h *house) left() []string {
	h.t.Helper()
	entries, err := os.ReadDir(h.files)
	if err != nil && !os.IsNotExist(err) {
		h.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// address is where the page's material with the title is.
func (s seen) address(title string) string {
	return s.Find(".material h3 a").FilterFunction(func(_ int, e *goquery.Selection) bool { return e.Text() == title }).AttrOr("href", "")
}

func TestMaterialIsFetchedByThoseItIsFor(t *testing.T) {
	t.Parallel()
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, db.new(t))
			page := h.material(workshop)
			reader := h.stranger()
			shown := reader.get(page).want(http.StatusOK)
			shown.says("Bilderna", "PDF, 1 kB", "Alla bilder.", "CC BY 4.0", "Fotona tillhör kommunen", "Inspelning, 54 minuter", "Öppnas hos Videobolaget")
			recording := shown.Find(".material a[href^='https:']")
			if recording.AttrOr("rel", "") != "noopener noreferrer" || recording.AttrOr("referrerpolicy", "") != "no-referrer" {
				t.Error("the recording's keeper is told where readers come from")
			}
			if n := shown.Find("iframe, video, embed, object, script[src^='http']").Length(); n > 0 {
				t.Errorf("%d things of others stand on the page", n)
			}
			file := shown.address("Bilderna")
			got := reader.get(file).want(http.StatusOK)
			if got.body != aPDF {
				t.Errorf("%d bytes came back of %d", len(got.body), len(aPDF))
			}
			for name, want := range map[string]string{
				"Content-Type": "application/pdf", "Content-Disposition": "attachment; filename=Bilder.pdf", "X-Content-Type-Options": "nosniff",
				"Accept-Ranges": "bytes", "Content-Security-Policy": "sandbox; default-src 'none'",
			} {
				if is := got.header.Get(name); !strings.HasPrefix(is, want) {
					t.Errorf("%s is %q, want %q", name, is, want)
				}
			}
			h.setFollowUp("/o"+h.path(workshop)+"/followup", "audience", "none")
			reader.get(file).want(http.StatusNotFound)
			h.visitor().get("/o" + h.path(workshop) + "/followup/preview").want(http.StatusOK).says("Bilderna")
			h.visitor().get("/o" + h.path(workshop) + "/followup/material/" + file[strings.LastIndexByte(file, '/')+1:] + "/file").want(http.StatusOK)
			// Another page's address does not lead to it.
			h.setFollowUp("/o"+h.path(webinar)+"/followup", "audience", "public")
			reader.get(h.followUp(webinar) + strings.TrimPrefix(file, page)).want(http.StatusNotFound)
		})
	}
}

func TestMaterialForTheInvited(t *testing.T) {
	t.Parallel()
	s := open(t).seminar()
	page, office := "/f"+strings.TrimPrefix(s.first, "/s"), "/o"+s.first+"/followup"
	s.setFollowUp(office, "audience", "invited")
	s.upload(office, "bilder.pdf", aPDF).want(http.StatusSeeOther)
	guest := s.stranger()
	guest.get(s.links(1)[0])
	file := guest.get(page).want(http.StatusOK).address("bilder")
	guest.get(file).want(http.StatusOK)
	s.stranger().get(file).want(http.StatusForbidden)
}

func TestMaterialIsOrderedChangedAndTakenAway(t *testing.T) {
	t.Parallel()
	h := open(t)
	page := h.material(workshop)
	list := "/o" + h.path(workshop) + "/followup/material"
	v := h.visitor()
	titles := func() string {
		return strings.Join(v.get(list).Find(".material h3").Map(func(_ int, e *goquery.Selection) string { return e.Text() }), ", ")
	}
	down := v.get(list).Find("form.do").First()
	for range 2 { // pressed twice it is done once
		v.post(list, map[string][]string{
			"do": {"move"}, "material": {down.Find("[name=material]").AttrOr("value", "")}, "to": {down.Find("button").AttrOr("value", "")},
		}).want(http.StatusSeeOther)
	}
	if got := titles(); got != "Hela föreläsningen, Bilderna" {
		t.Errorf("the order is %s", got)
	}

	edit := v.get(list).Find(".do a").First().AttrOr("href", "")
	mine := v.get(edit).editor("material-title", "Mitt")
	v.post(edit, v.get(edit).editor("material-caption", "Ditt")).want(http.StatusSeeOther)
	conflict := v.post(edit, mine).want(http.StatusConflict).says("Ditt")
	v.post(edit, conflict.editor()).want(http.StatusSeeOther)
	if got := titles(); got != "Mitt, Bilderna" {
		t.Errorf("after a conflict: %s", got)
	}
	v.post(edit, v.get(edit).editor("material-address", "javascript:alert(1)", "material-minutes", "-3", "material-until", "2020-01-01T10:00", "material-title", "")).
		wrong("material-address", "material-title", "material-minutes", "material-until")

	file := h.stranger().get(page).address("Bilderna")
	id := file[strings.LastIndexByte(file, '/')+1:]
	for range 2 {
		v.follow(v.post(list, map[string][]string{"do": {"remove"}, "material": {id}}))
	}
	h.stranger().get(file).want(http.StatusNotFound)
	if left := h.left(); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	if log := v.get("/o/log"); !strings.Contains(log.body, "Tog bort material: ") || !strings.Contains(log.body, "Lade till material: ") {
		t.Error("the log does not tell")
	}
}

// Links are stored as they are and fetched by nobody; the same one twice is one.
func TestLinksThatAreNone(t *testing.T) {
	t.Parallel()
	h := open(t)
	add := "/o" + h.path(workshop) + "/followup/material/add/link"
	v := h.visitor()
	for _, address := range []string{
		"", "example.org", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "gopher://x/1", "ftp://example.org/", "//example.org/",
		"https://", "https:///x", "https://user:pass@example.org/", "https://exa mple.org/", "https://example.org/\\..", "ht\ttps://x.org",
		"https://example.org/" + strings.Repeat("a", 2000),
	} {
		v.post(add, v.get(add).editor("material-address", address, "material-title", "Länk")).wrong("material-address")
	}
	hits := 0
	trap := trapServer(t, &hits)
	for _, address := range []string{trap, "http://169.254.169.254/latest/", "http://[::1]/", "http://0x7f.1/"} {
		v.post(add, v.get(add).editor("material-address", address, "material-title", "Länk")).want(http.StatusSeeOther)
	}
	v.post(add, v.get(add).editor("material-address", trap, "material-title", "Igen")).wrong("material-address")
	h.setFollowUp("/o"+h.path(workshop)+"/followup", "audience", "link")
	h.stranger().get(h.followUp(workshop)).want(http.StatusOK).says("Öppnas hos 169.254.169.254")
	if hits > 0 {
		t.Errorf("a link was fetched %d times", hits)
	}
}

func trapServer(t *testing.T, hits *int) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { *hits++ }))
	t.Cleanup(s.Close)
	return s.URL
}
