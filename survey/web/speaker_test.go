package web_test

import (
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

// A speaker's page, with a letter in which two comments may be quoted publicly
// and one may not.
func (h *house) spokenTo() (page string) {
	h.t.Helper()
	for i, text := range []string{"Det här kan jag använda på måndag.", "Bra övningar.", "Bara till dig.", ""} {
		fields := []string{"q1", []string{"5", "5", "6", "4"}[i], "q2.1", "5", "q4", text}
		if i < 2 {
			fields = append(fields, "p4", "1")
		}
		h.visitor().answer(workshop, fields...)
	}
	h.act(workshop, survey.ActionClose, survey.ActionRelease)
	return h.letter(workshop)
}

// send posts a form's button.
func (v *visitor) send(path string, pairs ...string) seen {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return v.post(path, form)
}

// publish publishes the letter's first figure and first public comment.
func (v *visitor) publish(page string) (address string) {
	v.t.Helper()
	form := v.get(page + "/publish").want(http.StatusOK)
	revision := form.Find("input[name=revision]").AttrOr("value", "")
	figure, comment := form.Find("input[name=figure]").First().AttrOr("value", ""), form.Find("input[name=comment]").First().AttrOr("value", "")
	v.send(page+"/publish", "revision", revision, "figure", figure, "comment", comment, "do", "publish").want(http.StatusSeeOther)
	done := v.get(page + "/publish?done=published").says("Nu är sidan publicerad.")
	return done.Find(".short a").AttrOr("href", "")
}

func TestSpeakersSayWhatTheyTakeWithThem(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			page := h.spokenTo()
			speaker, other := h.stranger(), h.stranger()
			editor := h.organizer(organizer.Editor)
			office, followUp := h.letterPage(h.letters(workshop)[0]), h.followUp(workshop)

			speaker.send(page+"/reply", "revision", "0", "takeaway", strings.Repeat("å", survey.MaxTakeaway+2)).
				want(http.StatusUnprocessableEntity).says("Texten är 2 tecken för lång.")
			speaker.follow(speaker.send(page+"/reply", "revision", "0", "takeaway", "Mer tid för övningar.", "shared", "1")).says("Ditt svar är sparat.")
			editor.get(office).says("Karin Ek tar med sig", "Mer tid för övningar.", "Deltagarna får läsa det")
			editor.get("/o" + h.path(workshop)).says("Mer tid för övningar.")

			// Attendees read it once the organizer wants that too.
			settings := "/o" + h.path(workshop) + "/followup"
			h.setFollowUp(settings, "audience", "public")
			if strings.Contains(other.get(followUp).want(http.StatusOK).body, "Mer tid") {
				t.Error("the follow-up page shows what the organizer has not chosen to")
			}
			h.setFollowUp(settings, "takeaways", "1")
			other.get(followUp).says("Det här tar Karin Ek med sig", "Mer tid för övningar.")

			// Two with the same link: the second is told, and what was typed stays.
			told := other.send(page+"/reply", "revision", "0", "takeaway", "Något annat.").want(http.StatusConflict).says("Ditt är inte sparat än", "Mer tid för övningar.")
			if told.Find("#takeaway").Text() != "Något annat." {
				t.Errorf("what was typed is gone: %q", told.Find("#takeaway").Text())
			}
			revision := told.Find("#reply input[name=revision]").AttrOr("value", "")
			speaker.follow(speaker.send(page+"/reply", "revision", revision, "do", "remove")).says("Texten är borttagen.")
			if strings.Contains(other.get(followUp).body, "Mer tid") || strings.Contains(editor.get(office).body, "Mer tid") {
				t.Error("what was removed is still shown")
			}
			other.send("/l/nothing/reply", "revision", "0").want(http.StatusNotFound)
		})
	}
}

// What is published shows what was chosen and may be shown, to everybody; what is
// withdrawn is gone.
func TestWhatIsPublishedIsWhatWasChosen(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			page := h.spokenTo()
			speaker, nobody := h.stranger(), h.stranger()
			form := speaker.get(page + "/publish").want(http.StatusOK).says("Det här kan jag använda på måndag.")
			if form.Find("input[name=figure]").Length() != 2 || form.Find("input[name=comment]").Length() != 2 ||
				strings.Contains(form.body, "Bara till dig.") {
				t.Errorf("%d figures and %d comments can be published", form.Find("input[name=figure]").Length(), form.Find("input[name=comment]").Length())
			}
			speaker.send(page+"/publish", "revision", "0").want(http.StatusUnprocessableEntity).says("Välj minst en siffra eller en kommentar.")
			preview := speaker.send(page+"/publish", "revision", "0", "figure", "0", "do", "preview").want(http.StatusOK).says("Inget är publicerat än", "5,0")
			if preview.Find("input[name=do], button[value=publish]").Length() != 1 {
				t.Error("the preview leads nowhere")
			}
			// A comment that may not be quoted, and a figure that has too few answers,
			// are not published however they are asked for.
			var all []string
			for _, at := range []string{"0", "1", "2", "3", "4"} {
				all = append(all, "figure", at, "comment", at)
			}
			speaker.send(page+"/publish", append(all, "revision", "0", "do", "publish")...).want(http.StatusSeeOther)
			address := speaker.get(page+"/publish").Find(".short a").AttrOr("href", "")
			path := strings.TrimPrefix(address, h.url)
			whole := nobody.get(path).want(http.StatusOK).says("Helheten", "Innehållet", "Bra övningar.", "2 av 3 kommentarer")
			if strings.Contains(whole.body, "Bara till dig") || strings.Contains(whole.body, "Framförandet") || strings.Contains(whole.body, page[3:]) {
				t.Errorf("more is published than may be: %s", whole.text("main"))
			}
			if whole.header.Get("X-Robots-Tag") != "" {
				t.Error("search engines may not list it")
			}
			picture := nobody.get(strings.TrimPrefix(whole.Find("meta[property='og:image']").AttrOr("content", ""), h.url)).want(http.StatusOK)
			if c, err := png.DecodeConfig(strings.NewReader(picture.body)); err != nil || c.Width != 1200 || c.Height != 630 ||
				picture.header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
				t.Errorf("the picture beside the shared address is %d by %d pixels, %v", c.Width, c.Height, err)
			}

			if again := speaker.publish(page); again != address {
				t.Errorf("the address has become %q", again)
			}
			less := nobody.get(path).want(http.StatusOK).says("Helheten", "1 av 2 frågor med siffror", "1 av 3 kommentarer")
			if strings.Contains(less.body, "Innehållet") || less.Find("blockquote").Length() != 1 {
				t.Errorf("more is shown than was chosen: %s", less.text("main"))
			}
			number := h.letters(workshop)[0].Number
			verified := nobody.get("/verify/"+number).says("Helheten", "5,0")
			if strings.Contains(verified.text("main"), "Innehållet") {
				t.Error("verifying tells a figure that is not published")
			}
			quoted := speaker.get(page + "/publish").text("#plain")
			if !strings.Contains(quoted, "fick som helhet betyget 5,0 (4 svar)") || !strings.Contains(quoted, address) {
				t.Errorf("the text for other sites is %q", quoted)
			}
			speaker.send(page+"/publish", "revision", "1", "figure", "0", "do", "publish").want(http.StatusConflict).says("Inget är ändrat.")

			speaker.follow(speaker.send(page + "/unpublish")).says("Sidan är tillbakadragen")
			gone := nobody.get(path).want(http.StatusGone).says("har dragit tillbaka den")
			nobody.get(path + "/picture.png").want(http.StatusGone)
			if strings.Contains(gone.body, "Karin") || gone.header.Get("X-Robots-Tag") == "" {
				t.Error("a page that was withdrawn still tells of its speaker, or is listed")
			}
			if strings.Contains(nobody.get("/verify/"+number).text("main"), "Helheten") {
				t.Error("verifying tells a figure that was withdrawn")
			}
			nobody.get("/p/NOTHINGNOW").want(http.StatusNotFound)

			// With its letter, what is published goes too.
			speaker.publish(page)
			v := h.organizer(organizer.Editor)
			v.get(h.letterPage(h.letters(workshop)[0])).says("Publicerat av den medverkande:")
			v.follow(v.pressed(h.letterPage(h.letters(workshop)[0]), "correct"))
			nobody.get(path).want(http.StatusOK)
			h.approve()
			nobody.get(path).want(http.StatusGone)
			speaker.send(page+"/publish", "revision", "9", "figure", "0", "do", "publish").want(http.StatusSeeOther)
			nobody.get(path).want(http.StatusGone)
		})
	}
}

func TestALetterWithoutFiguresHasNothingToPublish(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.visitor().answer(webinar, "q1", "6", "q2.1", "5")
	h.act(webinar, survey.ActionClose, survey.ActionRelease)
	page, v := h.letter(webinar), h.stranger()
	v.get(page).want(http.StatusOK).says("finns det inget att publicera")
	v.send(page+"/publish", "revision", "0", "figure", "0", "do", "publish").want(http.StatusUnprocessableEntity)
	file := v.get(page + "/figures.csv").want(http.StatusOK)
	if strings.Contains(file.body, "6") && strings.Contains(file.body, ";6;") {
		t.Errorf("the file has figures: %s", file.body)
	}
}

// A new link makes the old one that of nobody, and of its predecessors too.
func TestANewLinkEndsTheOldOne(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			old := h.spokenTo()
			speaker, thief := h.stranger(), h.stranger()
			published := strings.TrimPrefix(speaker.publish(old), h.url)
			speaker.get(old + "/key").want(http.StatusOK).says("slutar fungera med en gång")
			thief.get(old).want(http.StatusOK) // looking changes nothing
			renewed := speaker.post(old+"/key", url.Values{}).want(http.StatusSeeOther)
			page := strings.TrimSuffix(renewed.location, "?done=key")
			speaker.follow(renewed).says("Det här är den nya länken")
			ends := func(old string) {
				t.Helper()
				for _, path := range []string{"", "/letter.pdf", "/print", "/figures.csv", "/publish", "/key"} {
					gone := thief.get(old + path).want(http.StatusNotFound)
					if strings.Contains(gone.body, "Karin") || strings.Contains(gone.body, page[3:]) {
						t.Errorf("%s tells of what took its place", old+path)
					}
				}
				for _, path := range []string{"/reply", "/publish", "/unpublish", "/key"} {
					thief.send(old+path, "revision", "0", "figure", "0", "do", "publish").want(http.StatusNotFound)
				}
			}
			ends(old)
			thief.get("/a/" + old[3:]).want(http.StatusNotFound)
			thief.get(old).says("Fråga arrangören")
			thief.get(published).want(http.StatusOK)

			editor := h.organizer(organizer.Editor)
			letter := h.letterPage(h.letters(workshop)[0])
			editor.follow(editor.pressed(letter, "correct"))
			h.approve()
			editor.follow(editor.pressed(h.letterPage(h.letters(workshop)[1]), "rekey")).says("Länken är utbytt.")
			ends(page) // an earlier letter would lead to the new link
			if h.organizer(organizer.Viewer).get(letter).Find("button[value=rekey]").Length() != 0 {
				t.Error("a viewer can replace the link")
			}
		})
	}
}

// The history has the speaker's own letters that stand, in this organization.
func TestHistoryIsTheSpeakersOwn(t *testing.T) {
	t.Parallel()
	h := open(t)
	page := h.spokenTo()
	h.stranger().get(page).says("När du har fått fler brev från Forum för styrning")
	for range 4 {
		h.visitor().answer(webinar, "q1", "6", "q2.1", "3", "q3.1", "3", "q2.2", "1", "q3.2", "1")
	}
	h.act(webinar, survey.ActionClose, survey.ActionRelease)
	draft := h.stranger().get(page)
	if draft.Find("#history table").Length() != 0 {
		t.Error("a draft is in the history")
	}
	h.approve()
	var own survey.LetterRef
	for _, l := range h.letters(webinar) {
		if l.Appearance.Speaker.Name == "Karin Ek" {
			own = l
		}
	}
	if own.ID == 0 {
		t.Fatal("Karin Ek has no letter")
	}
	seen := h.stranger().get(page).want(http.StatusOK)
	history := seen.text("#history")
	if !strings.Contains(history, webinar) || !strings.Contains(history, "5,0") || !strings.Contains(history, "3,0") || strings.Contains(history, "1,0") || !strings.Contains(history, "för få svar") {
		t.Errorf("the history is %s", history)
	}
	h.organizer(organizer.Editor)
	revoke := h.letterPage(own) + "/revoke"
	v := h.organizer(organizer.Editor)
	v.follow(v.post(revoke, v.get(revoke).fields("reason", "Fel.")))
	if h.stranger().get(page).Find("#history table").Length() != 0 {
		t.Error("a revoked letter is in the history")
	}
}

// speakerPages are the pages of the workshop's speaker, and what is published; none
// before there is a letter.
func speakerPages(h *house) []string {
	h.t.Helper()
	for range 2 {
		for _, l := range h.letters(workshop) {
			if !l.State.Stands() {
				continue
			}
			page := "/l/" + l.Key
			p, err := h.store.SpeakerPage(h.t.Context(), l.Key)
			if err == nil && p.Publication.Published.IsZero() {
				p.Publication.Code, err = h.store.Publish(h.t.Context(), l.Key, survey.Shown{Figures: []int{0}}, p.Publication.Revision)
			}
			if err != nil {
				h.t.Fatal(err)
			}
			return []string{page, page + "/publish?done=published", page + "/key", "/p/" + p.Publication.Code}
		}
		h.approve()
	}
	return nil
}
