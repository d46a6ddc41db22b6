package web_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/templates"
)

var (
	templateKey = regexp.MustCompile(`\{\{-?\s*t "([^"]+)"`)
	literal     = regexp.MustCompile(`"([a-z]+(?:\.[a-z0-9]+)*\.?)"`)
)

// built are the keys that the code puts together, each with what follows.
func built() []string {
	var keys []string
	add := func(prefix string, ends ...string) {
		for _, e := range ends {
			keys = append(keys, prefix+e)
		}
	}
	for _, k := range []string{
		"notfound", "sealed", "conflict", "answered", "withdrawn", "notopen", "closed", "unconfirmed", "busy", "guesses", "timeout",
		"toolarge", "toolargeanswer", "internal", "uninvited", "crossorigin", "method", "badform", "mediatype", "letterdraft", "letterrevoked", "letterunknown", "unpublished", "seriesgone", "notsigned", "notstamped",
	} {
		add("problem.", k, k+".title")
	}
	for _, q := range []string{
		survey.QuestionOverall, survey.QuestionContent, survey.QuestionDelivery, survey.QuestionBest, survey.QuestionBetter,
	} {
		add("question.", q)
		add("organizer.question.", q)
		if q != survey.QuestionOverall {
			add("question.", q+".speaker")
		}
	}
	for _, q := range []string{survey.QuestionVenue, survey.QuestionFood, survey.QuestionSound} {
		keys = append(keys, "question."+q, "organizer.question."+q)
	}
	keys = append(keys, questionKeys()...)
	add("organizer.state.", "draft", "open", "closed", "released", "cancelled")
	add("organizer.action.", "open", "close", "reopen", "seal", "release", "cancel")
	add("organizer.done.", "open", "close", "reopen", "seal", "release", "cancel")
	add("organizer.ask.", "seal", "seal.what", "release", "release.what", "cancel", "cancel.what")
	add("organizer.comment.", "included", "leftout", "organizer")
	add("organizer.board.attention.", "opens", "few", "exceeded", "burst", "comments", "address")
	add("organizer.log.door.", "opened", "closed")
	keys = append(keys, form.MsgTimesNone, form.MsgTimesEmpty, survey.MsgTimesCloses)
	add("organizer.board.done.", "sessions", "none", "times", "door", "nodoor")
	add("organizer.review.flag.", "name", "email", "phone", "identity", "abuse")
	add("organizer.review", "", ".words.what", ".all.read", ".none", ".back")
	add("organizer.review.wrong.", "choose", "letter", "cutall", "changed", "conflict")
	add("organizer.results.column.", "event", "session", "code", "starts", "question", "speaker", "answers", "attended", "mean", "median",
		"1", "2", "3", "4", "5", "6", "note")
	add("organizer.results.", "sheet", "fewer")
	for _, r := range survey.Reasons {
		add("organizer.reason.", string(r))
		add("organizer.review.reason.", string(r))
	}
	add("accessibility.report", "", ".organizer", ".contact")
	keys = append(keys, authorityKeys()...)
	for _, when := range []string{"before", "end", "after"} {
		add("share.", when, when+".text", when+".event")
	}
	add("event.", "opens.clock", "until.clock", "closed.clock")
	for _, a := range []survey.Access{survey.AccessLink, survey.AccessInvitation} {
		add("organizer.invite.", "access."+string(a), "change."+string(a), "told.twice", "told.was")
	}
	for _, v := range []string{"genuine", "appended", "changed", "saved", "alone", "notcompared", "stranger", "nothing", "unreadable"} {
		add("letter.verify.file.", v, v+".what")
	}
	add("letter.verify.attended", "", ".exact", ".about")
	add("letter.verify.fact.", "to", "session", "event", "date", "organization", "approved", "number", "replaces", "sessions", "stamp")
	add("organizer.letters.state.", "draft", "approved", "sent", "replaced", "revoked")
	add("organizer.letters.hold.", string(survey.HoldUnread), string(survey.HoldSigner), string(survey.HoldGone))
	add("organizer.letters.done.", "line", "approve", "correct", "revoke", "rekey", "series")
	add("organizer.series.comments", "", ".lead", ".words.what", ".all.read", ".none", ".back", ".conflict")
	add("", survey.MsgSeriesFew, survey.MsgSeriesDifferent, survey.MsgSeriesShown, survey.MsgSeriesTaken, survey.MsgSeriesShort)
	add("organizer.edit.", form.FieldReason)
	add("organizer.letters.", "reason.none")
	keys = append(keys, editKeys()...)
	keys = append(keys, reflectionKeys()...)
	for _, c := range form.RowColumns {
		add("organizer.rows.column.", string(c))
	}
	add("organizer.section.", "programme", "share", "invitations", "board", "comments", "results", "letters", "followup", "session", "questions", "asked", "edit")
	add("organizer.edit.", form.FieldAudience, form.FieldUntil, form.FieldUntil+".hint", form.FieldFigures, form.FieldFigures+".hint")
	for _, a := range survey.FollowUpAudiences(survey.AccessInvitation) {
		add("organizer.followup.", "audience."+string(a), "done."+string(a))
		add("organizer.log.followup.", string(a))
	}
	keys = append(keys, materialKeys()...)
	add("inquiry.readers.", "open", "review")
	add("inquiry.done.", "asked", "waiting", "withdrawn", "cookie")
	add("organizer.inquiry.done.", "asking", "link", "nolink", "answers", "showagain", "nonechosen")
	add("organizer.reflections.done.", "showagain", "nonechosen")
	add("organizer.hide.choose.", "all", "new", "waiting", "none")
	for _, sort := range []string{"inquiry", "reflection"} {
		add("organizer.hide."+sort+".", "ask", "what", "do", "heading", "done")
		add("organizer.log."+sort+".", "hidemany", "showmany")
	}
	add("organizer.results.", "about")
	add("organizer.look.", "exceeded", "exceeded.invited", "burst", "check")
	add("organizer.results.look.", "exceeded", "burst")
	add("organizer.inquiry.state.", "waiting", "shown", "hidden", "aloud", "answered", "released")
	add("organizer.inquiry.do.", "show", "hide", "aloud", "notaloud", "release", "keep", "delete")
	for _, way := range survey.Inquirings {
		add("organizer.inquiry.way.", string(way))
	}
	keys = append(keys, form.MsgInquiryEmpty, form.MsgInquiryLong, form.MsgInquirySigns, form.MsgInquiryName, form.MsgInquiryMany)
	keys = append(keys, form.MsgNoAddress, form.MsgLongAddress, form.MsgNoAddresses)
	add("thanks.until", ".closing")
	add("answered.until", ".closing")
	keys = append(keys, survey.MsgEmpty, survey.MsgRating, survey.MsgTwice, survey.MsgChoice, survey.MsgRequired,
		survey.MsgLong, survey.MsgText, survey.MsgUnknown, survey.MsgChanged)
	return keys
}

// questionKeys are those of the pages of questions.
func questionKeys() []string {
	keys := []string{survey.MsgAsked, survey.MsgOverall, survey.MsgMany, survey.MsgNoneAsked, survey.MsgOptions}
	for _, end := range []string{
		"kind.rating", "kind.choice", "kind.choices", "kind.text", "new.rating", "new.choice", "new.choices", "new.text",
		"rule.draft", "rule.rehearsal", "rule.open", "rule.answered", "rule.fixed", "asked.session", "asked.speaker",
		"remove", "remove.do", "remove.own", "remove.standard", "remove.overall", "reset", "reset.do", "use", "use.do",
		"done.saved", "done.added", "done.removed", "done.moved", "done.putback", "done.reset",
	} {
		keys = append(keys, "organizer.questions."+end)
	}
	for _, field := range []string{form.FieldAsks, form.FieldAsked, form.FieldAsked + ".hint", form.FieldRequired, form.FieldRequired + ".hint"} {
		keys = append(keys, "organizer.edit."+field)
	}
	return keys
}

// authorityKeys are those of what an organization says of itself.
func authorityKeys() []string {
	keys := []string{
		form.MsgKeep, form.MsgDecision, form.MsgNoPeriod, form.MsgController, form.MsgNoStatus, form.MsgFaultless,
		form.MsgFaulty, form.MsgReport, form.MsgDays, form.MsgAddress,
	}
	add := func(prefix string, ends ...string) {
		for _, e := range ends {
			keys = append(keys, prefix+e)
		}
	}
	for _, what := range survey.AllKept() {
		add("organizer.records.", string(what), string(what)+".what")
		add("organizer.", "removed."+string(what), "planned."+string(what))
		add("organizer.edit.", "keep-"+string(what), "unit-"+string(what), "decision-"+string(what))
	}
	for _, name := range []string{"records", "accessibility", "procurement"} {
		add("organizer.settings."+name, "", ".what", ".lead")
	}
	for _, topic := range compliance.Topics() {
		add("organizer.procurement."+topic, "", ".ask")
		if topic != "support" { // the program has nothing to say on it
			add("organizer.procurement."+topic, ".program")
		}
	}
	for _, s := range []string{"fully", "partly", "not"} {
		add("", "accessibility.status."+s, "organizer.statement.status."+s)
	}
	for _, m := range []string{compliance.MethodSelf, compliance.MethodExternal, compliance.MethodBoth} {
		add("", "accessibility.method."+m, "organizer.statement.method."+m)
	}
	for _, why := range []string{compliance.FaultUnmended, compliance.FaultBurden, compliance.FaultExempt} {
		add("", "accessibility.why."+why, "organizer.statement.why."+why)
	}
	add("organizer.edit.", "public", "public.hint", "controller", "controller.hint", "unit.months", "unit.years", "status", "method",
		"assessed", "reviewed", "reportemail", "reportphone", "reportdays", "supervisor", "supervisoraddress", "faultsv", "faulten",
		"faultwhy", "faultmended")
	add("organizer.packet.file.", "readme", "summary", "figures", "retention")
	add("organizer.results.", "removed.note")
	return keys
}

// editKeys are those of the pages where organizers edit.
func editKeys() []string {
	keys := []string{
		survey.MsgMissing, survey.MsgTooLong, survey.MsgSigns, form.MsgEmail, form.MsgNoTime, form.MsgOffset, form.MsgNoDay, form.MsgSkipped, form.MsgTwoTimes, survey.MsgClockGone, form.MsgLookalike, survey.MsgScripts,
		form.MsgYear, form.MsgEnds, form.MsgCloses, form.MsgK, survey.MsgKFixed, form.MsgAttended, form.MsgZone,
		form.MsgZoneFixed, form.MsgPick, form.MsgTaken, form.MsgSpeakers, survey.MsgKindFixed, survey.MsgSpoken,
		form.MsgTableEmpty, form.MsgTableLong, form.MsgTableCell, form.MsgTableWide, form.MsgNoTitles, form.MsgNoTimes,
		form.MsgTableTime, form.MsgTableDate, form.MsgTableKind, form.MsgTableMails, form.MsgRowTwice, form.MsgRowOpen,
	}
	for _, field := range []string{
		form.FieldName, form.FieldPlace, form.FieldLanguage, form.FieldZone, form.FieldZone + ".hint", survey.FieldK,
		survey.FieldK + ".hint", form.FieldCompare, form.FieldTitle, survey.FieldKind, form.FieldRoom, form.FieldStarts,
		form.FieldEnds, survey.FieldSpeaker, form.FieldSpeakerEmail, form.FieldSpeakerIn, form.FieldRole, form.FieldRated,
		form.FieldClock, survey.FieldOpens, survey.FieldCloses, form.FieldAttended, form.FieldAttended + ".hint",
		form.FieldEstimate, form.FieldDate, form.FieldTable, "replacement", "fixed.released", "fixed.cancelled",
		survey.FieldDay, "clock." + form.ClockDefault, "clock." + form.ClockOwn, "clock." + form.ClockHand,
	} {
		keys = append(keys, "organizer.edit."+field)
	}
	for _, key := range []string{"which", "which.choose", "which.first", "which.second", "which.table"} {
		keys = append(keys, "organizer.edit."+key)
	}
	for _, key := range []string{
		"action.rehearse", "action.rehearse.note", "action.rehearsed", "action.rehearsed.note", "done.rehearse", "done.rehearsed",
		"archive.what.1", "archive.what.2", "archive.what.3", "bin.deleted", "bin.removed", "bin.taken", "delete.sessions",
		"delete.responses", "delete.comments", "delete.comments.hint", "delete.letters", "delete.letterlinks", "delete.invitations",
		"delete.links", "delete.open", "delete.undo", "delete.undo.open",
	} {
		keys = append(keys, "organizer."+key)
	}
	keys = append(keys, "rehearsal.thanks.until", "rehearsal.answered.until")
	for _, deed := range []string{
		"event.added", "event.edited", "event.sessions", "event.copied", "session.edited", "session.replaced",
	} {
		keys = append(keys, "organizer.log."+deed)
	}
	for _, change := range []form.RowChange{form.RowNew, form.RowChanged, form.RowSame} {
		keys = append(keys, "organizer.paste.row."+string(change))
	}
	for _, key := range i18n.For(survey.Swedish).Keys() {
		for _, prefix := range []string{"words", "letterhead", "log", "signin.role", "signin.may", "signin.done", "signin.organization", "signin.name", "signin.email", "signin.invited", "signin.reset.made", "signin.password"} {
			if strings.HasPrefix(key, "organizer."+prefix+".") || key == "organizer."+prefix {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// used are all keys of texts that templates and code name.
func used(t *testing.T) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	for _, k := range built() {
		keys[k] = true
	}
	err := fs.WalkDir(templates.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path, "letter/") {
			return err
		}
		b, err := fs.ReadFile(templates.Files, path)
		for _, m := range templateKey.FindAllStringSubmatch(string(b), -1) {
			keys[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range sources(t) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(b), -1) {
			if i18n.For(survey.Swedish).Has(m[1]) {
				keys[m[1]] = true
			}
		}
	}
	return keys
}

// ours says whether the key belongs to the catalogs of these pages.
func ours(key string) bool {
	area, _, _ := strings.Cut(key, ".")
	return slices.Contains([]string{
		"site", "home", "event", "form", "question", "error", "thanks", "answered", "change", "withdraw", "withdrawn",
		"find", "switch", "slide", "sheet", "share", "state", "protection", "problem", "organizer", "accessibility",
		"offline", "invite", "followup", "rehearsal", "inquiry", "reflection",
	}, area)
}

func TestEveryLanguageHasEveryText(t *testing.T) {
	t.Parallel()
	keys := used(t)
	for _, l := range i18n.Languages() {
		c := i18n.For(l)
		for key := range keys {
			// A language may have nothing but the attendees' pages yet.
			area, _, _ := strings.Cut(key, ".")
			beyond := area == "organizer" && !i18n.KnownTo(i18n.Organizers, l) || (area == "letter" || area == "speaker") && !i18n.KnownTo(i18n.Letters, l)
			if !c.Has(key) && !beyond {
				t.Errorf("%s lacks %s", l, key)
			}
		}
		for _, key := range c.Keys() {
			if ours(key) && !keys[key] {
				t.Errorf("%s has %s, which nothing uses", l, key)
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// TestEveryPageInEveryLanguage visits every page in every language. No page may
// show a key, an unfilled placeholder or what a template says when it fails.
func TestEveryPageInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, l := range i18n.Languages() {
		t.Run(string(l), func(t *testing.T) {
			t.Parallel()
			h := open(t)
			h.releasedWorkshop()
			v := h.visitor()
			v.language = string(l)
			v.answer(webinar, "q1", "4")
			c := i18n.For(l)
			check := func(name string, page seen) {
				page.Find("script, textarea.words, .placeholders").Remove() // these have placeholders of their own
				text := page.text("title") + " " + page.text("body")
				for _, key := range c.Keys() {
					if strings.Contains(key, ".") && strings.Contains(text, key) {
						t.Errorf("%s shows the key %s", name, key)
					}
				}
				if at := placeholder.FindString(text); at != "" || strings.Contains(text, "%!") || strings.Contains(text, "<no value>") {
					t.Errorf("%s shows %q in %q", name, at, text)
				}
				if got := page.Find("html").AttrOr("lang", ""); got != string(l) {
					t.Errorf("%s is in %q", name, got)
				}
				if page.Find("h1").Length() != 1 || page.Find("main").Length() != 1 {
					t.Errorf("%s has %d headings", name, page.Find("h1").Length())
				}
			}
			for _, path := range attendeePages(h) {
				// A letter's pages are there in the languages of letters; what is
				// published, in that of the letter alone.
				if strings.HasPrefix(path, "/l/") && !i18n.KnownTo(i18n.Letters, l) || strings.HasPrefix(path, "/p/") && l != survey.Swedish {
					continue
				}
				check(path, v.get(path))
			}
			if i18n.KnownTo(i18n.Organizers, l) {
				for _, path := range append(procurementPages(h), officePages(h)...) {
					check(path, v.get(path))
				}
			}
			check("late", v.post(h.path(workshop), map[string][]string{"q1": {"5"}, "q4": {"x"}}))
			other := h.visitor()
			other.language = string(l)
			check("errors", other.post(h.path(webinar), other.fill(webinar, "q1", "9", "q7", "x")))
			card := other.get(h.reflections(webinar)).Find(".thank").AttrOr("action", "")
			other.thanks(thankable{action: card, value: "on"}).want(http.StatusSeeOther)
			check("thanked", other.get(h.followUp(webinar)))
			check("no card", other.thanks(thankable{action: h.followUp(webinar) + "/thank/1", value: "on"}))
			check("no cookie", other.get(h.followUp(webinar)+"?done=cookie"))
			check("wrong code", other.post(h.path(webinar)+"/find", map[string][]string{"answer": {"x"}}))
		})
	}
}

// pagesOf are the addresses of all pages, of the released workshop and others.
func pagesOf(h *house) []string { return append(attendeePages(h), officePages(h)...) }

// procurementPages are open to all, in the organizers' languages.
func procurementPages(h *house) []string {
	return []string{"/procurement", "/e/" + string(h.event.Code) + "/procurement"}
}

func attendeePages(h *house) []string {
	open, over := h.path(webinar), h.path(workshop)
	return append(speakerPages(h), []string{
		"/", "/nothing", "/e/" + string(h.event.Code), "/s/000000",
		h.path(questions) + "/withdrawn", h.path(questions), h.path(draft), h.path(cancelled), over, over + "/protection",
		open, open + "/thanks", open + "/thanks?was=already", open + "/thanks?was=changed", open + "/change",
		open + "/ask", open + "/ask?done=asked", h.answers(webinar), open + "/withdraw", open + "/find", open + "/protection",
		"/accessibility", "/e/" + string(h.event.Code) + "/accessibility", "/i/nothing",
		open + "/slide", open + "/closing?theme=dark", over + "/slide?still", "/e/" + string(h.event.Code) + "/slide",
		h.reflections(webinar), "/f" + strings.TrimPrefix(open, "/s") + "/reflect?done=sent",
		"/f" + strings.TrimPrefix(over, "/s"), h.material(questions), "/f/" + string(h.event.Code), "/e/" + string(h.event.Code) + "?q=karin", "/e/" + string(h.event.Code) + "?q=xyz",
	}...)
}

// public says whether the organizer's page is there for those who have not
// signed in.
func public(path string) bool {
	if strings.HasPrefix(path, "/verify") {
		return true
	}
	for _, door := range []string{"sign-in", "setup", "join", "reset"} {
		if path == "/o/"+door || strings.HasPrefix(path, "/o/"+door+"/") || strings.HasPrefix(path, "/o/"+door+"?") {
			return true
		}
	}
	return false
}

// doorPages are the pages of signing in and of who may.
func doorPages(h *house) []string {
	h.t.Helper()
	m := h.member(organizer.Editor)
	owner := h.store.Office(m)
	reset, err := owner.ResetLink(h.t.Context(), m.Organizer.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	join, err := owner.InviteOrganizer(h.t.Context(), "ny@example.org", organizer.Viewer)
	if err != nil {
		h.t.Fatal(err)
	}
	return []string{
		"/o/sign-in", "/o/sign-in?done=out", "/o/setup/" + h.setUpLink(0), "/o/setup/" + h.setUpLink(h.event.OrganizationID),
		"/o/join/" + join.Text(), "/o/reset/" + reset.Text(), "/o/reset/none", "/o/choose", "/o/sign-ins", "/o/password", "/o/organizers",
		"/o/organizers/" + fmt.Sprint(int64(m.Organizer.ID)), "/o/log", "/o/?done=demo",
	}
}

func officePages(h *house) []string {
	office, open, over := "/o", h.path(webinar), h.path(workshop)
	return append(slices.Concat(doorPages(h), binPages(h), letterPages(h), materialPages(h), seriesPages(h)), []string{
		office + open + "/share", office + open + "/sheet", office + "/e/" + string(h.event.Code) + "/share",
		office + "/e/" + string(h.event.Code) + "/sheet", office + "/e/" + string(h.event.Code) + "/sheets",
		office + "/", office + "/e/" + string(h.event.Code), office + over, office + open, office + h.path(cancelled),
		office + h.path(draft), office + over + "?done=release", office + open + "/cancel",
		office + "/new", office + "/new/single", office + "/e/" + string(h.event.Code) + "/edit",
		office + "/e/" + string(h.event.Code) + "/add", office + "/e/" + string(h.event.Code) + "/paste?done=event", office + "/e/" + string(h.event.Code) + "/rows",
		office + "/e/" + string(h.event.Code) + "?done=single", office + h.path(draft) + "/edit", office + over + "/edit",
		office + h.path(cancelled) + "/edit", office + open + "/edit", office + "/e/" + string(h.event.Code) + "/copy",
		office + "/e/" + string(h.event.Code) + "/followup", office + "/e/" + string(h.event.Code) + "/followup/preview", office + over + "/followup?done=saved", office + over + "/followup/preview",
		office + open + "/followup/reflections", office + over + "/followup/reflections", office + "/e/" + string(h.event.Code) + "/followup/reflections",
		office + open + "/asked", office + open + "/asked/answers", office + over + "/asked?done=link",
		office + h.path(draft) + "/preview", office + h.path(draft) + "/questions?done=added", office + h.path(questions) + "/questions",
		office + over + "/questions", office + h.path(draft) + "/questions/add?asks=choice", office + h.path(draft) + "/questions/reset",
		office + h.path(draft) + "/questions/use", office + h.path(questions) + "/questions/use", office + h.path(questions) + "/questions/3",
		office + h.path(draft) + "/questions/2/remove",
		office + "/letters/words", office + "/letters/words/en?done=words", office + "/letters/letterhead?done=letterhead",
		office + "/organization", office + "/organization/records?done=organization", office + "/organization/accessibility",
		office + "/organization/procurement",
		office + "/e/" + string(h.event.Code) + "/invitations", office + "/e/" + string(h.event.Code) + "/comments", office + "/e/" + string(h.event.Code) + "/board", office + "/e/" + string(h.event.Code) + "/results", office + "/results",
	}...)
}
