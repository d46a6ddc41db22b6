package office

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/writing"
)

// A doorView is a page before the office: a short form, or a sentence.
type doorView struct {
	Title  string
	Lead   []string
	Errors []page.FormError
	Action string
	Hidden map[string]string
	Fields []doorField
	Button string
	After  []string
	// Username tells a browser that keeps passwords whose the form's are, where it
	// does not ask for it.
	Username string
}

// A doorField is one line to fill in.
type doorField struct {
	Name, Label, Hint, Type, Value, Complete, Error string
}

// door is what a page before the office has to make texts with.
type door struct{ catalog *i18n.Catalog }

func (s *Room) door(w http.ResponseWriter, r *http.Request) door {
	return door{i18n.For(s.Language(w, r, i18n.LanguagesFor(i18n.Organizers)))}
}

func (d door) t(key string, args ...any) string { return d.catalog.T(key, args...) }

func (s *Room) showDoor(w http.ResponseWriter, r *http.Request, d door, status int, title string, v doorView) error {
	for i, f := range v.Fields {
		if f.Error != "" {
			v.Errors = append(v.Errors, page.FormError{Target: f.Name, Text: f.Error})
		}
		if f.Type == "password" {
			v.Fields[i].Value = ""
		}
	}
	v.Title = title
	return s.Render(w, r, status, "office/door", page.Page{
		Language: d.catalog.Language(), Offered: i18n.LanguagesFor(i18n.Organizers), Organizer: true, Home: OfficeBase + "/",
		Title: title, Failed: len(v.Errors) > 0, Data: v,
	})
}

// The fields of the forms at the door.
const (
	fieldEmail    = "email"
	fieldPassword = "password"
	fieldName     = "name"
)

// SignInAsk shows the form for signing in.
func (s *Room) SignInAsk(w http.ResponseWriter, r *http.Request) error {
	return s.showSignIn(w, r, http.StatusOK, "", r.URL.Query().Get(fieldNext), "")
}

func (s *Room) showSignIn(w http.ResponseWriter, r *http.Request, status int, email, next, wrong string) error {
	d := s.door(w, r)
	v := doorView{
		Action: OfficeBase + "/sign-in", Button: d.t("organizer.signin.do"), Hidden: map[string]string{fieldNext: safeNext(next)},
		Fields: []doorField{
			{Name: fieldEmail, Label: d.t("organizer.signin.email"), Type: "email", Complete: "username", Value: page.ShownText(email)},
			{Name: fieldPassword, Label: d.t("organizer.signin.password"), Type: "password", Complete: "current-password"},
		},
		After: []string{d.t("organizer.signin.forgotten")},
	}
	if wrong != "" {
		v.Errors = []page.FormError{{Target: fieldEmail, Text: wrong}}
	}
	if r.URL.Query().Get("done") == "out" {
		v.Lead = []string{d.t("organizer.signin.out")}
	}
	return s.showDoor(w, r, d, status, d.t("organizer.signin.title"), v)
}

// SignIn lets in who knows an e-mail and its password. Whoever does not gets the
// same answer after the same work, whether the e-mail is known or not.
func (s *Room) SignIn(w http.ResponseWriter, r *http.Request) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	d := s.door(w, r)
	email, password, next := writing.FoldAddress(r.PostForm.Get(fieldEmail)), r.PostForm.Get(fieldPassword), r.PostForm.Get(fieldNext)
	if len(password) > organizer.MaxPassword || len(email) > writing.MaxAddress {
		return s.showSignIn(w, r, http.StatusUnprocessableEntity, page.Shorten(email), next, d.t("organizer.signin.wrong"))
	}
	known, err := s.store.Credentials(r.Context(), email)
	if err != nil {
		return err
	}
	opened, err := s.try(r, email, password, known)
	if err != nil {
		status, wrong, err := notOpened(w, d.catalog, err)
		if err != nil {
			return err
		}
		return s.showSignIn(w, r, status, email, next, wrong)
	}
	if err := s.begin(w, r, opened); err != nil {
		return err
	}
	to := safeNext(next)
	if len(opened) > 1 {
		to = OfficeBase + "/choose"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// begin signs the organizers in, who have shown or chosen their password: with a
// new token, so that nobody who has planted one in the browser before has it. The
// device is known from then on.
func (s *Room) begin(w http.ResponseWriter, r *http.Request, organizers []organizer.Organizer) error {
	ids := make([]survey.ID, len(organizers))
	for i, o := range organizers {
		ids[i] = o.ID
	}
	if err := s.beginAs(r, ids); err != nil {
		return err
	}
	return s.remember(w, r, organizers)
}

// beginAs is begin for who has no password.
func (s *Room) beginAs(r *http.Request, organizers []survey.ID) error {
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
	agent = page.ShownText(agent)
	for len(agent) > most {
		_, n := utf8.DecodeLastRuneInString(agent)
		agent = agent[:len(agent)-n]
	}
	return agent
}

// safeNext returns where to go after signing in: one of the organizer's pages.
func safeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, OfficeBase+"/") ||
		strings.Contains(u.Path, "//") || strings.Contains(u.Path, "..") || strings.ContainsAny(next, "\\\r\n\t") {
		return OfficeBase + "/"
	}
	return (&url.URL{Path: u.Path}).EscapedPath()
}

// SignOut ends this sign-in.
func (s *Room) SignOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.signIns.Destroy(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, OfficeBase+"/sign-in?done=out", http.StatusSeeOther)
	return nil
}
