package web_test

import (
	"net/http"
	"testing"

	"github.com/omdome/omdome/survey"
)

// twoTabs: a tab that stands open shows nothing more of Anna's once Bo has opened his
// link in another, and hers again once she has.
func twoTabs(t *testing.T, d *sharing) {
	s := d.seminar()
	links := s.links(2)
	d.visit(links[0])
	d.visit(s.first)
	d.fill("6", "Annas ord")
	leave := d.tab()
	d.visit(links[1])
	leave()
	d.until(`!document.body.hidden && document.querySelector("[name=q4]").value == "" && !document.querySelector("[name=q1][value='6']:checked")`)
	d.showsNothingOf("Annas ord")
	leave = d.tab()
	d.visit(links[0])
	leave()
	d.until(`document.querySelector("[name=q4]").value == "Annas ord" && document.querySelector("[name=q1][value='6']").checked`)
}

// aTabOpenedAgain: a browser that gives back a closed tab with what stood in it gives
// nobody what was Anna's. (It asks each page's script what to keep; without one it
// keeps everything.)
func aTabOpenedAgain(t *testing.T, d *sharing) {
	f, ok := d.device.(*firefox)
	if !ok {
		t.Skip("only Firefox can be told to without its windows")
	}
	s := d.seminar()
	links := s.links(2)
	d.visit(links[0])
	leave := d.tab()
	d.visit(s.first)
	d.fill("6", "Annas ord")
	d.click("fieldset:nth-of-type(2) .cannot")
	d.click(".public")
	leave()
	d.visit(links[1])
	f.reopen()
	d.until(`location.pathname == "` + s.first + `"`)
	d.until(`!!document.querySelector("[name=q4]")`)
	d.showsNothingOf("Annas ord", "<")
	d.fill("2", "Bos ord") // which shows that nothing comes late
	d.showsNothingOf("Annas ord", "<q1=6", "=->", "public")
	d.visit(links[0])
	d.visit(s.first)
	if got := d.shown(); d.script && !contains(got, "Annas ord", "<q1=6>") {
		t.Errorf("%v: Anna's own draft is gone: %s", d, short(got))
	}
}

// otherTabsOpenedAgain is the same for what is asked, or written on a follow-up page,
// with an open link.
func otherTabsOpenedAgain(t *testing.T, d *sharing) {
	f, ok := d.device.(*firefox)
	if !ok {
		t.Skip("only Firefox can be told to without its windows")
	}
	d.answers(workshop) // which lets attendees ask
	ask, reflect := d.path(workshop)+"/ask", d.followUp(webinar)+"/reflect"
	d.reflections(webinar) // which lets readers write
	const words, name = "Annas ord", "Anna"
	d.visit(d.path(workshop))
	d.click("label:has([name=q1][value='5'])")
	d.send()
	for _, page := range []string{ask, reflect} {
		leave := d.tab()
		d.visit(page)
		d.write("textarea", words)
		d.write("[name=firstname]", name)
		if page == reflect {
			d.click(".public")
		}
		leave()
	}
	find := d.path(workshop) + "/find"
	leave := d.tab()
	d.visit(find)
	d.write("#answer", words)
	leave()
	d.visit(d.path(workshop))
	d.click(`form[action$="/another"] button`)
	d.until(`!!document.querySelector("form[data-draft]")`)
	f.reopen()
	d.until(`location.pathname == "` + find + `"`)
	d.settled()
	d.write("#answer", "Bo") // which shows that nothing comes late
	d.showsNothingOf(words)
	for _, page := range []string{reflect, ask} {
		f.reopen()
		d.until(`location.pathname == "` + page + `"`)
		d.showsNothingOf(words, name, "<small")
		d.write("textarea", "Bos ord") // which shows that nothing comes late
		d.showsNothingOf(words, name, "<small")
	}
}

// otherForms: what is asked, or written on a follow-up page, and not sent.
func otherForms(t *testing.T, d *sharing) {
	d.answers(workshop) // which lets attendees ask
	reflect := d.followUp(webinar) + "/reflect"
	d.reflections(webinar) // which lets readers write
	const asked, written, name = "Annas fråga", "Annas kort", "Anna"
	d.visit(d.path(workshop))
	d.click("label:has([name=q1][value='5'])")
	d.send()
	d.visit(d.path(workshop) + "/ask")
	d.settled()
	d.write("#inquiry", asked)
	d.write("#firstname", name)
	d.visit(reflect)
	d.write("#reflection", written)
	d.visit(d.path(workshop) + "/find")
	d.write("#answer", "0123456789")
	d.visit(d.path(workshop))
	d.click(`form[action$="/another"] button`)
	d.until(`!!document.querySelector("form[data-draft]")`)
	d.walk(func() { t.Helper(); d.showsNothingOf(asked, written, name, "0123456789") })
}

// deliveredLater: an answer that could not be sent in time is sent when the network
// is there, as its writer's own, and tells who has the device by then nothing.
func deliveredLater(t *testing.T, d *sharing) {
	far, l := d.line(t)
	d.house = far
	d.visit(d.path(workshop))
	d.fill("6", "Annas ord")
	l.cutAt(beforeRequest)
	d.click(".send button")
	d.until(`document.getElementById("status").textContent.startsWith("` + saysUnconfirmed + `")`)
	l.mend()
	d.visit(d.path(webinar))
	if d.answered(workshop) > 0 {
		t.Skip("the machine was so slow that it has been sent again already")
	}
	d.click("label:has([name=q1][value='5'])")
	d.send()
	d.click(`form[action$="/another"] button`)
	d.until(`!document.querySelector(".code") && !!document.querySelector("form[data-draft]")`)
	d.visit(d.path(workshop))
	d.showsNothingOf("Annas ord", "<q1=")
	d.until(`document.getElementById("status").textContent == "Ett svar som väntade i webbläsaren är nu skickat."`)
	if n := d.answered(workshop); n != 1 {
		t.Fatalf("%v: %d answers, want Anna's", d, n)
	}
	d.showsNothingOf("Annas ord", "<q1=")
	d.fill("2", "Bos ord")
	d.send()
	d.visit(d.path(workshop) + "/change")
	if got := d.shown(); d.answered(workshop) != 2 || !contains(got, "Bos ord", "<q1=2>") {
		t.Errorf("%v: %d answers, and Bo's is %s", d, d.answered(workshop), short(got))
	}
}

// copiesGo: the copy of a form that opens without network is gone when somebody else
// has the device, and when there is no such session any more.
func copiesGo(t *testing.T, d *sharing) {
	copied := func(path string) string {
		return `(caches.match("` + path + `").then(m => window.copy = m ? "yes" : "no"), window.copy)`
	}
	s := d.seminar()
	links := s.links(2)
	d.visit(links[0])
	d.visit(s.first)
	d.visit(links[1])
	d.until(copied(s.first) + ` == "no"`)

	v := d.visitor()
	for _, gone := range []struct {
		title  string
		remove func()
	}{
		{workshop, func() {
			v.post(d.office(workshop)+"/delete", v.get(d.office(workshop)+"/delete").fields()).want(http.StatusSeeOther)
		}},
		{questions, func() { d.act(questions, survey.ActionCancel) }},
	} {
		d.visit(d.path(gone.title))
		gone.remove()
		d.navigate(d.url + d.path(gone.title))
		d.until(copied(d.path(gone.title)) + ` == "no"`)
	}
}
