package web

import (
	"net/http"
	"strings"

	"github.com/omdome/omdome/survey"
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

func (s *server) organizerSignIns(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	all, err := o.store.SignIns(r.Context())
	if err != nil {
		return err
	}
	zone, here := o.zone(r), signInOf(s.values(r.Context()))
	view := signInsView{EndAll: o.base + "/sign-ins/others", Password: o.base + "/password"}
	if len(here.Also) > 1 {
		view.Choose = o.base + "/choose"
	}
	if done := r.URL.Query().Get("done"); done == "ended" || done == "password" {
		view.Done = o.catalog.T("organizer.signin.done." + done)
	}
	for _, in := range all {
		view.SignIns = append(view.SignIns, signInLine{
			Device: o.device(in.Device), Here: in.ID == here.ID, End: o.base + "/sign-ins/" + idText(in.ID) + "/end",
			Started: o.catalog.T("organizer.signin.started", "time", o.catalog.Moment(in.Started.In(zone))),
			Used:    o.catalog.T("organizer.signin.lastused", "time", o.catalog.Moment(in.Used.In(zone))),
		})
		view.Others = view.Others || in.ID != here.ID
	}
	return s.showOffice(w, r, o, http.StatusOK, "organizer_signins", page{Title: o.catalog.T("organizer.signin.mine"), Data: view})
}

func (s *server) endSignIn(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	id, err := idNamed(r, "signin")
	if err == nil {
		err = o.store.EndSignIn(r.Context(), id)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/sign-ins?done=ended", http.StatusSeeOther)
	return nil
}

func (s *server) endOtherSignIns(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	if err := o.store.EndOtherSignIns(r.Context(), signInOf(s.values(r.Context())).ID); err != nil {
		return err
	}
	http.Redirect(w, r, o.base+"/sign-ins?done=ended", http.StatusSeeOther)
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
func (o office) device(agent string) string {
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
		return o.catalog.T("organizer.signin.device.unknown")
	}
	return strings.Join(words, ", ")
}

// A logView is the owner's page of who did what.
type logView struct {
	Acts []actLine
	Most string
}

type actLine struct{ When, Who, What, Subject string }

// organizerLog shows the organization's log.
func (s *server) organizerLog(w http.ResponseWriter, r *http.Request, m member) error {
	o := s.office(w, r, m)
	acts, err := o.store.Acts(r.Context())
	if err != nil {
		return err
	}
	zone := o.zone(r)
	view := logView{}
	for _, a := range acts {
		if a.Name == "" {
			a.Name = o.catalog.T("organizer.signin.log.clock")
		}
		view.Acts = append(view.Acts, actLine{
			When: o.catalog.Moment(a.At.In(zone)), Who: a.Name, What: o.act(a), Subject: a.Subject,
		})
	}
	return s.showOffice(w, r, o, http.StatusOK, "organizer_log", page{Title: o.catalog.T("organizer.signin.log"), Data: view})
}

// act tells an action in words, or by its own word where the catalogs have none.
func (o office) act(a survey.Act) string {
	if key := "organizer.log." + a.Action; o.catalog.Has(key) {
		return o.catalog.T(key)
	}
	return a.Action
}
