package letter_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/property"
	"github.com/omdome/omdome/survey/wording"
)

var bothLanguages = []survey.Language{survey.Swedish, survey.English}

// own gives the letter the organization's words, which must be taken.
func own(t testing.TB, f survey.LetterFacts, l survey.Language, fields map[string][]string) survey.LetterFacts {
	t.Helper()
	w, wrong, _ := letter.ReadWording(l, fields)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	w.Revision = 7
	f.Wordings = map[survey.Language]survey.Wording{l: w}
	return f
}

// The standard words are what an organization would be allowed to write, and
// sent back unchanged they stay the standard.
func TestTheStandardWordsAreNobodysOwn(t *testing.T) {
	t.Parallel()
	for _, l := range bothLanguages {
		fields := map[string][]string{}
		for _, part := range wording.Parts() {
			text := letter.Standard(l, part)
			if (text == "") != part.Optional() {
				t.Errorf("%s: the standard words of %s are %q", l, part, text)
			}
			fields[string(part)] = []string{text}
		}
		w, wrong, doubts := letter.ReadWording(l, fields)
		if len(wrong)+len(doubts)+len(w.Texts) > 0 {
			t.Errorf("%s: wrong %v, in doubt %v, kept %v", l, wrong, doubts, w.Texts)
		}
	}
}

func TestAnOrganizationWordsItsLetters(t *testing.T) {
	t.Parallel()
	f := own(t, first(), survey.Swedish, map[string][]string{
		"greeting":       {"Bästa {helanamnet},"},
		"thanks":         {"{Pass} den {datum} blev av tack vare dig, {namn}."},
		"opening-praise": {"Så här tyckte de {deltog} som var med: {omdöme}."},
		"figures":        {"Vi bad alla om ett betyg\noch fick {svar}."},
		"comments":       {"Vi har läst allt."},
		"closing-praise": {"Tack för {insats}!"},
		"signoff":        {"Hälsningar från {arrangör}"},
	})
	text := build(t, f, letter.Options{}).Text()
	for _, want := range []string{
		"Bästa Karin Ek,\n", "Workshoppen ”Från mål till avtal” den 16 april blev av tack vare dig,\nKarin. Så här tyckte de 61 personer som var med: du fick strålande\nomdömen.",
		"Vi bad alla om ett betyg och\nfick 23 svar.", "Vi har läst allt. Vi fick två kommentarer.", "Tack för en fin insats!", "Hälsningar från Mälardalens ledarforum",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter lacks %q:\n%s", want, text)
		}
	}
	if l := build(t, f, letter.Options{}); l.Words != (letter.Words{Standard: letter.StandardWords, Own: 7}) {
		t.Errorf("the letter says that its words are %+v", l.Words)
	}
	// The other language has its own words.
	if l := build(t, f, letter.Options{Language: survey.English}); l.Salutation != "Dear Karin," || l.Words.Own != 0 {
		t.Errorf("%q in English, words %+v", l.Salutation, l.Words)
	}
}

// Where a letter has nothing to fill in, the standard words stand.
func TestNoSentenceHasAHole(t *testing.T) {
	t.Parallel()
	f := own(t, facts(mean28, mean28, mean28), survey.Swedish, map[string][]string{
		"thanks":       {"Tack för den {datum} på {plats}."},
		"opening-none": {"{deltog} var där."},
		"honest":       {"Ring {kontakt}."},
	})
	if got := build(t, f, letter.Options{}).Opening[0]; got != "Tack för den 16 april på Uppsala. 61 personer var där." {
		t.Errorf("%q", got)
	}
	f.Event.Place, f.Organization.Contact, f.Session.Attended = "", "", 0
	l := build(t, f, letter.Options{})
	if got := l.Opening[0]; !strings.HasPrefix(got, "Tack för att du ledde") || !strings.HasSuffix(got, "och här är de i sin helhet.") {
		t.Errorf("%q", got)
	}
	if got := l.Closing[0]; got != "Ett enskilt tillfälle säger inte allt. Hör gärna av dig om du vill prata om omdömena." {
		t.Errorf("%q", got)
	}
}

func TestWordsThatAreRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("å", 601)
	for _, c := range []struct {
		l                   survey.Language
		part, text, message string
		args                map[string]string
	}{
		{"sv", "thanks", "Tack {talare}!", letter.MsgPlaceholder, map[string]string{"text": "{talare}", "list": "{namn}, {helanamnet}, {gjorde}, {pass}, {tillfälle}, {evenemang}, {plats}, {datum}, {arrangör}"}},
		{"sv", "thanks", "Du fick {omdöme}.", letter.MsgPlaceholder, map[string]string{"text": "{omdöme}"}},
		{"sv", "opening-none", "{omdöme}", letter.MsgPlaceholder, nil},
		{"sv", "opening-few", "Bara {svar} kom.", letter.MsgPlaceholder, nil}, // a figure of a letter without
		{"sv", "closing-few", "Tack {name}", letter.MsgPlaceholder, nil},      // the other language's
		{"en", "greeting", "Hej {namn}", letter.MsgPlaceholder, map[string]string{"list": "{name}, {fullname}"}},
		{"en", "thanks", "{{.Name}}", letter.MsgBrace, nil},
		{"en", "thanks", "Thank you {name", letter.MsgBrace, nil},
		{"en", "thanks", "Thank you name}", letter.MsgBrace, nil},
		{"en", "thanks", "{}", letter.MsgPlaceholder, nil},
		{"en", "thanks", "{ }", letter.MsgPlaceholder, nil},
		{"sv", "thanks", "Du fick strålande omdömen.", letter.MsgPraise, map[string]string{"text": "strålande", "list": "{omdöme}"}},
		{"sv", "thanks", "STRÅLANDE!", letter.MsgPraise, nil},
		{"sv", "thanks", "stra\u030alande", letter.MsgPraise, nil},
		{"sv", "thanks", "strå\u00adlan\u200bde", letter.MsgPraise, nil},
		{"sv", "thanks", "strå{tillfälle}lande", letter.MsgPraise, nil},
		{"sv", "closing-other", "Tack för en fin  insats.", letter.MsgPraise, nil},
		{"en", "closing-other", "Your Very Good Ratings", letter.MsgPraise, nil},
		{"sv", "thanks", long, survey.MsgTooLong, nil},
		{"sv", "greeting", long[:202], survey.MsgTooLong, nil},
		{"sv", "thanks", "a\x00b", survey.MsgCharacters, nil},
		{"sv", "thanks", "a\x1bb", survey.MsgCharacters, nil},
		{"sv", "thanks", "\xff", survey.MsgCharacters, nil},
	} {
		w, wrong, _ := letter.ReadWording(c.l, map[string][]string{c.part: {c.text}})
		if len(wrong) != 1 || wrong[0].Field != c.part || wrong[0].Message != c.message {
			t.Errorf("%s %q: %v, want %s", c.part, c.text, wrong, c.message)
			continue
		}
		for name, want := range c.args {
			if got := wrong[0].Args[name]; got != want {
				t.Errorf("%s %q: it says %s is %q, want %q", c.part, c.text, name, got, want)
			}
		}
		if w.Texts[wording.Part(c.part)] == "" {
			t.Errorf("%s: what was typed, %q, is gone", c.part, c.text)
		}
	}
}

func TestWordsInDoubt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		l                   survey.Language
		part, text, message string
	}{
		{"sv", "thanks", "Vilken fantastisk dag!", letter.DoubtPraise},
		{"en", "thanks", "What a wonderful day!", letter.DoubtPraise},
		{"sv", "opening-praise", "Nu har alla sagt sitt.", letter.DoubtRatings},
		{"sv", "opening-praise", "Nu har alla sagt sitt: {omdöme}.", ""},
		{"sv", "thanks", "Tack för ditt arbete i obeprövade lokaler.", ""}, // no word begins with "beröm" or "prov"
		{"en", "thanks", "Thank you for restoring order.", ""},
	} {
		_, wrong, doubts := letter.ReadWording(c.l, map[string][]string{c.part: {c.text}})
		if len(wrong) > 0 || len(doubts) > 1 || (c.message == "") != (len(doubts) == 0) || len(doubts) == 1 && doubts[0].Message != c.message {
			t.Errorf("%q: wrong %v, in doubt %v, want %q", c.text, wrong, doubts, c.message)
		}
	}
}

// Whatever an organization manages to have taken, no letter praises beyond its
// figures, and none has a brace or a hole.
func TestNoWordingPraisesBeyondTheFigures(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom(bothLanguages).Draw(t, "language")
		words := []string{"Tack", "for", "strå", "lande", "out", "standing", "fina", "omdömen", "good", "ratings", ",", "\u00ad", "{", "}", "fin insats"}
		fields := map[string][]string{}
		for _, part := range wording.Parts() {
			words := append(slices.Clone(words), letter.Placeholders(l, part)...)
			text := ""
			for range rapid.IntRange(0, 6).Draw(t, "words") {
				text += rapid.SampledFrom(words).Draw(t, "word") + rapid.SampledFrom([]string{" ", "", " "}).Draw(t, "between")
			}
			fields[string(part)] = []string{text}
		}
		w, wrong, _ := letter.ReadWording(l, fields)
		if rapid.Bool().Draw(t, "as stored by an older program") {
			wrong = nil
		}
		for _, e := range wrong {
			delete(w.Texts, wording.Part(e.Field))
		}
		f := facts(anyTally(t, "overall"), anyTally(t, "content"), anyTally(t, "delivery"))
		if rapid.Bool().Draw(t, "little is known") {
			f.Event.Place, f.Event.Name, f.Session.Attended, f.Session.Starts = "", "", 0, day(1, 1).AddDate(-3000, 0, 0).UTC()
			f.Organization.Contact, f.Organization.Signer = "", ""
		}
		f.Wordings = map[survey.Language]survey.Wording{l: w}
		built, err := letter.Build(f, letter.Options{Language: l})
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(strings.NewReplacer("\u00ad", "", "\n\n", " | ").Replace(built.Text())), " ")
		if !built.Band.Praises() {
			for _, word := range praise {
				if strings.Contains(strings.ToLower(text), word) {
					t.Fatalf("band %s, and the letter says %q:\n%s", built.Band, word, text)
				}
			}
		}
		if strings.ContainsAny(text, "{}") {
			t.Fatalf("a brace in:\n%s", text)
		}
	})
}

func TestAPersonalLineMayNotSpeakForTheFigures(t *testing.T) {
	t.Parallel()
	if _, _, refused := letter.ReadPersonalLine("sv", "Vilka strålande omdömen!"); refused == nil || refused.Message != letter.MsgPersonalPraise {
		t.Errorf("%v", refused)
	}
	if line, doubtful, refused := letter.ReadPersonalLine("sv", " Vilken härlig\r\ndag! "); line != "Vilken härlig dag!" || doubtful != "härlig" || refused != nil {
		t.Errorf("%q %q %v", line, doubtful, refused)
	}
	if _, _, refused := letter.ReadPersonalLine("sv", strings.Repeat("x", wording.MaxPersonalLine+2)); refused == nil || refused.Args["n"] != 2 {
		t.Errorf("%v", refused)
	}
}

func TestSamplesAreWhatTheySay(t *testing.T) {
	t.Parallel()
	for _, l := range bothLanguages {
		for _, s := range letter.Samples(l, facts(mean50, mean50, mean50).Organization, survey.Wording{}, survey.Letterhead{}, day(4, 20)) {
			if built := build(t, s.Facts, letter.Options{}); built.Band != s.Band || built.Language != l {
				t.Errorf("%s: the sample of %s is of %s", l, s.Band, built.Band)
			}
		}
	}
}

// What the organizer is told that a placeholder becomes is what it becomes: the day has
// its year where that is not the letter's, and only there.
func TestExplainedDaysAreTheLetters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		made time.Time
		want string
	}{{day(time.April, 20), "16 april"}, {day(time.April, 20).AddDate(1, 0, 0), "16 april 2026"}} {
		f := first()
		f.Letter.Made = c.made
		name, told := letter.Written(survey.Swedish, wording.PlaceDate), ""
		for _, e := range letter.Explained(f) {
			if e.Name == name {
				told = e.Becomes
			}
		}
		f.Wordings = map[survey.Language]survey.Wording{survey.Swedish: {Language: survey.Swedish, Texts: map[wording.Part]string{wording.Thanks: "Tack för den " + name + "!"}}}
		l, err := letter.Build(f, letter.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if told != c.want || !strings.Contains(l.Text(), "den "+told+"!") {
			t.Errorf("made %v: told %q, want %q, and the letter says %q", c.made, told, c.want, l.Opening)
		}
	}
}
