package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey/organizer"
)

const goodPassword = "gräsand vid tolv oboer"

// setUp makes an organization with its first owner through the set-up link.
func (h *house) setUp(organization, email string) *visitor {
	h.t.Helper()
	v := h.stranger()
	path := "/o/setup/" + strings.ToLower(h.setUpLink(0))
	form := v.get(path).want(http.StatusOK).fields("organization", organization, "name", "Eva Berg", "email", email, "password", goodPassword)
	v.follow(v.post(path, form)).want(http.StatusOK).says("Du är inloggad som ägare")
	v.get(path).want(http.StatusNotFound).says("Länken är redan använd")
	v.post(path, form).want(http.StatusNotFound)
	return v
}

func (v *visitor) signIn(email, password string) seen {
	v.t.Helper()
	return v.post("/o/sign-in", url.Values{"email": {email}, "password": {password}})
}

func TestSettingUpSigningInAndOut(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			h := openOn(t, database.new(t))
			owner := h.setUp("Ny arrangör", "eva@example.org")
			owner.get("/o/").says("Evenemang")
			out := owner.post("/o/sign-out", nil).want(http.StatusSeeOther)
			owner.get(out.location).says("Du är utloggad")
			owner.get("/o/").want(http.StatusSeeOther)

			again := h.stranger()
			again.signIn(" EVA@example.org ", goodPassword).want(http.StatusSeeOther)
			again.get("/o/").want(http.StatusOK)
			another := h.stranger()
			another.signIn("eva@example.org", goodPassword)
			page := again.get("/o/sign-ins").says("den här")
			if n := page.Find("main .list li").Length(); n != 2 {
				t.Errorf("%d sign-ins, want 2", n)
			}
			again.post("/o/sign-ins/others", nil).want(http.StatusSeeOther)
			another.get("/o/").want(http.StatusSeeOther)
			h.clock.advance(organizer.SignInIdle + time.Minute)
			again.get("/o/").want(http.StatusSeeOther)
		})
	}
}

func TestWrongPasswordsAndUnknownPeopleGetTheSameAnswer(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.setUp("Ny arrangör", "eva@example.org")
	same := func(email, password string) string {
		page := h.stranger().signIn(email, password)
		return strings.ReplaceAll(page.text("body")+" "+http.StatusText(page.status), email, "")
	}
	if a, b := same("eva@example.org", "fel lösenord här"), same("ingen@example.org", "fel lösenord här"); a != b {
		t.Errorf("known: %q\nunknown: %q", a, b)
	}
	h.stranger().signIn("eva@example.org", strings.Repeat("x", 100_000)).want(http.StatusRequestEntityTooLarge).says("korta texten", "Till evenemangen")
	h.stranger().signIn("eva@example.org", strings.Repeat("x", organizer.MaxPassword+1)).want(http.StatusUnprocessableEntity)
	var slow int
	for range 20 {
		if page := h.stranger().signIn("eva@example.org", "fel"); page.status == http.StatusTooManyRequests {
			slow++
		}
	}
	if slow == 0 {
		t.Error("guessing is not slowed down")
	}
	h.clock.advance(10 * time.Minute)
	h.stranger().signIn("eva@example.org", goodPassword).want(http.StatusSeeOther)
}

func TestAColleagueIsInvitedResetAndRemoved(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.setUp("Ny arrangör", "eva@example.org")
	link := owner.post("/o/organizers", url.Values{"email": {"bo@example.org"}, "role": {"viewer"}}).want(http.StatusOK).text("main code")
	path := strings.TrimPrefix(link, h.url)
	bo := h.stranger()
	bo.get(path).says("Du får läsa men inte ändra.", "bo@example.org")
	bo.post(path, url.Values{"name": {"Bo"}, "password": {"lösenord lösenord"}}).want(422).says("för lätt att gissa")
	bo.post(path, url.Values{"name": {"Bo"}, "password": {"kort"}}).want(422).says("minst 15 tecken")
	bo.follow(bo.post(path, url.Values{"name": {"Bo"}, "password": {goodPassword}})).says("Du är inloggad")
	bo.get("/o/organizers").want(http.StatusForbidden).says("bara en ägare")

	one, _ := owner.get("/o/organizers").Find("main .list a.title").First().Attr("href") // Bo comes before Eva
	reset := strings.TrimPrefix(owner.post(one+"/reset", nil).want(http.StatusOK).text("main code"), h.url)
	anew := h.stranger()
	anew.follow(anew.post(reset, url.Values{"password": {"elva gröna paraplyer"}})).says("Det nya lösenordet är sparat")
	bo.get("/o/").want(http.StatusSeeOther)
	h.stranger().signIn("bo@example.org", goodPassword).want(422)

	owner.post(one+"/role", url.Values{"role": {"editor"}}).want(http.StatusSeeOther)
	owner.post(one+"/remove", nil).want(http.StatusSeeOther)
	anew.get("/o/").want(http.StatusSeeOther)
	owner.get("/o/log").says("Bjöd in: bo@example.org", "Tog bort: Bo", "Gjorde till redaktör: Bo")
	eva, _ := owner.get("/o/organizers").Find("main .list a.title").First().Attr("href")
	owner.post(eva+"/remove", nil).want(http.StatusConflict).says("minst en ägare")
}

// Who works for two organizations with one password chooses; a new password in
// one of them opens nothing of the other.
func TestTwoOrganizationsAreChosenBetween(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.setUp("Alfa", "eva@example.org")
	h.setUp("Beta", "eva@example.org")
	v := h.stranger()
	page := v.follow(v.signIn("eva@example.org", goodPassword)).says("Alfa", "Beta")
	id, _ := page.Find("main button").Last().Attr("value")
	v.follow(v.post("/o/choose", url.Values{"organizer": {id}})).want(http.StatusOK)
	if at := v.get("/o/").text("header.site .who"); !strings.Contains(at, "Beta") {
		t.Errorf("chose Beta and got %q", at)
	}
	v.post("/o/choose", url.Values{"organizer": {"1"}}).want(http.StatusNotFound)
}

func TestTheSignInCookie(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.setUp("Ny arrangör", "eva@example.org")
	header := h.stranger().signIn("eva@example.org", goodPassword).header.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/o"} {
		if !strings.Contains(header, part) {
			t.Errorf("the cookie lacks %s: %s", part, header)
		}
	}
	for _, next := range []string{"//evil.example/o/", "https://evil.example/o/", "/o/../s/x", "/\\evil.example", "/s/ABC"} {
		page := h.stranger().post("/o/sign-in", url.Values{"email": {"eva@example.org"}, "password": {goodPassword}, "next": {next}})
		if page.location != "/o/" {
			t.Errorf("%s leads to %s", next, page.location)
		}
	}
}
