package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/page"
)

// atLeast lets in who may at least so much.
func (s *Room) atLeast(role organizer.Role, h func(http.ResponseWriter, *http.Request, Desk) error) http.HandlerFunc {
	return s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		m, err := s.member(r)
		if errors.Is(err, survey.ErrNotFound) {
			return s.toSignIn(w, r)
		}
		if err != nil {
			return err
		}
		o := s.desk(w, r, m)
		if !m.Organizer.Role.May(role) {
			return s.ShowOffice(w, r, o, http.StatusForbidden, "office/door", page.Page{
				Title: o.Catalog.T(role.TitleKey()),
				Data: doorView{
					Title: o.Catalog.T(role.TitleKey()),
					Lead:  []string{o.Catalog.T(role.WhoKey())},
				},
			})
		}
		return h(w, r, o)
	})
}

// What a sign-in holds. All else is read anew for each request, so that a role
// that was taken away is gone at once.
const (
	keyID        = "id" // absent until the sign-in is stored
	keyOrganizer = "organizer"
	keyAlso      = "also"
	keyDevice    = "device"
	keyStarted   = "started"
)

// member returns who is signed in, or survey.ErrNotFound.
func (s *Room) member(r *http.Request) (page.Member, error) {
	in := signInOf(s.values(r.Context()))
	if in.Organizer == 0 {
		return page.Member{}, survey.ErrNotFound
	}
	return s.store.Member(r.Context(), in.Organizer)
}

// StillIn says whether who began a request that goes on is still signed in, as the
// same organizer with the same role; survey.ErrNotFound where not. What goes on
// asks it again and again, and ends when it errs: all else is asked when it begins.
func (s *Room) StillIn(ctx context.Context, m page.Member) error {
	in, err := s.store.SignIn(ctx, survey.SignInHash(s.signIns.Token(ctx)))
	if err != nil {
		return err
	}
	now, err := s.store.Member(ctx, in.Organizer)
	if err == nil && (now.Organizer.ID != m.Organizer.ID || now.Organizer.Role != m.Organizer.Role) {
		err = fmt.Errorf("signed in as another: %w", survey.ErrNotFound)
	}
	return err
}

func (s *Room) values(ctx context.Context) map[string]any {
	values := map[string]any{}
	for _, key := range s.signIns.Keys(ctx) {
		values[key] = s.signIns.Get(ctx, key)
	}
	return values
}

// toSignIn leads to the page for signing in and, after reading, back.
func (s *Room) toSignIn(w http.ResponseWriter, r *http.Request) error {
	to := OfficeBase + "/sign-in"
	if r.Method == http.MethodGet && r.URL.Path != OfficeBase+"/" {
		to += "?" + url.Values{fieldNext: {r.URL.Path}}.Encode()
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// fieldNext is where to go after signing in.
const fieldNext = "next"

// OfficeDoor leads to the office's first page.
func (s *Room) OfficeDoor(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, OfficeBase+"/", http.StatusSeeOther)
	return nil
}

// signInCookie is the cookie's name.
const signInCookie = "organizer"

// SignedIn reads who is signed in, and keeps what changes of it.
func (s *Room) SignedIn(next http.Handler) http.Handler { return s.signIns.LoadAndSave(next) }

func (s *Room) newSignIns() *scs.SessionManager {
	m := scs.New()
	m.Store, m.Codec = signIns{s.store}, signInCodec{}
	m.IdleTimeout, m.Lifetime = organizer.SignInIdle, organizer.SignInLifetime
	name, path := s.CookieScope(signInCookie, OfficeBase)
	m.Cookie = scs.SessionCookie{
		Name: name, Path: path,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	}
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		s.Handle(func(http.ResponseWriter, *http.Request) error { return err })(w, r)
	}
	return m
}

// signIns keeps scs's sessions in our database, by the hashes of their tokens.
// The database tells by itself what has timed out.
type signIns struct{ store Store }

// Find, Commit and Delete are what scs asks for where it has no context.
func (s signIns) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s signIns) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

func (s signIns) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// FindCtx returns a sign-in.
func (s signIns) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	in, err := s.store.SignIn(ctx, survey.SignInHash(token))
	if errors.Is(err, survey.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	b, err := json.Marshal(in)
	return b, err == nil, err
}

// CommitCtx stores a sign-in. One that has an ID was found, and so only used: if
// it was ended meanwhile, it must not begin again.
func (s signIns) CommitCtx(ctx context.Context, token string, b []byte, _ time.Time) error {
	var in organizer.SignIn
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("sign-in: %w", err)
	}
	switch {
	case in.Organizer == 0:
		return nil
	case in.ID == 0:
		return s.store.AddSignIn(ctx, survey.SignInHash(token), in)
	}
	return s.store.UseSignIn(ctx, survey.SignInHash(token), in)
}

// DeleteCtx ends a sign-in.
func (s signIns) DeleteCtx(ctx context.Context, token string) error {
	return s.store.EndSignIn(ctx, survey.SignInHash(token))
}

// signInCodec writes what scs holds as a organizer.SignIn.
type signInCodec struct{}

func signInOf(values map[string]any) organizer.SignIn {
	var in organizer.SignIn
	in.ID, _ = values[keyID].(survey.ID)
	in.Organizer, _ = values[keyOrganizer].(survey.ID)
	in.Also, _ = values[keyAlso].([]survey.ID)
	in.Device, _ = values[keyDevice].(string)
	in.Started, _ = values[keyStarted].(time.Time)
	return in
}

// Encode writes a sign-in. The deadline follows from when it started.
func (signInCodec) Encode(_ time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(signInOf(values))
}

// Decode reads it.
func (signInCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var in organizer.SignIn
	if err := json.Unmarshal(b, &in); err != nil {
		return time.Time{}, nil, fmt.Errorf("sign-in: %w", err)
	}
	return in.Started.Add(organizer.SignInLifetime), map[string]any{
		keyID: in.ID, keyOrganizer: in.Organizer, keyAlso: in.Also, keyDevice: in.Device, keyStarted: in.Started,
	}, nil
}
