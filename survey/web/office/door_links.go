package office

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"
	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/limit"
	"github.com/omdome/omdome/survey/web/page"
	"github.com/omdome/omdome/survey/web/password"
	"github.com/omdome/omdome/survey/writing"
)

// fieldOrganization is the name of the organization to set up.
const fieldOrganization = "organization"

// doorKeys are of the fields' labels, and of what is said where one is empty.
var doorKeys = map[string]struct{ label, missing string }{
	fieldOrganization: {"organizer.signin.organization", "organizer.signin.organization.missing"},
	fieldName:         {"organizer.signin.name", "organizer.signin.name.missing"},
	fieldEmail:        {label: "organizer.signin.email"},
	fieldPassword:     {label: "organizer.signin.password"},
}

// maxName is how long a name may be, in characters.
const maxName = 200

// A newcomer is who has a link to set up, to join or to choose a new password,
// with what was typed.
type newcomer struct {
	door
	organizer.Linked
	token                               survey.Key
	path                                string
	organization, name, email, password string
	errs                                survey.FieldErrors
}

// newcomer finds the link of one of the kinds and reads the form.
func (s *Room) newcomer(w http.ResponseWriter, r *http.Request, kinds ...organizer.LinkKind) (*newcomer, error) {
	n := &newcomer{door: s.door(w, r), path: r.URL.Path}
	if r.Method == http.MethodPost {
		if err := s.ParseForm(w, r); err != nil {
			return nil, err
		}
	}
	var ok bool
	n.token, ok = survey.ParseKey(chi.URLParam(r, "token"))
	var err error
	n.Linked, err = s.store.Link(r.Context(), n.token)
	if err == nil && (!ok || !slices.Contains(kinds, n.Kind)) {
		err = survey.ErrNotFound
	}
	if err != nil {
		return n, err
	}
	n.organization, n.name = writing.FoldLine(r.PostForm.Get(fieldOrganization)), writing.FoldLine(r.PostForm.Get(fieldName))
	n.email, n.password = writing.FoldAddress(r.PostForm.Get(fieldEmail)), norm.NFC.String(firstBytes(r.PostForm.Get(fieldPassword)))
	return n, nil
}

// firstBytes cuts a password that is too long where it is already too long:
// normalizing more would be work for nothing.
func firstBytes(password string) string {
	return password[:min(len(password), organizer.MaxPassword+1)]
}

// gone is the page of a link that is not good, or no longer.
func (s *Room) gone(w http.ResponseWriter, r *http.Request) error {
	d := s.door(w, r)
	return s.showDoor(w, r, d, http.StatusNotFound, d.t("organizer.signin.link.gone.title"), doorView{
		Lead: []string{d.t("organizer.signin.link.gone")},
	})
}

// WithLink runs next with the link of one of the kinds.
func (s *Room) WithLink(next func(http.ResponseWriter, *http.Request, *newcomer) error, kinds ...organizer.LinkKind) http.HandlerFunc {
	return s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		n, err := s.newcomer(w, r, kinds...)
		if err == nil {
			err = next(w, r, n)
		}
		if errors.Is(err, survey.ErrNotFound) {
			if many := s.Missed(r); many != nil {
				return many
			}
			return s.gone(w, r)
		}
		return err
	})
}

func (n *newcomer) wrong(field, message string, args ...any) {
	e := survey.FieldError{Field: field, Message: message, Args: map[string]any{}}
	for i := 0; i+1 < len(args); i += 2 {
		e.Args[args[i].(string)] = args[i+1]
	}
	n.errs = append(n.errs, e)
}

func (n *newcomer) checkName(field, value string) {
	switch {
	case value == "":
		n.wrong(field, doorKeys[field].missing)
	case utf8.RuneCountInString(value) > maxName:
		n.wrong(field, "organizer.signin.toolong", "n", maxName)
	case survey.CheckLine(value, true) != nil:
		n.wrong(field, survey.MsgCharacters)
	}
}

func (n *newcomer) checkEmail(value string) {
	if addresses, errs := form.ParseAddresses(value); len(errs) > 0 || len(addresses) != 1 || addresses[0] != value || len(value) > writing.MaxAddress {
		n.wrong(fieldEmail, "organizer.signin.email.wrong")
	}
}

func (n *newcomer) checkPassword(own ...string) {
	if message := password.Check(n.password, append(own, n.Organization.Name, n.name, n.email)...); message != "" {
		n.wrong(fieldPassword, message, "n", organizer.MinPassword)
	}
}

// field makes a field with its error.
func (n *newcomer) field(name, kind, complete, value string) doorField {
	f := doorField{Name: name, Label: n.t(doorKeys[name].label), Type: kind, Complete: complete, Value: page.ShownText(value)}
	if kind == "password" {
		f.Label, f.Hint = n.t("organizer.signin.password.new"), n.t("organizer.signin.password.hint", "n", organizer.MinPassword)
	}
	if e := n.errs.For(name); e != nil {
		f.Error = n.t(e.Message, "n", e.Args["n"], "text", e.Args["text"])
	}
	return f
}

// busy says that the password could not be hashed now.
func (n *newcomer) busy(w http.ResponseWriter) {
	n.wrong(fieldPassword, "organizer.signin.busy", "n", page.RetryIn(w, page.RetrySeconds*time.Second))
}

func (n *newcomer) status() int {
	if slices.ContainsFunc(n.errs, func(e survey.FieldError) bool { return e.Message == "organizer.signin.busy" }) {
		return http.StatusServiceUnavailable
	}
	if len(n.errs) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// hash is what is stored of the password that was chosen.
func (s *Room) hash(r *http.Request, email, password string) (string, error) {
	known, err := s.store.Credentials(r.Context(), email)
	if err != nil {
		return "", err
	}
	stored := make([]string, len(known))
	for i, c := range known {
		stored[i] = c.Password
	}
	return s.passwords.Hash(r.Context(), limit.Place{Name: s.Limits.Proxies.Client(r)}, password, stored)
}

// enter signs in who has just set up, joined or chosen a password.
func (s *Room) enter(w http.ResponseWriter, r *http.Request, m page.Member, done string) error {
	if err := s.begin(w, r, []organizer.Organizer{m.Organizer}); err != nil {
		return err
	}
	http.Redirect(w, r, OfficeBase+"/?done="+done, http.StatusSeeOther)
	return nil
}

// demoEmail is the demonstration's owner. No password opens it.
const demoEmail = "demo@example.org"

// SetUpAsk shows the form of who becomes an organization's first owner.
func (s *Room) SetUpAsk(w http.ResponseWriter, r *http.Request, n *newcomer) error {
	if n.Kind != organizer.LinkDemo {
		return s.showSetUp(w, r, n)
	}
	m, err := s.store.DemoOwner(r.Context(), n.token, organizer.Organizer{Name: n.t("organizer.signin.demo.name"), Email: demoEmail})
	if err != nil {
		return err
	}
	if err := s.beginAs(r, []survey.ID{m.Organizer.ID}); err != nil {
		return err
	}
	to := safeNext(r.URL.Query().Get(fieldNext))
	if to == OfficeBase+"/" {
		to += "?done=demo"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (s *Room) showSetUp(w http.ResponseWriter, r *http.Request, n *newcomer) error {
	v := doorView{Action: n.path, Button: n.t("organizer.signin.setup.do"), Lead: []string{n.t("organizer.signin.setup.lead")}}
	if n.OrganizationID == 0 {
		v.Fields = append(v.Fields, n.field(fieldOrganization, "text", "organization", n.organization))
	} else {
		v.Lead = []string{n.t("organizer.signin.setup.lead.of", "organization", n.Organization.Name)}
	}
	v.Fields = append(v.Fields, n.field(fieldName, "text", "name", n.name),
		n.field(fieldEmail, "email", "username", n.email), n.field(fieldPassword, "password", "new-password", ""))
	return s.showDoor(w, r, n.door, n.status(), n.t("organizer.signin.setup.title"), v)
}

// SetUp makes the organization and its first owner.
func (s *Room) SetUp(w http.ResponseWriter, r *http.Request, n *newcomer) error {
	if n.OrganizationID == 0 {
		n.checkName(fieldOrganization, n.organization)
		if err := survey.CheckOrganizationName(n.organization); err != nil && n.errs.For(fieldOrganization) == nil {
			n.wrong(fieldOrganization, err.Message, "text", err.Args["text"])
		}
	}
	n.checkName(fieldName, n.name)
	n.checkEmail(n.email)
	n.checkPassword(n.organization)
	if len(n.errs) > 0 {
		return s.showSetUp(w, r, n)
	}
	password, err := s.hash(r, n.email, n.password)
	if errors.Is(err, survey.ErrBusy) {
		n.busy(w)
		return s.showSetUp(w, r, n)
	}
	if err != nil {
		return err
	}
	m, err := s.store.SetUp(r.Context(), n.token, n.organization, organizer.Organizer{Name: n.name, Email: n.email}, password)
	switch {
	case errors.Is(err, survey.ErrConflict):
		n.wrong(fieldOrganization, "organizer.signin.organization.taken")
		return s.showSetUp(w, r, n)
	case errors.Is(err, survey.ErrLookalike):
		n.wrong(fieldOrganization, form.MsgLookalike)
		return s.showSetUp(w, r, n)
	}
	if err != nil {
		return err
	}
	return s.enter(w, r, m, "setup")
}

// JoinAsk shows the form of who is invited.
func (s *Room) JoinAsk(w http.ResponseWriter, r *http.Request, n *newcomer) error {
	v := doorView{
		Action: n.path, Button: n.t("organizer.signin.join.do"),
		Lead: []string{
			n.t("organizer.signin.join.lead", "organization", n.Organization.Name),
			n.t(n.Role.MayKey()), n.t("organizer.signin.join.email", "email", n.Email),
		},
		Hidden: map[string]string{}, Fields: []doorField{
			n.field(fieldName, "text", "name", n.name), n.field(fieldPassword, "password", "new-password", ""),
		},
	}
	return s.showDoor(w, r, n.door, n.status(), n.t("organizer.signin.join.title", "organization", n.Organization.Name), v)
}

// Join makes the organizer who was invited.
func (s *Room) Join(w http.ResponseWriter, r *http.Request, n *newcomer) error {
	n.checkName(fieldName, n.name)
	n.checkPassword(n.Email)
	if len(n.errs) > 0 {
		return s.JoinAsk(w, r, n)
	}
	password, err := s.hash(r, n.Email, n.password)
	if errors.Is(err, survey.ErrBusy) {
		n.busy(w)
		return s.JoinAsk(w, r, n)
	}
	if err != nil {
		return err
	}
	m, err := s.store.Join(r.Context(), n.token, n.name, password)
	if err != nil {
		return err
	}
	return s.enter(w, r, m, "join")
}

// ResetAsk shows the form for a new password.
func (s *Room) ResetAsk(w http.ResponseWriter, r *http.Request, n *newcomer) error {
	return s.showDoor(w, r, n.door, n.status(), n.t("organizer.signin.reset.title"), doorView{
		Action: n.path, Button: n.t("organizer.signin.reset.do"),
		Lead:   []string{n.t("organizer.signin.reset.lead", "email", n.Organizer.Email, "organization", n.Organization.Name)},
		Fields: []doorField{n.field(fieldPassword, "password", "new-password", "")},
	})
}

// Reset stores the new password.
func (s *Room) Reset(w http.ResponseWriter, r *http.Request, n *newcomer) error {
	n.checkPassword(n.Organizer.Email, n.Organizer.Name)
	if len(n.errs) > 0 {
		return s.ResetAsk(w, r, n)
	}
	password, err := s.hash(r, n.Organizer.Email, n.password)
	if errors.Is(err, survey.ErrBusy) {
		n.busy(w)
		return s.ResetAsk(w, r, n)
	}
	if err != nil {
		return err
	}
	m, err := s.store.Reset(r.Context(), n.token, password)
	if err != nil {
		return err
	}
	return s.enter(w, r, m, "reset")
}

// ChooseAsk lets who works for several organizations choose one.
func (s *Room) ChooseAsk(w http.ResponseWriter, r *http.Request, o Desk) error {
	all, err := s.store.MayChoose(r.Context(), signInOf(s.values(r.Context())))
	if err != nil {
		return err
	}
	view := chooseView{Action: o.Base + "/choose"}
	for _, other := range all {
		view.Choices = append(view.Choices, chooseLine{other.Organizer.ID, other.Organization.Name, o.role(other.Organizer.Role)})
	}
	return s.ShowOffice(w, r, o, http.StatusOK, "office/choose", page.Page{Title: o.Catalog.T("organizer.signin.choose.title"), Data: view})
}

type chooseView struct {
	Action  string
	Choices []chooseLine
}

type chooseLine struct {
	ID         survey.ID
	Name, Role string
}

func (o Desk) role(r organizer.Role) string {
	return o.Catalog.T(r.Key())
}

// Choose goes on in the organization that was chosen.
func (s *Room) Choose(w http.ResponseWriter, r *http.Request, _ Desk) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	all, err := s.store.MayChoose(r.Context(), signInOf(s.values(r.Context())))
	if err != nil {
		return err
	}
	for _, other := range all {
		if fmt.Sprint(int64(other.Organizer.ID)) == r.PostForm.Get("organizer") {
			s.signIns.Put(r.Context(), keyOrganizer, other.Organizer.ID)
			http.Redirect(w, r, OfficeBase+"/", http.StatusSeeOther)
			return nil
		}
	}
	return fmt.Errorf("choosing: %w", survey.ErrNotFound)
}
