package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/store"
)

// A doorView is a page before the office: a short form, or a sentence.
type doorView struct {
	Title  string
	Lead   []string
	Errors []formError
	Action string
	Hidden map[string]string
	Fields []doorField
	Button string
	After  []string
}

// A doorField is one line to fill in.
type doorField struct {
	Name, Label, Hint, Type, Value, Complete, Error string
}

// door is what a page before the office has to make texts with.
type door struct{ catalog *i18n.Catalog }

func (s *server) door(w http.ResponseWriter, r *http.Request) door {
	return door{i18n.For(s.language(w, r, i18n.LanguagesFor(i18n.Organizers)))}
}

func (d door) t(key string, args ...any) string { return d.catalog.T(key, args...) }

func (s *server) showDoor(w http.ResponseWriter, r *http.Request, d door, status int, title string, v doorView) error {
	for i, f := range v.Fields {
		if f.Error != "" {
			v.Errors = append(v.Errors, formError{Target: f.Name, Text: f.Error})
		}
		if f.Type == "password" {
			v.Fields[i].Value = ""
		}
	}
	v.Title = title
	return s.render(w, r, status, "organizer_door", page{
		Language: d.catalog.Language(), Offered: i18n.LanguagesFor(i18n.Organizers), Organizer: true, Home: officeBase + "/",
		Title: title, Failed: len(v.Errors) > 0, Data: v,
	})
}

// The fields of the forms at the door.
const (
	fieldEmail    = "email"
	fieldPassword = "password"
	fieldName     = "name"
)

func (s *server) signInAsk(w http.ResponseWriter, r *http.Request) error {
	return s.showSignIn(w, r, http.StatusOK, "", r.URL.Query().Get(fieldNext), "")
}

func (s *server) showSignIn(w http.ResponseWriter, r *http.Request, status int, email, next, wrong string) error {
	d := s.door(w, r)
	v := doorView{
		Action: officeBase + "/sign-in", Button: d.t("organizer.signin.do"), Hidden: map[string]string{fieldNext: safeNext(next)},
		Fields: []doorField{
			{Name: fieldEmail, Label: d.t("organizer.signin.email"), Type: "email", Complete: "username", Value: shownText(email)},
			{Name: fieldPassword, Label: d.t("organizer.signin.password"), Type: "password", Complete: "current-password"},
		},
		After: []string{d.t("organizer.signin.forgotten")},
	}
	if wrong != "" {
		v.Errors = []formError{{Target: fieldEmail, Text: wrong}}
	}
	if r.URL.Query().Get("done") == "out" {
		v.Lead = []string{d.t("organizer.signin.out")}
	}
	return s.showDoor(w, r, d, status, d.t("organizer.signin.title"), v)
}

// signIn lets in who knows an e-mail and its password. Whoever does not gets the
// same answer after the same work, whether the e-mail is known or not.
func (s *server) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := s.parseForm(w, r); err != nil {
		return err
	}
	d := s.door(w, r)
	email, password, next := survey.FoldEmail(r.PostForm.Get(fieldEmail)), r.PostForm.Get(fieldPassword), r.PostForm.Get(fieldNext)
	if len(password) > survey.MaxPassword || len(email) > survey.MaxEmail {
		return s.showSignIn(w, r, http.StatusUnprocessableEntity, shorten(email), next, d.t("organizer.signin.wrong"))
	}
	if wait := s.limits.maySignIn(r, email, s.now()); wait > 0 {
		return s.showSignIn(w, r, http.StatusTooManyRequests, email, next, d.t("organizer.signin.wait", "n", retryIn(w, wait)))
	}
	known, err := s.store.Credentials(r.Context(), email)
	if err != nil {
		return err
	}
	opened, err := s.opened(r, known, password)
	if err != nil {
		return err
	}
	if len(opened) == 0 {
		s.limits.wrongSignIn(r, email, s.now())
		return s.showSignIn(w, r, http.StatusUnprocessableEntity, email, next, d.t("organizer.signin.wrong"))
	}
	if err := s.begin(r, opened); err != nil {
		return err
	}
	to := safeNext(next)
	if len(opened) > 1 {
		to = officeBase + "/choose"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// opened returns the organizers whom the password opens, and brings hashes that
// were made with less up to date.
func (s *server) opened(r *http.Request, known []store.Credential, password string) ([]survey.ID, error) {
	stored := make([]string, len(known))
	for i, c := range known {
		stored[i] = c.Password
	}
	matches, err := s.passwords.match(r.Context(), password, stored)
	if err != nil {
		return nil, err
	}
	var ids []survey.ID
	for i, c := range known {
		if !matches[i] {
			continue
		}
		ids = append(ids, c.Organizer.ID)
		if h, _ := parseHashed(c.Password); h.argon != argonNow {
			better, err := s.passwords.hash(r.Context(), password, stored)
			if err != nil {
				return nil, err
			}
			if err := s.store.Rehash(r.Context(), c.Organizer.ID, c.Password, better); err != nil {
				return nil, err
			}
		}
	}
	return ids, nil
}

// begin signs the organizer in: with a new token, so that nobody who has planted
// one in the browser before has it.
func (s *server) begin(r *http.Request, organizers []survey.ID) error {
	ctx := r.Context()
	if err := s.signIns.RenewToken(ctx); err != nil {
		return err
	}
	if err := s.signIns.Clear(ctx); err != nil {
		return err
	}
	s.signIns.Put(ctx, keyOrganizer, organizers[0])
	s.signIns.Put(ctx, keyAlso, organizers)
	s.signIns.Put(ctx, keyDevice, deviceText(r.UserAgent()))
	return nil
}

// deviceText is what is kept of a User-Agent.
func deviceText(agent string) string {
	const most = 300
	agent = shownText(agent)
	for len(agent) > most {
		_, n := utf8.DecodeLastRuneInString(agent)
		agent = agent[:len(agent)-n]
	}
	return agent
}

// safeNext returns where to go after signing in: one of the organizer's pages.
func safeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, officeBase+"/") ||
		strings.Contains(u.Path, "//") || strings.Contains(u.Path, "..") || strings.ContainsAny(next, "\\\r\n\t") {
		return officeBase + "/"
	}
	return (&url.URL{Path: u.Path}).EscapedPath()
}

func (s *server) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.signIns.Destroy(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, officeBase+"/sign-in?done=out", http.StatusSeeOther)
	return nil
}

// signInLimits hold who guesses passwords. None of them locks anybody out for
// good: each lets a little through all the time.
type signInLimits struct {
	// pair holds one address at one account, account all addresses at it, from one
	// address at all accounts.
	pair, account, from *limiter
}

func newSignInLimits() signInLimits {
	return signInLimits{
		pair:    newLimiter(limit{atOnce: 8, every: 30 * time.Second}),
		account: newLimiter(limit{atOnce: 60, every: 10 * time.Second}),
		from:    newLimiter(limit{atOnce: 60, every: 5 * time.Second}),
	}
}

// maySignIn returns how long to wait before another try. It is asked and
// answered alike for accounts that are there and that are not.
func (l *limits) maySignIn(r *http.Request, email string, now time.Time) time.Duration {
	from := l.proxies.client(r)
	wait := max(l.signIn.pair.peek(from+" "+email, now), l.signIn.account.peek(email, now))
	if from != "" {
		wait = max(wait, l.signIn.from.peek(from, now))
	}
	return wait
}

// wrongSignIn counts a try that was wrong.
func (l *limits) wrongSignIn(r *http.Request, email string, now time.Time) {
	from := l.proxies.client(r)
	l.signIn.pair.take(from+" "+email, now)
	l.signIn.account.take(email, now)
	if from != "" {
		l.signIn.from.take(from, now)
	}
}
