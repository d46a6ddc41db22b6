package web_test

import (
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/issue"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/wording"
	"github.com/omdome/omdome/templates"
)

var (
	templateKey = regexp.MustCompile(`\{\{-?\s*t "([^"]+)"`)
	literal     = regexp.MustCompile(`"([a-z]+(?:\.[a-z0-9]+)*\.?)"`)
)

// A family is the values of a type with the keys of their texts.
type family struct {
	of     reflect.Type
	values []string
	keys   []string
}

// eachOf are values that each have a text of every key.
func eachOf[V ~string](values []V, keys ...func(V) string) family {
	f := family{of: reflect.TypeFor[V]()}
	for _, v := range values {
		f.values = append(f.values, string(v))
		for _, key := range keys {
			f.keys = append(f.keys, key(v))
		}
	}
	return f
}

// someOf are values of which some have no text of their own.
func someOf[V ~string](values []V, keys ...func(V) string) family {
	f := eachOf(values, keys...)
	f.keys = slices.DeleteFunc(f.keys, func(key string) bool { return !i18n.For(survey.Swedish).Has(key) })
	return f
}

// families are all values that have texts in the catalogs.
func families() []family {
	audiences := survey.FollowUpAudiences(survey.AccessInvitation)
	return []family{
		eachOf(survey.Kinds, survey.Kind.Key, survey.Kind.TheKey),
		someOf(survey.Roles, survey.Role.Key),
		eachOf(survey.States, survey.State.Key),
		someOf(survey.States, survey.State.FixedKey),
		eachOf(survey.Actions, survey.Action.Key, survey.Action.DoneKey),
		someOf(survey.Actions, survey.Action.NoteKey, survey.Action.AskKey, survey.Action.AskWhatKey),
		eachOf(survey.Attentions, survey.Attention.BoardKey),
		someOf(survey.Attentions, survey.Attention.LookKey, survey.Attention.ResultsKey, func(a survey.Attention) string { return a.LookKey() + ".invited" }),
		eachOf(survey.CommentStates, survey.CommentState.Key),
		eachOf(survey.Reasons, survey.Reason.Key, survey.Reason.ReviewKey),
		eachOf(survey.FlagKinds, survey.FlagKind.Key),
		eachOf(survey.Accesses, survey.Access.Key, survey.Access.ChangeKey),
		eachOf(survey.LetterStates, survey.LetterState.Key),
		eachOf(survey.Holds, survey.Hold.Key),
		eachOf(audiences, survey.FollowUpAudience.Key, survey.FollowUpAudience.ChoiceKey, survey.FollowUpAudience.DoneKey),
		eachOf(survey.Inquirings, survey.Inquiring.Key),
		someOf(survey.Inquirings, survey.Inquiring.ReadersKey),
		eachOf(survey.QuestionKinds, survey.QuestionKind.Key, survey.QuestionKind.NewKey),
		eachOf(survey.Abouts, survey.About.Key),
		eachOf(survey.AllKept(), survey.Kept.Key, survey.Kept.WhatKey, survey.Kept.RemovedKey, survey.Kept.PlannedKey),
		someOf(survey.Bands, survey.Band.SampleKey),
		eachOf([]string{
			survey.QuestionOverall, survey.QuestionContent, survey.QuestionDelivery, survey.QuestionBest, survey.QuestionBetter,
			survey.QuestionVenue, survey.QuestionFood, survey.QuestionSound,
		}, survey.QuestionKey, survey.QuestionNameKey),
		eachOf([]string{survey.QuestionContent, survey.QuestionDelivery, survey.QuestionBest, survey.QuestionBetter}, survey.QuestionOfKey),
		eachOf(inquiry.States, inquiry.State.Key),
		eachOf(inquiry.Deeds, inquiry.Deed.Key),
		eachOf(followup.States, followup.State.Key, followup.State.OwnKey),
		eachOf(followup.Deeds, followup.Deed.Key),
		eachOf(material.Kinds, material.Kind.Key, material.Kind.AddKey, material.Kind.ButtonKey),
		eachOf(material.Licences, material.Licence.ChoiceKey),
		someOf(material.Licences, material.Licence.Key),
		eachOf(organizer.Roles(), organizer.Role.Key, organizer.Role.WhatKey, organizer.Role.MayKey),
		someOf(organizer.Roles(), organizer.Role.WhoKey, organizer.Role.TitleKey), // all may what a viewer may
		eachOf(wording.Parts(), wording.Part.Key),
		someOf(wording.Parts(), wording.Part.HintKey),
		someOf(i18n.Languages(), survey.Language.WordsKey),
		eachOf(compliance.Statuses, compliance.Status.Key, compliance.Status.ChoiceKey),
		eachOf(compliance.Methods, compliance.Method.Key, compliance.Method.ChoiceKey),
		eachOf(compliance.Whys, compliance.Why.Key, compliance.Why.ChoiceKey),
		eachOf(compliance.Topics(), compliance.Topic.Key, compliance.Topic.AskKey),
		someOf(compliance.Topics(), compliance.Topic.ProgramKey),
		eachOf(issue.Findings, issue.Finding.Key, issue.Finding.WhatKey),
		eachOf([]issue.Finding{issue.Finding(issue.Genuine)}, issue.Finding.Key, issue.Finding.WhatKey),
		eachOf(form.RowColumns, form.Column.Key),
		eachOf(form.RowChanges, form.RowChange.Key),
		eachOf(form.Whiches, form.Which.Key),
		eachOf(form.Clocks, form.Clock.Key),
		eachOf(form.Units, form.Unit.Key),
	}
}

// TestListsOfValuesAreWhole: a value that is new joins the list of its type, so that
// pages offer it and the tests find its texts.
func TestListsOfValuesAreWhole(t *testing.T) {
	t.Parallel()
	there := map[reflect.Type][]string{}
	for _, f := range families() {
		there[f.of] = append(there[f.of], f.values...)
	}
	for of, values := range there {
		room, ours := strings.CutPrefix(of.PkgPath(), "github.com/omdome/omdome/survey")
		if !ours {
			continue
		}
		declared := regexp.MustCompile(`(?m)^\s+\w+\s+` + of.Name() + `\s+= "([^"]+)"`)
		files, err := filepath.Glob(filepath.Join("..", room, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", of, err)
		}
		for _, name := range files {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range declared.FindAllStringSubmatch(string(source), -1) {
				if !slices.Contains(values, found[1]) {
					t.Errorf("the list of %s lacks %q", of, found[1])
				}
			}
		}
	}
}

var (
	// fieldName is a constant that names a field of a form; a period's has what is
	// kept behind it, and a fault's its language.
	fieldName = regexp.MustCompile(`\b[Ff]ield\w+\s+= "([^"]+)"`)
	problem   = regexp.MustCompile(`\bProblem\{[^"}]*"([^"]+)"`)
)

// used are all keys of texts that templates and code name: whole, or by a value's
// method, or, for a field, its label. What stands beside a key and is told where it is
// there (a hint, a problem's title) goes with it.
func used(t *testing.T) map[string]bool {
	t.Helper()
	keys, swedish := map[string]bool{}, i18n.For(survey.Swedish)
	for _, f := range families() {
		for _, key := range f.keys {
			keys[key] = true
		}
	}
	known := func(names ...string) {
		for _, key := range names {
			if swedish.Has(key) {
				keys[key] = true
			}
		}
	}
	ends := []string{"", string(survey.Swedish), string(survey.English)}
	for _, kept := range survey.AllKept() {
		ends = append(ends, "-"+string(kept))
	}
	for _, tree := range []fs.FS{templates.Files, os.DirFS("..")} {
		err := fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || tree == fs.FS(templates.Files) && strings.HasPrefix(path, "letter/") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			b, err := fs.ReadFile(tree, path)
			switch text := string(b); filepath.Ext(path) {
			case ".html":
				for _, m := range templateKey.FindAllStringSubmatch(text, -1) {
					keys[m[1]] = true
				}
			case ".go":
				for _, m := range literal.FindAllStringSubmatch(text, -1) {
					known(m[1])
				}
				for _, m := range fieldName.FindAllStringSubmatch(text, -1) {
					name := strings.TrimRight(m[1], "-")
					known("organizer.letterhead."+name, "organizer.letterhead."+name+".alt")
					for _, end := range ends {
						known("organizer.edit." + name + end)
					}
				}
				for _, m := range problem.FindAllStringSubmatch(text, -1) {
					keys[m[1]], keys[m[1]+".title"] = true, true
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range swedish.Keys() {
		if strings.HasPrefix(key, "organizer.log.") { // the store writes the log's words
			keys[key] = true
		}
	}
	for _, key := range slices.Collect(maps.Keys(keys)) {
		known(key + ".hint")
	}
	return keys
}

// joined begins a key that is put together.
var joined = regexp.MustCompile(`"((?:[a-z]+\.)+)" ?\+`)

// TestKeysArePutTogetherByTheirValues: a key that is put together elsewhere than in a
// method of a value's type is found by no test that looks for texts that are missing.
func TestKeysArePutTogetherByTheirValues(t *testing.T) {
	t.Parallel()
	free := map[string]string{
		"page/edit_view.go": "organizer.edit.", "office/programme/paste.go": "organizer.edit.", // of a field, by its name
		"office/letters/letterhead.go": "organizer.letterhead.",
		"office/signin_list.go":        "organizer.log.", // of what the store has written
	}
	for _, name := range sources(t) {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range joined.FindAllStringSubmatch(string(source), -1) {
			if found[1] == free[filepath.ToSlash(name)] {
				continue
			}
			if slices.ContainsFunc(i18n.For(survey.Swedish).Keys(), func(key string) bool { return ours(key) && strings.HasPrefix(key, found[1]) }) {
				t.Errorf("%s puts a key together that begins with %s; let the value's type do it", name, found[1])
			}
		}
	}
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
