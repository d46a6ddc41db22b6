package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
)

// A download that broke off goes on where it was, also over a part's edge.
func TestDownloadsGoOn(t *testing.T) {
	t.Parallel()
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, db.new(t))
			office := "/o" + h.path(workshop) + "/followup"
			whole := longPNG(2_500_000)
			h.setFollowUp(office, "audience", "link")
			h.upload(office, "Räv på “is”: 1.png", whole, "material-title", "Räven").want(http.StatusSeeOther)
			v := h.stranger()
			file := v.get(h.followUp(workshop)).address("Räven")
			head, err := http.NewRequest(http.MethodHead, h.url+file, nil)
			if err != nil {
				t.Fatal(err)
			}
			first := v.do(head).want(http.StatusOK)
			if n := first.header.Get("Content-Length"); n != "2500000" || len(first.body) > 0 {
				t.Errorf("HEAD says %s bytes", n)
			}
			if name := first.header.Get("Content-Disposition"); !strings.Contains(name, "filename*=utf-8''R%C3%A4v%20p%C3%A5%20%E2%80%9Cis%E2%80%9D- 1.png") &&
				!strings.Contains(name, "filename*=utf-8''R%C3%A4v%20p%C3%A5%20%E2%80%9Cis%E2%80%9D-%201.png") {
				t.Errorf("the name is %q", name)
			}
			for _, part := range []struct {
				header, want string
				status       int
			}{
				{"bytes=0-99", whole[:100], 206},
				{"bytes=1048570-1048580", whole[1048570:1048581], 206},
				{"bytes=2400000-", whole[2400000:], 206},
				{"bytes=-12", whole[len(whole)-12:], 206},
				{"bytes=9000000-", "", 416},
			} {
				r, err := http.NewRequest(http.MethodGet, h.url+file, nil)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Range", part.header)
				r.Header.Set("If-Range", first.header.Get("ETag"))
				got := v.do(r)
				if got.status != part.status || part.status == 206 && got.body != part.want {
					t.Errorf("%s: status %d, %d bytes", part.header, got.status, len(got.body))
				}
			}
		})
	}
}

// longPNG is a picture by its beginning and end, of so many bytes.
func longPNG(size int) string {
	const end = "\x00\x00\x00\x00IEND\xaeB`\x82"
	head := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x00\x00\x00\x00\x3a\x98\xa0\xbd"
	middle := make([]byte, size-len(head)-len(end))
	for i := range middle {
		middle[i] = byte(i * 7 / 5)
	}
	return head + string(middle) + end
}

// What was to go away goes, and what nothing has any more.
func TestFilesGoWithWhatTheyBelongTo(t *testing.T) {
	t.Parallel()
	h := open(t)
	office, v := "/o"+h.path(workshop)+"/followup", h.visitor()
	h.material(webinar)
	v.post("/o"+h.path(webinar)+"/delete", v.get("/o"+h.path(webinar)+"/delete").fields()).want(http.StatusSeeOther)
	binned := len(h.left())
	h.setFollowUp(office, "audience", "link")
	h.upload(office, "a.pdf", aPDF, "material-until", "2026-04-20T12:00").want(http.StatusSeeOther)
	page := h.stranger().get(h.followUp(workshop))
	file := page.address("a")
	if binned == 0 || len(h.left()) <= binned || file == "" {
		t.Fatalf("%d, %q, %q", binned, h.left(), file)
	}
	h.clock.advance(5 * 24 * time.Hour)
	h.stranger().get(file).want(http.StatusNotFound)
	h.tick()
	if left := h.left(); len(left) != binned {
		t.Errorf("expired, and left: %q", left)
	}

	if err := os.WriteFile(h.files+"/omdome-upload-1.part", []byte("halv"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(h.files+"/anteckning.txt", []byte("inte vår"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.clock.advance(survey.BinWindow + time.Hour)
	h.tick() // empties the bin
	for _, name := range h.left() {
		old := time.Now().Add(-2 * time.Hour)
		if err := os.Chtimes(h.files+"/"+name, old, old); err != nil {
			t.Fatal(err)
		}
	}
	h.clock.advance(time.Hour)
	h.tick()
	if left := strings.Join(h.left(), ","); left != "anteckning.txt" {
		t.Errorf("left behind: %s", left)
	}
}

func (h *house) tick() {
	h.t.Helper()
	if err := h.store.Tick(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// What is being sent when the sender goes away leaves nothing.
func TestAnUploadThatStopsLeavesNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	office := "/o" + h.path(workshop) + "/followup"
	body := multipartForm("a.png", longPNG(300_000), "material-licence", "none")
	r, w := io.Pipe()
	go func() {
		_, _ = io.WriteString(w, body[:200_000])
		w.CloseWithError(io.ErrClosedPipe)
	}()
	request, err := http.NewRequest(http.MethodPost, h.url+office+"/material/add/file", r)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", multipartType)
	if res, err := h.visitor().client.Do(request); err == nil {
		res.Body.Close()
		t.Error("half an upload is answered")
	}
	for range 200 { // the server notices a little later
		if len(h.left()) == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if left := h.left(); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	h.visitor().get(office + "/material").says("Här finns inget än.")
}

// A slow line is no fault: the server's limits on how long a page may take do not
// cut what still moves.
func TestSlowTransfersAreNotCut(t *testing.T) {
	t.Parallel()
	h := open(t)
	office := "/o" + h.path(workshop) + "/followup"
	h.setFollowUp(office, "audience", "link")
	body := multipartForm("a.png", longPNG(24_000_000), "material-licence", "none")
	r, w := io.Pipe()
	go func() {
		for i := range 4 {
			part := len(body) / 4
			_, _ = io.WriteString(w, body[i*part:][:part])
			time.Sleep(houseReadTimeout/4 + 200*time.Millisecond) // together longer than a page may take
		}
		_, _ = io.WriteString(w, body[len(body)/4*4:])
		w.Close()
	}()
	request, err := http.NewRequest(http.MethodPost, h.url+office+"/material/add/file", r)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", multipartType)
	h.visitor().do(request).want(http.StatusSeeOther)

	hasty := httptest.NewUnstartedServer(h.handler)
	hasty.Config.WriteTimeout = 200 * time.Millisecond
	hasty.Start()
	t.Cleanup(hasty.Close)
	res, err := http.Get(hasty.URL + h.stranger().get(h.followUp(workshop)).address("a"))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	time.Sleep(500 * time.Millisecond) // the server cannot write on meanwhile
	if n, err := io.Copy(io.Discard, res.Body); err != nil || n != 24_000_000 {
		t.Errorf("%d bytes came: %v", n, err)
	}
}
