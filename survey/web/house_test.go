package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/issue"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/sign"
	"github.com/omdome/omdome/survey/store"
	"github.com/omdome/omdome/survey/store/storetest"
	"github.com/omdome/omdome/survey/web"
)

// signInCookie is the cookie of an organizer who is signed in.
const signInCookie = "organizer"

// A house is a running program on a database of its own: what tests visit.
type house struct {
	t       testing.TB
	store   *store.Store
	handler http.Handler
	url     string
	clock   *clock
	log     *syncBuffer
	event   survey.Event
	// database is the address of what it all stands in.
	database string
	// files is the folder of uploaded files; empty where the database has them.
	files string
	// owner is the token with which visitors are signed in: see stranger.
	owner string
	// code finds a session's code by its title.
	code   map[string]survey.Code
	issuer *issue.Issuer
	// sent counts the forms that were posted to each address.
	sent *sync.Map
}

// A clock is a time that tests set.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// houseReadTimeout is how long a house's server lets a request take to come. A
// busy machine needs a part of it before a handler so much as begins to read.
const houseReadTimeout = 4 * time.Second

// open returns a house on SQLite.
func open(t testing.TB) *house {
	t.Helper()
	return openOn(t, storetest.SQLite(t))
}

// databases are what must give the same answers.
var databases = []struct {
	name string
	new  func(testing.TB) string
}{{"SQLite", storetest.SQLite}, {"PostgreSQL", storetest.Postgres}}

func openOn(t testing.TB, database string) *house {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{
		t: t, log: &syncBuffer{}, sent: new(sync.Map), code: map[string]survey.Code{}, database: database,
		clock: &clock{now: time.Date(2026, 4, 16, 11, 50, 0, 0, zone)},
	}
	log := slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if !strings.Contains(database, "://") {
		h.files = database + ".files"
	}
	storetest.Migrated(t, database, func(address string) error {
		s, err := store.Open(context.Background(), address, store.Options{Log: log})
		if err != nil {
			return err
		}
		return errors.Join(s.Migrate(context.Background()), s.Close())
	})
	h.store, err = store.Open(context.Background(), database, store.Options{Now: h.clock.Now, Log: log, Files: h.files})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.store.Close(); err != nil {
			t.Errorf("closing the store: %v", err)
		}
	})
	if err := h.store.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	loaded, err := h.store.Load(context.Background(), programme(zone))
	if err != nil {
		t.Fatal(err)
	}
	h.event = loaded.Event
	all, err := h.store.Event(context.Background(), h.event.Code)
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range all.Sessions {
		h.code[st.Session.Title] = st.Session.Code
	}
	h.owner = h.signedIn(h.member(organizer.Owner))
	// The listener knows its address before the pages need it.
	server := httptest.NewUnstartedServer(nil)
	h.url = "http://" + server.Listener.Addr().String()
	h.issuer = newIssuer(t, h.store, h.url, h.clock.Now)
	h.handler, err = web.New(web.Config{
		Store: h.store, Issuer: h.issuer, URL: h.url, Now: h.clock.Now, Random: rand.Reader, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			n, _ := h.sent.LoadOrStore(r.URL.Path, new(atomic.Int64))
			n.(*atomic.Int64).Add(1)
		}
		h.handler.ServeHTTP(w, r)
	})
	server.Config.ReadTimeout = houseReadTimeout
	server.Config.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelDebug)
	server.Start()
	closeAtEnd(t, server)
	return h
}

// closeAtEnd closes the server when the test ends. Whoever still listens to it then, a
// browser to a stream for one, is cut off.
func closeAtEnd(t testing.TB, server *httptest.Server) {
	t.Helper()
	t.Cleanup(func() { closeServer(t, server) })
}

// closeServer closes the server, and does not wait for those that never end.
func closeServer(t testing.TB, server *httptest.Server) {
	t.Helper()
	done := make(chan struct{})
	go func() { server.Close(); close(done) }()
	for range 20 {
		select {
		case <-done:
			return
		case <-time.After(time.Second):
			server.CloseClientConnections()
		}
	}
	t.Error("the server still answers somebody 20 s after it was to close")
}

// newIssuer issues letters with an authority that the store keeps.
func newIssuer(t testing.TB, s *store.Store, address string, now func() time.Time) *issue.Issuer {
	t.Helper()
	a, err := sign.NewAuthority("Omdöme", now())
	if err != nil {
		t.Fatal(err)
	}
	kept, err := issue.Kept(a, now())
	if err == nil {
		err = s.FirstAuthority(context.Background(), kept)
	}
	if err != nil {
		t.Fatal(err)
	}
	return &issue.Issuer{URL: address, Keeper: s, Random: rand.Reader, Now: now}
}

// finnish is a language that attendees alone can have: a file, and no code.
const finnish survey.Language = "fi"

// The sessions of the programme.
const (
	workshop  = "Från mål till avtal"
	webinar   = "Samtal om hållbar upphandling"
	questions = "Egna frågor"
	draft     = "Senare i dag"
	cancelled = "Inställt pass"
)

// programme is an event with a session of each sort. All but the draft and the
// cancelled one are open.
func programme(zone *time.Location) survey.Programme {
	starts := time.Date(2026, 4, 16, 10, 30, 0, 0, zone)
	session := func(title string, kind survey.Kind, state survey.State) survey.Session {
		s := survey.Session{
			Title: title, Kind: kind, Starts: starts, Ends: starts.Add(90 * time.Minute), State: state, K: 3, Attended: 61,
		}
		s.OpensAt, s.ClosesAt = survey.DefaultWindow(s.Ends, zone)
		return s
	}
	speaker := func(number int, name string, role survey.Role, language survey.Language) survey.Appearance {
		return survey.Appearance{
			Number: number, Role: role, Rated: role != survey.RoleModerator,
			Speaker: survey.Speaker{Name: name, Language: language, Email: "a@example.org"},
		}
	}
	karin := speaker(1, "Karin Ek", survey.RoleLeader, survey.Swedish)
	elsewhere := session(webinar, survey.KindWebinar, survey.StateOpen)
	elsewhere.Code = "HMKR42"
	off := session(cancelled, survey.KindTalk, survey.StateCancelled)
	off.ReplacedBy = elsewhere.Code
	later := session(draft, survey.KindTalk, survey.StateDraft)
	later.OpensAt = later.OpensAt.Add(3 * time.Hour)
	return survey.Programme{
		Organization: survey.Organization{Name: "Forum för styrning", Place: "Uppsala", Signer: "Anna Lind", SignerTitle: "Programansvarig"},
		Event: survey.Event{
			Name: "Styrning i praktiken", Place: "Uppsala", Zone: "Europe/Stockholm", K: 3,
			Language: survey.Swedish, Languages: []survey.Language{survey.Swedish, survey.English, finnish},
		},
		Sessions: []survey.ProgrammeSession{
			{Session: session(workshop, survey.KindWorkshop, survey.StateOpen), Appearances: []survey.Appearance{karin}},
			{Session: elsewhere, Appearances: []survey.Appearance{
				karin, speaker(2, "Johan Åberg", survey.RoleSpeaker, survey.English), speaker(3, "Mo", survey.RoleModerator, survey.Swedish),
			}},
			{Session: session(questions, survey.KindTalk, survey.StateOpen), Appearances: []survey.Appearance{karin}, Questions: ownQuestions()},
			{Session: later, Appearances: []survey.Appearance{karin}},
			{Session: off, Appearances: []survey.Appearance{karin}},
		},
	}
}

func ownQuestions() []survey.Question {
	text := func(sv, en, fi string) survey.Text {
		return survey.Text{survey.Swedish: sv, survey.English: en, finnish: fi}
	}
	return []survey.Question{
		{Number: 1, Key: survey.QuestionOverall, Kind: survey.KindRating, About: survey.AboutSession, Required: true},
		{
			Number: 2, Kind: survey.KindChoice, About: survey.AboutSession, Text: text("Hur var du med?", "How did you attend?", "Miten osallistuit?"),
			Options: []survey.Option{{Number: 1, Text: text("På plats", "In the room", "Paikan päällä")}, {Number: 2, Text: text("På distans", "Online", "Etänä")}},
		},
		{
			Number: 3, Kind: survey.KindChoices, About: survey.AboutSession, Text: text("Vad tar du med dig?", "What do you take home?", "Mitä viet mukanasi?"),
			Options: []survey.Option{{Number: 1, Text: text("En metod", "A method", "Menetelmän")}, {Number: 2, Text: text("En kontakt", "A contact", "Yhteyshenkilön")}},
		},
		{Number: 4, Kind: survey.KindText, About: survey.AboutSession, Text: text("Något annat?", "Anything else?", "Muuta sanottavaa?")},
	}
}

// member adds an organizer of the event's organization, who has no password.
func (h *house) member(role organizer.Role) organizer.Member {
	h.t.Helper()
	return h.memberOf(h.event.OrganizationID, role)
}

func (h *house) memberOf(organization survey.ID, role organizer.Role) organizer.Member {
	h.t.Helper()
	key, err := survey.NewKey(rand.Reader)
	if err != nil {
		h.t.Fatal(err)
	}
	m, err := h.store.AddOrganizer(h.t.Context(), organizer.Organizer{
		OrganizationID: organization, Name: "Test " + string(role), Email: key.Text() + "@example.org", Role: role,
	}, "")
	if err != nil {
		h.t.Fatal(err)
	}
	return m
}

// setUpLink is the token of a link that sets up; 0 for a new organization.
func (h *house) setUpLink(organization survey.ID) string {
	h.t.Helper()
	token, err := h.store.AddLink(h.t.Context(), organizer.Link{
		Kind: organizer.LinkSetUp, OrganizationID: organization, Role: organizer.Owner, Expires: h.clock.Now().Add(time.Hour),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return token.Text()
}

// signedIn signs the organizer in and returns the token.
func (h *house) signedIn(m organizer.Member) string {
	h.t.Helper()
	key, err := survey.NewKey(rand.Reader)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.store.AddSignIn(h.t.Context(), survey.SignInHash(key.Text()), organizer.SignIn{Organizer: m.Organizer.ID}); err != nil {
		h.t.Fatal(err)
	}
	return key.Text()
}

// A visitor is a browser with its cookies. It follows no redirects by itself.
type visitor struct {
	*house
	client   *http.Client
	language string
}

// visitor is somebody who is signed in as an owner as well: the cookie travels
// to the organizer's pages alone.
func (h *house) visitor() *visitor {
	h.t.Helper()
	return h.visitorWith(h.owner)
}

// organizer is somebody who is signed in with the role.
func (h *house) organizer(role organizer.Role) *visitor {
	h.t.Helper()
	return h.visitorWith(h.signedIn(h.member(role)))
}

// stranger is nobody's visitor.
func (h *house) stranger() *visitor {
	h.t.Helper()
	return h.visitorWith("")
}

func (h *house) visitorWith(token string) *visitor {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	if token != "" {
		u, err := url.Parse(h.url + "/o/")
		if err != nil {
			h.t.Fatal(err)
		}
		jar.SetCookies(u, []*http.Cookie{{Name: signInCookie, Value: token, Path: "/o"}})
	}
	return &visitor{house: h, language: "sv", client: &http.Client{
		Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// A seen is an answer with its page.
type seen struct {
	*goquery.Document
	t        testing.TB
	status   int
	header   http.Header
	body     string
	location string
}

func (v *visitor) do(r *http.Request) seen {
	v.t.Helper()
	if r.Header.Get("Accept-Language") == "" {
		r.Header.Set("Accept-Language", v.language)
	}
	res, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	return seen{Document: doc, t: v.t, status: res.StatusCode, header: res.Header, body: string(body), location: res.Header.Get("Location")}
}

func (v *visitor) get(path string) seen {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodGet, v.url+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.do(r)
}

func (v *visitor) post(path string, form url.Values) seen {
	v.t.Helper()
	return v.postRaw(path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), nil)
}

func (v *visitor) postRaw(path, kind string, body io.Reader, header map[string]string) seen {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodPost, v.url+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	for k, value := range header {
		r.Header.Set(k, value)
	}
	return v.do(r)
}

// fill opens the session's form and returns what its fields hold when the given
// ones are filled in: "q1", "5", …
func (v *visitor) fill(title string, pairs ...string) url.Values {
	v.t.Helper()
	return v.get(v.path(title)).want(http.StatusOK).fields(pairs...)
}

// answer fills the form in, sends it and returns the thanks.
func (v *visitor) answer(title string, pairs ...string) seen {
	v.t.Helper()
	return v.follow(v.post(v.path(title), v.fill(title, pairs...)))
}

// follow goes where a 303 leads.
func (v *visitor) follow(s seen) seen {
	v.t.Helper()
	s.want(http.StatusSeeOther)
	return v.get(strings.TrimPrefix(s.location, v.url))
}

// posts is how many forms have come to the address.
func (h *house) posts(path string) int64 {
	n, ok := h.sent.Load(path)
	if !ok {
		return 0
	}
	return n.(*atomic.Int64).Load()
}

func (h *house) path(title string) string { return "/s/" + string(h.code[title]) }

func (h *house) office(title string) string { return "/o" + h.path(title) }

// state is the session's.
func (h *house) state(title string) survey.State {
	h.t.Helper()
	form, err := h.store.Form(context.Background(), h.code[title])
	if err != nil {
		h.t.Fatal(err)
	}
	return form.Session.State
}

func (h *house) answered(title string) int {
	h.t.Helper()
	form, err := h.store.Form(context.Background(), h.code[title])
	if err != nil {
		h.t.Fatal(err)
	}
	n, err := h.store.Answered(context.Background(), form.Session.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func (h *house) act(title string, actions ...survey.Action) {
	h.t.Helper()
	for _, a := range actions {
		if _, err := h.store.Act(context.Background(), h.code[title], a); err != nil {
			h.t.Fatal(err)
		}
	}
}

func (s seen) want(status int) seen {
	s.t.Helper()
	if s.status != status {
		s.t.Fatalf("status %d, want %d; the page says %q", s.status, status, s.text("main"))
	}
	return s
}

func (s seen) text(selector string) string {
	return strings.Join(strings.Fields(s.Find(selector).Text()), " ")
}

// says fails unless the page says each of the sentences.
func (s seen) says(sentences ...string) seen {
	s.t.Helper()
	text := s.text("main")
	for _, sentence := range sentences {
		if !strings.Contains(text, sentence) {
			s.t.Errorf("the page does not say %q; it says %q", sentence, text)
		}
	}
	return s
}

// fields are what the page's form would send.
func (s seen) fields(pairs ...string) url.Values {
	form := url.Values{}
	s.Find("form input, form textarea").Each(func(_ int, e *goquery.Selection) {
		name, _ := e.Attr("name")
		value, _ := e.Attr("value")
		switch kind, _ := e.Attr("type"); {
		case goquery.NodeName(e) == "textarea":
			if text := e.Text(); text != "" {
				form.Set(name, text)
			}
		case kind == "radio" || kind == "checkbox":
			if _, checked := e.Attr("checked"); checked {
				form.Add(name, value)
			}
		case name != "":
			form.Set(name, value)
		}
	})
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}
