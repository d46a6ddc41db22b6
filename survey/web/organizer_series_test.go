package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
)

var seriesRoutes = map[string]organizer.Role{
	"GET /o/e/{code}/letters/series":             organizer.Viewer,
	"POST /o/e/{code}/letters/series":            organizer.Editor,
	"GET /o/e/{code}/letters/{letter}/comments":  organizer.Editor,
	"POST /o/e/{code}/letters/{letter}/comments": organizer.Editor,
}

func init() { maps.Copy(least, seriesRoutes) }

const small = "Leda på distans"

// heldSmall holds a small workshop at an event of its own for each number of
// answers, and shows the results. The events' codes are by their place.
func (h *house) heldSmall(answers ...int) (events, sessions []survey.Code) {
	h.t.Helper()
	return h.heldSmallAs(small, answers...)
}

// heldSmallAs is heldSmall of a workshop of another name.
func (h *house) heldSmallAs(small string, answers ...int) (events, sessions []survey.Code) {
	h.t.Helper()
	for i, n := range answers {
		starts := h.clock.Now().AddDate(0, 0, 7*i)
		p := survey.Programme{
			Organization: survey.Organization{Name: "Forum för styrning"},
			Event: survey.Event{
				Name: small, Place: []string{"Uppsala", "Gävle", "Luleå"}[i%3], Zone: "Europe/Stockholm", K: 3,
				Language: survey.Swedish, Languages: []survey.Language{survey.Swedish, survey.English},
			},
			Sessions: []survey.ProgrammeSession{{
				Session: survey.Session{Title: small, Kind: survey.KindWorkshop, Starts: starts, Ends: starts.Add(time.Hour), State: survey.StateOpen, K: 4, Attended: 6},
				Appearances: []survey.Appearance{{Number: 1, Role: survey.RoleLeader, Rated: true, Speaker: survey.Speaker{
					Name: "Amina Sey", Email: "amina@example.org", Language: survey.Swedish,
				}}},
			}},
		}
		p.Event.Name += fmt.Sprint(" ", i+1)
		loaded, err := h.store.Load(h.t.Context(), p)
		if err != nil {
			h.t.Fatal(err)
		}
		found, err := h.store.Event(h.t.Context(), loaded.Event.Code)
		if err != nil {
			h.t.Fatal(err)
		}
		code := found.Sessions[0].Session.Code
		h.code[p.Event.Name] = code
		for j := range n {
			h.visitor().answer(p.Event.Name, "q1", "6", "q2.1", "5", "q3.1", "4", "q4", fmt.Sprintf("Anteckning %d-%d", i, j)).want(http.StatusOK)
		}
		h.act(p.Event.Name, survey.ActionClose, survey.ActionRelease)
		events, sessions = append(events, loaded.Event.Code), append(sessions, code)
	}
	return events, sessions
}

// One letter for the times that were too small by themselves, from the choice to
// its verification.
func TestOneLetterForASeries(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			h := openOn(t, database.new(t))
			v := h.organizer(organizer.Editor)
			first := "/o/e/" + string(h.event.Code) + "/letters/series"
			v.get(first).want(http.StatusOK).says("Just nu finns inga pass att räkna samman")
			events, sessions := h.heldSmall(1, 2, 3)
			page := "/o/e/" + string(events[0]) + "/letters/series"
			v.get("/o/e/" + string(events[0]) + "/letters").says("Gör ett brev för flera små pass")
			offered := v.get(page).want(http.StatusOK).says(small, "Amina Sey", "Sammanlagt 6 svar. Det behövs minst 4.", "Gävle")
			if n := offered.Find("input[name=session][checked]").Length(); n != 3 {
				t.Errorf("%d sessions are chosen", n)
			}
			if h.organizer(organizer.Viewer).get(page).Find("form[action='"+page+"']").Length() != 0 {
				t.Error("a viewer is offered to make a series")
			}
			some := func(codes ...survey.Code) url.Values {
				form := url.Values{}
				for _, c := range codes {
					form.Add("session", string(c))
				}
				return form
			}
			few := v.post(page, some(sessions[0], sessions[1])).want(http.StatusUnprocessableEntity).says("Det är för få svar: 3 sammanlagt")
			if few.Find("[role=alert] a[href='#series1']").Length() != 1 || few.Find("input[name=session][checked]").Length() != 2 {
				t.Error("a refusal leads nowhere, or forgets what was chosen")
			}
			v.post(page, some(h.code[workshop])).want(http.StatusNotFound)
			v.post(page, some()).want(http.StatusUnprocessableEntity).says("Välj minst två tillfällen.")

			to := v.post(page, some(sessions...)).want(http.StatusSeeOther).header.Get("Location")
			draft := v.get(to).want(http.StatusOK).says("Utkastet är klart", "vid tre tillfällen", "den 16 april i Uppsala", "5,0", "6 kommentarer")
			if strings.Contains(draft.text(".letter"), "ett enda tillfälle") {
				t.Error("the letter speaks of one occasion")
			}
			v.get(page).says("Just nu finns inga pass att räkna samman")
			v.post(page, some(sessions...)).want(http.StatusUnprocessableEntity).says("är redan med i en serie")

			letter := strings.TrimSuffix(to, "?done=series")
			queue := letter + "/comments"
			v.get(queue).want(http.StatusOK).says("slumpmässig ordning", "0 av 6 är granskade")
			v.follow(v.chooseIn(t, queue, "Anteckning 0-0", "leave.names", nil).want(http.StatusSeeOther)).says("Sparat: Inte med: pekar ut en person.", "1 av 6")
			for _, text := range []string{"1-0", "1-1", "2-0", "2-1", "2-2"} {
				v.chooseIn(t, queue, "Anteckning "+text, "include", nil).want(http.StatusSeeOther)
			}
			v.get(queue).want(http.StatusOK).says("Alla kommentarer är granskade. Läs brevet igen och godkänn det.")
			v.get(letter).want(http.StatusOK).says("En av sex kommentarer är inte med: den namngav en person")

			list := "/o/e/" + string(events[2]) + "/letters"
			v.get(list).says(small+", 3 tillfällen", "Godkänn 2 utkast")
			v.follow(v.post(list, url.Values{}).want(http.StatusSeeOther)).says("2 brev är godkända.")
			number := v.get(letter).want(http.StatusOK).text(".letter-foot")
			result, err := h.store.Result(t.Context(), sessions[2])
			if err != nil || len(result.Letters) != 2 {
				t.Fatalf("%v, %v", result.Letters, err)
			}
			for _, ref := range result.Letters {
				nobody, speaker := h.stranger(), "/l/"+ref.Key
				seen := nobody.get(speaker).want(http.StatusOK)
				if single := ref.Series == 0; single {
					seen.says("Färre än fyra svarade på utvärderingen")
					continue
				}
				seen.says("vid tre tillfällen", "Sammanlagt deltog 18 personer, och vi fick 6 svar.", small+", tre tillfällen", ref.Number)
				nobody.get(speaker + "/publish").want(http.StatusOK)
				nobody.get("/verify/"+ref.Number).want(http.StatusOK).says("Brevet är utfärdat här och gäller", "16 april 2026", "Gävle", "Luleå")
				nobody.get(speaker + "/letter.pdf").want(http.StatusOK)
				if !strings.Contains(number, ref.Number) {
					t.Errorf("the organizer's letter ends with %q", number)
				}
				if figures := nobody.get(speaker + "/figures.csv").want(http.StatusOK); !strings.Contains(figures.body, "6") {
					t.Errorf("the figures are %q", figures.body)
				}
			}
		})
	}
}

// toSum is a draft that sums two sessions of two and three responses; it returns
// the letter's page and the code of the event that it is in.
func (h *house) toSum(v *visitor) (letter string, event survey.Code) {
	h.t.Helper()
	events, sessions := h.heldSmall(2, 3)
	form := url.Values{"session": {string(sessions[0]), string(sessions[1])}}
	to := v.post("/o/e/"+string(events[1])+"/letters/series", form).want(http.StatusSeeOther).header.Get("Location")
	return strings.TrimSuffix(to, "?done=series"), events[1]
}

// A draft that sums says so when one of its sessions is in the bin, and shows
// nothing.
func TestASeriesWithoutOneOfItsSessions(t *testing.T) {
	t.Parallel()
	h := open(t)
	v := h.organizer(organizer.Editor)
	letter, event := h.toSum(v)
	bin := "/o/s/" + string(h.code[small+" 1"]) + "/delete"
	v.post(bin, v.get(bin).fields()).want(http.StatusSeeOther)
	seen := v.get(letter).want(http.StatusConflict).says("papperskorgen")
	if strings.Contains(seen.text("body"), "medelvärde") {
		t.Error("the rest of the series is shown")
	}
	v.get("/o/e/"+string(event)+"/letters").says("Lägg tillbaka passet om det går", "Godkänn utkastet")
}

// seriesPages are the page of what can be summed, with something to sum, and a
// draft that sums, with its comments.
func seriesPages(h *house) []string {
	h.t.Helper()
	second := small + " 2"
	if h.code[second] == "" {
		_, sessions := h.heldSmall(2, 2, 2, 3)
		if _, _, err := h.store.Office(h.member(organizer.Editor)).MakeSeries(h.t.Context(), sessions[:2]); err != nil {
			h.t.Fatal(err)
		}
	}
	result, err := h.store.Result(h.t.Context(), h.code[second])
	if err != nil {
		h.t.Fatal(err)
	}
	letters := "/o/e/" + string(result.Event.Code) + "/letters"
	at := slices.IndexFunc(result.Letters, func(l survey.LetterRef) bool { return l.Series != 0 })
	draft := letters + "/" + fmt.Sprint(int64(result.Letters[at].ID))
	return []string{letters, letters + "/series", draft + "?done=series", draft + "/comments"}
}

// Letters for sessions of one title say in the list which is which.
func TestLettersOfOneTitleSayWhen(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := survey.Programme{
		Organization: survey.Organization{Name: "Forum för styrning"},
		Event:        survey.Event{Name: small, Zone: "Europe/Stockholm", K: 3, Language: survey.Swedish, Languages: []survey.Language{survey.Swedish}},
	}
	for i, hour := range []int{9, 14, 11} {
		starts := time.Date(2026, time.April, 14, hour, 30, 0, 0, time.UTC)
		title := small
		if i == 2 {
			title = "Leda nära"
		}
		p.Sessions = append(p.Sessions, survey.ProgrammeSession{
			Session: survey.Session{Title: title, Kind: survey.KindWorkshop, Starts: starts, Ends: starts.Add(time.Hour), State: survey.StateOpen, K: 3},
			Appearances: []survey.Appearance{{Number: 1, Role: survey.RoleLeader, Rated: true, Speaker: survey.Speaker{
				Name: "Amina Sey", Language: survey.Swedish,
			}}},
		})
	}
	loaded, err := h.store.Load(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	found, err := h.store.Event(t.Context(), loaded.Event.Code)
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range found.Sessions {
		h.code[st.Session.Title] = st.Session.Code
		h.act(st.Session.Title, survey.ActionClose, survey.ActionRelease)
	}
	list := h.organizer(organizer.Viewer).get("/o/e/"+string(loaded.Event.Code)+"/letters").want(http.StatusOK).
		says(small+", tisdag 14 april kl. 11.30", small+", tisdag 14 april kl. 16.30", "Leda nära")
	if text := list.Text(); strings.Contains(text, "Leda nära, ") {
		t.Errorf("a title of its own says when: %s", text)
	}
}
