package web_test

import (
	"net/http"
	"net/url"
	"testing"
)

// TestAnOwnPasswordIsChanged by who knows the one that there is. All other sign-ins
// end, and this one goes on with another token.
func TestAnOwnPasswordIsChanged(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			owner := h.setUp("Ny arrangör", eva)
			elsewhere := h.stranger()
			elsewhere.signIn(eva, goodPassword).want(http.StatusSeeOther)
			if owner.get("/o/sign-ins").Find("a[href='/o/password']").Length() != 1 {
				t.Error("no link leads to the page")
			}
			change := func(v *visitor, now, chosen string) seen {
				return v.post("/o/password", url.Values{"password": {now}, "new": {chosen}})
			}
			owner.get("/o/password").want(http.StatusOK).says("Det gäller eva@example.org hos Ny arrangör.")
			change(owner, goodPassword, "kort").want(422).says("minst 15 tecken")
			change(owner, goodPassword, "correcthorsebatterystaple").want(422).says("för lätt att gissa", "prövas först")
			change(owner, goodPassword, goodPassword).want(422).says("Det är lösenordet du har nu.")
			page := change(owner, wrong, "elva gröna paraplyer").want(422).says("Det är inte lösenordet du har nu.")
			if page.Find("input[type=password][value]:not([value=''])").Length() != 0 {
				t.Error("the page holds what was typed")
			}
			before := owner.token()
			owner.follow(change(owner, goodPassword, "elva gröna paraplyer")).want(http.StatusOK).says("Ditt nya lösenord är sparat")
			if owner.token() == before {
				t.Error("the sign-in has the token that it had")
			}
			old := h.visitorWith(before)
			old.get("/o/").want(http.StatusSeeOther)
			elsewhere.get("/o/").want(http.StatusSeeOther)
			owner.get("/o/log").want(http.StatusOK).says("Valde ett nytt lösenord")
			h.stranger().signIn(eva, goodPassword).want(422)
			h.stranger().signIn(eva, "elva gröna paraplyer").want(http.StatusSeeOther)

			// Guesses at it are limited as those at the door are.
			limited := 0
			for range 15 {
				if change(owner, wrong, "tolv gröna paraplyer").status == http.StatusTooManyRequests {
					limited++
				}
			}
			if limited == 0 {
				t.Error("guesses at the password are not limited")
			}
			h.stranger().get("/o/password").want(http.StatusSeeOther)
		})
	}
}

// token is that of the visitor's sign-in.
func (v *visitor) token() string {
	u, _ := url.Parse(v.url + "/o/")
	for _, c := range v.client.Jar.Cookies(u) {
		if c.Name == signInCookie {
			return c.Value
		}
	}
	return ""
}
