package web_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"net/http"
	"os"
	"strings"
	"testing"
)

// A badFile is a file that is not taken, with words of the sentence that says why.
type badFile struct{ what, name, content, says string }

// A zipPart is a part of a zip file; of lies the list says that its sizes are.
type zipPart struct {
	name, content string
	lies          *zip.FileHeader
}

func zipOf(t testing.TB, parts ...zipPart) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		if p.lies != nil {
			p.lies.Name = p.name
			w, err := z.CreateRaw(p.lies)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte(p.content)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		method := zip.Deflate
		if p.name == "mimetype" {
			method = zip.Store
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(p.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const (
	officeTypes = `<?xml version="1.0"?><Types><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.%s.main+xml"/></Types>`
	macroTypes  = `<?xml version="1.0"?><Types><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"/></Types>`
)

// slides is a presentation with more parts.
func slides(t testing.TB, more ...zipPart) string {
	t.Helper()
	parts := []zipPart{
		{name: "[Content_Types].xml", content: fmt.Sprintf(officeTypes, "presentationml.presentation")},
		{name: "ppt/presentation.xml", content: "<p/>"},
	}
	return zipOf(t, append(parts, more...)...)
}

func openSlides(t testing.TB, more ...zipPart) string {
	t.Helper()
	return zipOf(t, append([]zipPart{{name: "mimetype", content: "application/vnd.oasis.opendocument.presentation"}, {name: "content.xml", content: "<o/>"}}, more...)...)
}

func manyParts(n int) []zipPart {
	parts := make([]zipPart, n)
	for i := range parts {
		parts[i] = zipPart{name: fmt.Sprintf("ppt/%d", i), lies: &zip.FileHeader{Method: zip.Store}}
	}
	return parts
}

// claims is a picture whose header says another size than it has.
func claims(png string, width, height uint32) string {
	b := []byte(png)
	binary.BigEndian.PutUint32(b[16:], width)
	binary.BigEndian.PutUint32(b[20:], height)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return string(b)
}

func badFiles(t testing.TB) []badFile {
	png, jpg := aPicture(t, "png", 40, 30), aPicture(t, "jpeg", 40, 30)
	deck, deckEnd := slides(t), "Filens slut saknas"
	wrongKind, page := "ingen PDF, PowerPoint", "webbsida eller en SVG-bild"
	more, broken, macros := "något mer i filen", "går inte att läsa", "makron"
	wide := strings.Index(jpg, "\xff\xc0")
	wideJPG := jpg[:wide+5] + "\xff\xff\xff\xff" + jpg[wide+9:]
	locked := []byte(slides(t, zipPart{name: "ppt/slides/1.xml", lies: &zip.FileHeader{Flags: 1, Method: zip.Store}}))
	bomb := func(unpacked, packed uint64, name string) zipPart {
		return zipPart{name: name, content: "x", lies: &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: unpacked, CompressedSize64: packed}}
	}
	return []badFile{
		{"nothing in it", "tom.pdf", "", "Filen är tom"},
		{"HTML called PDF", "bilder.pdf", "<!doctype html><script>alert(1)</script>", page},
		{"HTML after space", "bilder.pdf", "\n\n  <HTML><body onload=alert(1)>", page},
		{"HTML with a mark", "bilder.png", "\xef\xbb\xbf<html>", page},
		{"HTML in UTF-16", "bilder.pdf", "\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", page},
		{"SVG with a script", "logga.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, page},
		{"SVG called PNG", "logga.png", `<?xml version="1.0"?><svg onload="alert(1)"/>`, page},
		{"a script", "bilder.pdf", "alert(1)//%PDF-1.4", wrongKind},
		{"text", "bilder.txt", "Hej", wrongKind},
		{"a program", "bilder.pptx", "MZ\x90\x00\x03", wrongKind},
		{"a program of another kind", "bilder.pdf", "\x7fELF\x02\x01\x01", wrongKind},
		{"a shell script", "bilder.pdf", "#!/bin/sh\nrm -rf /\n", wrongKind},
		{"GIF and script in one", "bild.gif", "GIF89a/*\x00\x00\x00\x00\x00*/=1;alert(1);", wrongKind},
		{"WebP", "bild.webp", "RIFF\x24\x00\x00\x00WEBPVP8 ", wrongKind},
		{"a film", "film.pdf", "\x00\x00\x00\x20ftypisom", wrongKind},
		{"gzip", "bilder.pdf", "\x1f\x8b\x08\x00\x00", wrongKind},
		{"one byte", "bilder.pdf", "%", wrongKind},
		{"PowerPoint of 1997", "bilder.ppt", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "gamla format"},
		{"a PDF after something else", "bilder.pdf", "GARBAGE\n" + aPDF, wrongKind},
		{"a PDF's beginning", "bilder.pdf", "%PDF-1.7\n", deckEnd},
		{"half a PDF", "bilder.pdf", aPDF[:len(aPDF)/2], deckEnd},
		{"a PDF without its index", "bilder.pdf", strings.ReplaceAll(aPDF, "startxref", "stopxref"), deckEnd},
		{"a PDF that is a zip too", "bilder.pdf", aPDF + deck, more},
		{"a PDF with a page after it", "bilder.pdf", aPDF + "<script>alert(1)</script>", more},
		{"half a PNG", "bild.png", png[:len(png)/2], deckEnd},
		{"a PNG's beginning", "bild.png", png[:8], broken},
		{"a PNG with a page after it", "bild.png", png + "<script>alert(1)</script>", deckEnd},
		{"a PNG of 40,000 by 40,000", "bild.png", claims(png, 40_000, 40_000), "40\u00a0000 gånger 40\u00a0000"},
		{"a PNG one pixel high and endlessly wide", "bild.png", claims(png, 2_000_000_000, 1), "bildpunkter"},
		{"a PNG whose header does not hold", "bild.png", png[:20] + "\x00\x00\x00\x01" + png[24:], broken},
		{"half a JPEG", "bild.jpg", jpg[:len(jpg)-20], deckEnd},
		{"a JPEG with a zip after it", "bild.jpg", jpg + deck, deckEnd},
		{"a JPEG of 65,535 by 65,535", "bild.jpg", wideJPG, "bildpunkter"},
		{"a Word document", "text.pptx", zipOf(t, zipPart{name: "[Content_Types].xml", content: fmt.Sprintf(officeTypes, "wordprocessingml.document")}), wrongKind},
		{"an ODT", "text.odp", zipOf(t, zipPart{name: "mimetype", content: "application/vnd.oasis.opendocument.text"}), wrongKind},
		{"any zip", "bilder.zip", zipOf(t, zipPart{name: "a.txt", content: "a"}), wrongKind},
		{"a jar", "bilder.pptx", zipOf(t, zipPart{name: "META-INF/MANIFEST.MF"}, zipPart{name: "A.class", content: "\xca\xfe\xba\xbe"}), wrongKind},
		{"a PPTM", "bilder.pptm", zipOf(t, zipPart{name: "[Content_Types].xml", content: macroTypes}), macros},
		{"a PPTM called PPTX", "bilder.pptx", slides(t, zipPart{name: "ppt/vbaProject.bin", content: "x"}), macros},
		{"ActiveX", "bilder.pptx", slides(t, zipPart{name: "ppt/activeX/activeX1.bin", content: "x"}), macros},
		{"an ODP with Basic", "bilder.odp", openSlides(t, zipPart{name: "Basic/Standard/script-lb.xml", content: "<x/>"}), macros},
		{"an ODP with a Python script", "bilder.odp", openSlides(t, zipPart{name: "Scripts/python/x.py", content: "x"}), macros},
		{"a locked presentation", "bilder.pptx", string(locked), "lösenord"},
		{"a bomb of three gigabytes", "bilder.pptx", slides(t, bomb(3<<30, 1, "ppt/media/1.png")), "orimligt stor"},
		{"a bomb of exabytes", "bilder.pptx", slides(t, bomb(1<<62, 1, "a"), bomb(1<<62, 1, "b")), "orimligt stor"},
		{"a bomb that shrinks a thousand times", "bilder.pptx", slides(t, bomb(500<<20, 500, "ppt/media/1.png")), "orimligt stor"},
		{"parts that share their bytes", "bilder.pptx", slides(t, bomb(9000, 9000, "a"), bomb(9000, 9000, "b")), "orimligt stor"},
		{"20,000 parts", "bilder.pptx", slides(t, manyParts(20_000)...), "fler än 10\u00a0000 delar"},
		{"100,000 parts", "bilder.pptx", slides(t, manyParts(100_000)...), "fler än 10\u00a0000 delar"},
		{"a part that climbs out", "bilder.pptx", slides(t, zipPart{name: "../../etc/cron.d/x", content: "x"}), broken},
		{"a part that climbs out later", "bilder.pptx", slides(t, zipPart{name: "ppt/../../x", content: "x"}), broken},
		{"a part from the root", "bilder.pptx", slides(t, zipPart{name: "/etc/passwd", content: "x"}), broken},
		{"a part with backslashes", "bilder.pptx", slides(t, zipPart{name: `..\..\x.dll`, content: "x"}), broken},
		{"a part twice", "bilder.pptx", slides(t, zipPart{name: "PPT/Presentation.xml", content: "<other/>"}), broken},
		{"a part packed in a way of its own", "bilder.pptx", slides(t, zipPart{name: "ppt/x", lies: &zip.FileHeader{Method: 99}}), broken},
		{"a list of kinds without end", "bilder.pptx", zipOf(t, zipPart{name: "[Content_Types].xml", content: strings.Repeat(" ", 2<<20)}), broken},
		{"half a presentation", "bilder.pptx", deck[:len(deck)/2], deckEnd},
		{"a presentation with something after it", "bilder.pptx", deck + "<script>", deckEnd},
		{"a presentation after another zip", "bilder.pptx", zipOf(t, zipPart{name: "a"}) + deck, more},
		{"a zip's beginning", "bilder.pptx", "PK\x03\x04", deckEnd},
		{"a name that climbs", "../../etc/passwd.pdf", aPDF, "namn har tecken"},
		{"a name with a drive", `C:\\Windows\\x.pdf`, aPDF, "namn har tecken"},
		{"a name that turns the text", "bild\u202efdp.exe", aPDF, "namn har tecken"},
		{"a name of invisible characters", "bil\u200bder.pdf", aPDF, "namn har tecken"},
		{"a name that is no text", "bild\xff\xfe.pdf", aPDF, "namn har tecken"},
		{"a name of dots", "..", aPDF, "namn har tecken"},
		{"a name without end", strings.Repeat("a", 300) + ".pdf", aPDF, "namn har tecken"},
		{"no file", "", "", "Välj en fil"},
	}
}

// TestBadUploads: each is refused with a sentence, what was typed stays, and
// nothing is left behind, in the database or out of it.
func TestBadUploads(t *testing.T) {
	t.Parallel()
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, db.new(t))
			office, list := "/o"+h.path(workshop)+"/followup", badFiles(t)
			for i, bad := range list {
				if h.files == "" && i%7 > 0 {
					continue // what is refused before it gets to a database need not be tried on each
				}
				page := h.upload(office, bad.name, bad.content, "material-title", "Bilderna", "material-caption", "Hela dagen")
				told := page.Find("#material-file-error").Text()
				if page.status != http.StatusUnprocessableEntity || !strings.Contains(told, bad.says) {
					t.Errorf("%s: status %d, says %q", bad.what, page.status, told)
				}
				if page.Find("#material-title").AttrOr("value", "") != "Bilderna" || strings.TrimSpace(page.Find("#material-caption").Text()) != "Hela dagen" {
					t.Errorf("%s: what was typed is gone", bad.what)
				}
			}
			h.nothingLeft(office)
			t.Logf("%d bad uploads", len(list))
			for _, good := range []struct{ name, content, as string }{
				{"bilder.pdf.exe", aPDF, "bilder.pdf.pdf"},
				{"CON.pptx", slides(t), "_CON.pptx"},
				{`rad:"a|b?.odp`, openSlides(t), "rad--a-b.odp"},
				{"bild.html", aPicture(t, "png", 40, 30), "bild.png"},
				{"bild", aPicture(t, "jpeg", 40, 30) + "\x00\x00", "bild.jpg"},
			} {
				name := strings.ReplaceAll(good.name, `"`, `\"`)
				h.upload(office, name, good.content, "material-title", good.name).want(http.StatusSeeOther)
				address := h.visitor().get(office + "/material").address(good.name)
				if is := h.visitor().get(address).header.Get("Content-Disposition"); !strings.HasSuffix(is, "filename="+good.as) && !strings.HasSuffix(is, `filename="`+good.as+`"`) {
					t.Errorf("%s is called %s", good.name, is)
				}
			}
		})
	}
}

// nothingLeft holds that no material is there, and no file.
func (h *house) nothingLeft(office string) {
	h.t.Helper()
	h.visitor().get(office + "/material").want(http.StatusOK).says("Här finns inget än.")
	if h.files != "" {
		if left := h.left(); len(left) > 0 {
			h.t.Errorf("left behind: %q", left)
		}
	}
}

// Forms of an upload that are none get a page that says so.
func TestUploadsThatAreNoForms(t *testing.T) {
	t.Parallel()
	h := open(t)
	office := "/o" + h.path(workshop) + "/followup"
	whole := multipartForm("a.pdf", aPDF, "material-licence", "none")
	for _, c := range []struct {
		what, kind, body string
		status           int
	}{
		{"a plain form", formType, "material-title=x", http.StatusUnsupportedMediaType},
		{"no boundary", "multipart/form-data", whole, http.StatusBadRequest},
		{"another boundary", "multipart/form-data; boundary=annan", whole, http.StatusUnprocessableEntity},
		{"no end", multipartType, strings.TrimSuffix(whole, "--grens--\r\n"), http.StatusUnprocessableEntity},
		{"no file at all", multipartType, "--grens\r\nContent-Disposition: form-data; name=\"material-title\"\r\n\r\nx\r\n--grens--\r\n", http.StatusUnprocessableEntity},
		{"many parts", multipartType, strings.Repeat("--grens\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n5\r\n", 500) + whole, http.StatusBadRequest},
		{"long texts", multipartType, multipartForm("a.pdf", aPDF, "material-caption", strings.Repeat("a", 70_000)), http.StatusRequestEntityTooLarge},
		{"a text too long", multipartType, multipartForm("a.pdf", aPDF, "material-licence", "none", "material-caption", strings.Repeat("a", 1001)), http.StatusUnprocessableEntity},
	} {
		page := h.visitor().postRaw(office+"/material/add/file", c.kind, strings.NewReader(c.body), nil)
		if page.status != c.status || page.text("h1") == "" {
			t.Errorf("%s: status %d", c.what, page.status)
		}
	}
	// Two gigabytes are refused before they have come.
	head := "POST " + office + "/material/add/file HTTP/1.1\r\nHost: x\r\nCookie: " + signInCookie + "=" + h.owner + "\r\nContent-Type: " + multipartType +
		"\r\nContent-Length: 2147483648\r\n\r\n" + whole[:len(whole)/2]
	if got := raw(t, h, head); !strings.Contains(got, " 413 ") {
		t.Errorf("2 GB are answered with %q", got)
	}
	h.nothingLeft(office)
	if entries, err := os.ReadDir(h.files); err != nil || len(entries) > 0 {
		t.Error(err, entries)
	}
}
