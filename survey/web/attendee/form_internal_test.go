package attendee

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/event"
	"github.com/omdome/omdome/survey/web/page"
)

// TestWhatTheStoreCannotTake tells what an attendee sees when the store is in
// trouble, which no healthy store can be made to be at will.
func TestWhatTheStoreCannotTake(t *testing.T) {
	t.Parallel()
	s := roomWithoutStore(t)
	form := survey.Form{
		Event:   survey.Event{Language: survey.Swedish, Zone: "Europe/Stockholm"},
		Session: survey.Session{Kind: survey.KindTalk, Title: "Titel", State: survey.StateOpen, K: 5}, Questions: survey.DefaultQuestionnaire(nil),
	}
	v := Visit{event.Visit{Form: form, Catalog: i18n.For(survey.Swedish), Base: "/s/000000"}}
	key := survey.Key{1, 2, 3}
	for _, c := range []struct {
		err    error
		status int
		retry  string
		says   string
	}{
		{survey.ErrUnconfirmed, 503, "5", "Vi kan inte bekräfta att svaret sparades. Skicka igen; det räknas bara en gång."},
		{survey.ErrBusy, 503, "5", "Många svarar just nu. Försök igen om 5 sekunder."},
		{survey.ErrUnavailable, 503, "5", "Svaret kunde inte sparas just nu. Allt som du fyllde i finns kvar här; skicka igen om en stund."},
		{survey.ErrFull, 503, "5", "Svaret kunde inte sparas just nu."},
		{survey.ErrNewer, 503, "5", "Omdöme uppdateras just nu. Allt som du fyllde i finns kvar här; skicka igen om en stund."},
		{errors.New("pq: disk full"), 500, "", "Något gick fel hos oss. Dina svar finns kvar här"},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, "/s/000000", nil)
		in := FormInput{key: key, fields: url.Values{"q1": {"4"}, "q4": {"Text."}}}
		if err := s.notAccepted(w, r, v, in, fmt.Errorf("accepting: %w", c.err)); err != nil {
			t.Fatal(err)
		}
		page, err := goquery.NewDocumentFromReader(strings.NewReader(w.Body.String()))
		if err != nil {
			t.Fatal(err)
		}
		if w.Code != c.status || w.Header().Get("Retry-After") != c.retry {
			t.Errorf("%v: status %d, retry after %q", c.err, w.Code, w.Header().Get("Retry-After"))
		}
		if got := page.Find(".errors").Text(); !strings.Contains(got, c.says) || strings.Contains(w.Body.String(), "disk") {
			t.Errorf("%v: the page says %q", c.err, got)
		}
		if got := page.Find("input[name=key]").AttrOr("value", ""); got != key.Text() {
			t.Errorf("%v: the key has changed: sending again could count twice", c.err)
		}
		_, kept := page.Find("[name=q1][value='4']").Attr("checked")
		if !kept || strings.TrimSpace(page.Find("[name=q4]").Text()) != "Text." {
			t.Errorf("%v: what was typed is lost", c.err)
		}
	}
}

// TestAnInternalErrorGivesBackWhatWasWritten: also when there is no form to show
// it in.
func TestAnInternalErrorGivesBackWhatWasWritten(t *testing.T) {
	t.Parallel()
	s := roomWithoutStore(t)
	post := func(h http.Handler) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/s/000000", strings.NewReader("q4=Lång+text&q1=5"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	broken := s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.ParseForm(w, r); err != nil {
			return err
		}
		return errors.New("pq: connection refused")
	})
	panics := s.Recovered(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("at the disco") }))
	if w := post(broken); w.Code != 500 || !strings.Contains(w.Body.String(), "Lång text") || strings.Contains(w.Body.String(), "pq:") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := post(panics); w.Code != 500 || strings.Contains(w.Body.String(), "disco") || !strings.Contains(w.Body.String(), "<h1>") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func roomWithoutStore(t *testing.T) *Room {
	t.Helper()
	site, err := page.NewSite(page.Config{URL: "http://127.0.0.1", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return &Room{Room: &event.Room{Site: site}}
}

// TestAKeyOfAnothersIsReplaced: on a shared device the next person is told, and can
// send again with a key of their own.
func TestAKeyOfAnothersIsReplaced(t *testing.T) {
	t.Parallel()
	s := roomWithoutStore(t)
	form := survey.Form{Session: survey.Session{Title: "Passet", State: survey.StateOpen, Version: 1}}
	v := Visit{event.Visit{Form: form, Catalog: i18n.For(survey.Swedish), Base: "/s/000000"}}
	w, key := httptest.NewRecorder(), survey.Key{1, 2, 3}
	in := FormInput{key: key, fields: url.Values{}}
	err := s.notAccepted(w, httptest.NewRequest(http.MethodPost, "/s/000000", nil), v, in, fmt.Errorf("accepting: %w", survey.ErrKeyTaken))
	if err != nil {
		t.Fatal(err)
	}
	page, err := goquery.NewDocumentFromReader(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	if got := page.Find(".errors").Text(); w.Code != http.StatusConflict || !strings.Contains(got, "med en annan länk") {
		t.Errorf("status %d, and the page says %q", w.Code, got)
	}
	if got, ok := page.Find("input[name=key]").Attr("value"); !ok || got == key.Text() {
		t.Errorf("the key is still %q", got)
	}
}
