package office

import (
	"net/http"
	"strings"

	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/web/page"
)

// A signInsView is an organizer's page of the own sign-ins.
type signInsView struct {
	SignIns []signInLine
	Others  bool
	EndAll  string
	Done    string
	// Password and Choose lead to another password and another organization.
	Password, Choose string
}

type signInLine struct {
	Device, Started, Used, End string
	Here                       bool
}

// SignIns lists where the organizer is signed in.
func (s *Room) SignIns(w http.ResponseWriter, r *http.Request, o Desk) error {
	all, err := o.store.SignIns(r.Context())
	if err != nil {
		return err
	}
	zone, here := o.zone(r), signInOf(s.values(r.Context()))
	view := signInsView{EndAll: o.Base + "/sign-ins/others", Password: o.Base + "/password"}
	if len(here.Also) > 1 {
		view.Choose = o.Base + "/choose"
	}
	view.Done = o.Catalog.T(page.DoneKey(r, "organizer.signin.done.ended", "organizer.signin.done.password"))
	for _, in := range all {
		view.SignIns = append(view.SignIns, signInLine{
			Device: o.device(in.Device), Here: in.ID == here.ID, End: o.Base + "/sign-ins/" + page.IDText(in.ID) + "/end",
			Started: o.Catalog.T("organizer.signin.started", "time", o.Catalog.Moment(in.Started.In(zone))),
			Used:    o.Catalog.T("organizer.signin.lastused", "time", o.Catalog.Moment(in.Used.In(zone))),
		})
		view.Others = view.Others || in.ID != here.ID
	}
	return s.ShowOffice(w, r, o, http.StatusOK, "office/signins", page.Page{Title: o.Catalog.T("organizer.signin.mine"), Data: view})
}

// EndSignIn ends one of them.
func (s *Room) EndSignIn(w http.ResponseWriter, r *http.Request, o Desk) error {
	id, err := page.IDNamed(r, "signin")
	if err == nil {
		err = o.store.EndSignIn(r.Context(), id)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/sign-ins?done=ended", http.StatusSeeOther)
	return nil
}

// EndOtherSignIns ends all but this one.
func (s *Room) EndOtherSignIns(w http.ResponseWriter, r *http.Request, o Desk) error {
	if err := o.store.EndOtherSignIns(r.Context(), signInOf(s.values(r.Context())).ID); err != nil {
		return err
	}
	http.Redirect(w, r, o.Base+"/sign-ins?done=ended", http.StatusSeeOther)
	return nil
}

// What browsers and systems call themselves in their User-Agent, and what we
// call them. The first that fits: most claim to be others as well.
var (
	browsers = [][2]string{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = [][2]string{
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Android", "Android"},
		{"CrOS", "ChromeOS"},
		{"Windows", "Windows"},
		{"Mac OS X", "Mac"},
		{"Linux", "Linux"},
	}
)

// device tells a User-Agent in words: "Firefox, Windows".
func (o Desk) device(agent string) string {
	var words []string
	for _, list := range [][][2]string{browsers, systems} {
		for _, pair := range list {
			if strings.Contains(agent, pair[0]) {
				words = append(words, pair[1])
				break
			}
		}
	}
	if len(words) == 0 {
		return o.Catalog.T("organizer.signin.device.unknown")
	}
	return strings.Join(words, ", ")
}

// A logView is the owner's page of who did what.
type logView struct {
	Acts []actLine
	Most string
}

type actLine struct{ When, Who, What, Subject string }

// Log shows the organization's log.
func (s *Room) LogPage(w http.ResponseWriter, r *http.Request, o Desk) error {
	acts, err := o.store.Acts(r.Context())
	if err != nil {
		return err
	}
	zone := o.zone(r)
	view := logView{}
	for _, a := range acts {
		if a.Name == "" {
			a.Name = o.Catalog.T("organizer.signin.log.clock")
		}
		view.Acts = append(view.Acts, actLine{
			When: o.Catalog.Moment(a.At.In(zone)), Who: a.Name, What: o.act(a), Subject: a.Subject,
		})
	}
	return s.ShowOffice(w, r, o, http.StatusOK, "office/log", page.Page{Title: o.Catalog.T("organizer.signin.log"), Data: view})
}

// act tells an action in words, or by its own word where the catalogs have none.
func (o Desk) act(a organizer.Act) string {
	if key := "organizer.log." + a.Action; o.Catalog.Has(key) {
		return o.Catalog.T(key)
	}
	return a.Action
}
