package letter_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/property"
	"github.com/omdome/omdome/survey/wording"
)

var update = flag.Bool("update", false, "write the golden letters anew")

func build(t testing.TB, f survey.LetterFacts, o letter.Options) letter.Letter {
	t.Helper()
	l, err := letter.Build(f, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// cases are one letter for every band, and what else changes the words.
func cases() map[string]survey.LetterFacts {
	weak := facts(mean28, mean28, mean28)
	comment(&weak, 5, "Mer tid för frågor.", "")
	comment(&weak, 4, "Lokalen var kall.", survey.ReasonRoom)
	comment(&weak, 5, "Bengt störde hela tiden.", survey.ReasonNames)
	comment(&weak, 5, "Maten var slut.", survey.ReasonRoom)

	tooFew := facts(few, few, few)
	comment(&tooFew, 4, "Bra.", "")

	some := facts(mean55, few, mean47)
	onlyComments := facts(few, few, few)
	onlyComments.Tallies.Responses = 7
	comment(&onlyComments, 4, "Mycket att ta med hem.", "")

	compared := first()
	compared.Event.Compare = true
	for i := range 7 {
		other := survey.Result{Form: compared.Form}
		other.Session.ID += survey.ID(i + 1)
		other.Tallies.Ratings = map[survey.Item]survey.Tally{{Question: 1}: mean47}
		compared.Others = append(compared.Others, other)
	}

	panel := facts(mean47, mean47, mean50)
	panel.Session.Kind, panel.Session.About, panel.Session.Attended = survey.KindPanel, true, 60
	panel.Appearances[0].Role = survey.RoleModerator
	panel.Appearances[0].Rated = false
	panel.Letter.Appearance = panel.Appearances[0]

	return map[string]survey.LetterFacts{
		"outstanding": first(), "verygood": facts(mean55, mean47, mean50), "good": facts(mean50, mean42, mean47),
		"acceptable": facts(mean36, mean36, mean42), "weak": weak, "divided": facts(mean42, split, mean42),
		"suppressed": tooFew, "some-suppressed": some, "only-comments": onlyComments, "compared": compared,
		"two-speakers": twoSpeakers(), "own-questions": ownQuestions(), "moderator": panel,
		"exceeded": exceeded(6, false), "exceeded-about": exceeded(6, true), "exceeded-invited": exceededInvited(),
		"series-exceeded": series(mean55, 6), "series-some-exceeded": seriesExceeded(),
		"series": series(mean55, 61), "series-weak": series(mean28, 0), "series-many": many(),
	}
}

// exceeded is a letter of a session that more answered than attended.
func exceeded(attended int, about bool) survey.LetterFacts {
	f := first()
	f.Session.Attended, f.Session.About = attended, about
	return f
}

// exceededInvited is one where only invited people could answer.
func exceededInvited() survey.LetterFacts {
	f := exceeded(6, false)
	f.Event.Access, f.Invited = survey.AccessInvitation, 61
	return f
}

// seriesExceeded sums three occasions, of which one alone had more answers than
// attendees: the sums do not show it.
func seriesExceeded() survey.LetterFacts {
	f := series(mean55, 61)
	f.Series[1].Exceeded = true
	return f
}

// series sums three occasions in two places, two of them on one day.
func series(tally survey.Tally, attended int) survey.LetterFacts {
	f := facts(tally, tally, few)
	comment(&f, 5, "Mer tid för frågor.", "")
	comment(&f, 5, "Lokalen var kall.", survey.ReasonRoom)
	f.Session.Attended = attended
	for i, hours := range []int{-24 * 200, -3, 0} {
		o := survey.Occasion{Event: f.Event, Session: f.Session}
		o.Event.Name = "Ledardag " + strconv.Itoa(i+1)
		o.Session.Starts = f.Session.Starts.Add(time.Duration(hours) * time.Hour)
		if i == 0 {
			o.Event.Place = "Gävle"
		}
		f.Series = append(f.Series, o)
	}
	// Words of its own that speak of one occasion give way where they would be wrong.
	f.Wordings = map[survey.Language]survey.Wording{survey.Swedish: {Language: survey.Swedish, Texts: map[wording.Part]string{
		wording.Honest: "Siffrorna gäller ett enda tillfälle.", wording.Thanks: "Tack för {pass} på {evenemang}!",
	}}}
	return f
}

// many sums more occasions than a sentence names.
func many() survey.LetterFacts {
	f := facts(mean42, mean42, split)
	for i := range 14 {
		o := survey.Occasion{Event: f.Event, Session: f.Session}
		o.Session.Starts = f.Session.Starts.AddDate(0, 0, i-13)
		f.Series = append(f.Series, o)
	}
	return f
}

func twoSpeakers() survey.LetterFacts {
	f := facts(mean47, mean55, mean55)
	f.Session.Kind, f.Session.Title = survey.KindWebinar, "Öppna data i vardagen"
	f.Event.Access, f.Invited = survey.AccessInvitation, 61
	second := survey.Appearance{
		ID: 2, Number: 2, Role: survey.RoleSpeaker, Rated: true,
		Speaker: survey.Speaker{Name: "Johan von Essen", Language: survey.Swedish},
	}
	f.Appearances[0].Role = survey.RoleSpeaker
	f.Appearances = append(f.Appearances, second)
	f.Letter.Appearance = second
	f.Tallies.Ratings[survey.Item{Question: 2, Appearance: 2}] = mean42
	f.Tallies.Ratings[survey.Item{Question: 3, Appearance: 2}] = mean50
	f.Comments = append(f.Comments, survey.Comment{
		ID: 90, Item: survey.Item{Question: 4, Appearance: 1}, Text: "Karin var lysande.", State: survey.CommentIncluded,
	})
	return f
}

func ownQuestions() survey.LetterFacts {
	f := first()
	f.Questions = append(f.Questions,
		survey.Question{Number: 6, Kind: survey.KindRating, About: survey.AboutSession, Text: survey.Text{"sv": "Hur var takten?", "en": "How was the pace?"}},
		survey.Question{
			Number: 7, Kind: survey.KindChoice, About: survey.AboutSession, Text: survey.Text{"sv": "Vill du ha en fortsättning?", "en": "Would you like a follow-up?"},
			Options: []survey.Option{{Number: 1, Text: survey.Text{"sv": "Ja", "en": "Yes"}}, {Number: 2, Text: survey.Text{"sv": "Nej", "en": "No"}}},
		},
		survey.Question{
			Number: 8, Kind: survey.KindChoices, About: survey.AboutSession, Text: survey.Text{"sv": "Vad vill du höra mer om?"},
			Options: []survey.Option{{Number: 1, Text: survey.Text{"sv": "Avtal"}}},
		})
	f.Tallies.Ratings[survey.Item{Question: 6}] = mean42
	f.Tallies.Choices = map[survey.Item]survey.ChoiceTally{
		{Question: 7}: {Answered: 20, Chosen: map[int]int{1: 17, 2: 3}},
		{Question: 8}: {Answered: 2, Chosen: map[int]int{1: 2}},
	}
	return f
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, f := range cases() {
		for _, language := range []survey.Language{survey.Swedish, survey.English} {
			got := build(t, f, letter.Options{Language: language, Address: "https://example.org/l/abc"}).Text()
			file := filepath.Join("testdata", name+"."+string(language)+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v (run with -update)", err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s differs from its golden letter (-want +got):\n%s", file, diff)
			}
		}
	}
}

// praise are the words that only a band may use.
var praise = []string{"strålande", "mycket fina omdömen", "goda omdömen", "fin insats", "outstanding", "very good ratings", "good ratings", "work well done"}

func anyTally(t *rapid.T, name string) survey.Tally {
	var tally survey.Tally
	for i := range tally {
		tally[i] = rapid.IntRange(0, 40).Draw(t, name+fmt.Sprint(i))
	}
	return tally
}

func TestPraiseOnlyWhereTheBandPraises(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		f := facts(anyTally(t, "overall"), anyTally(t, "content"), anyTally(t, "delivery"))
		language := rapid.SampledFrom([]survey.Language{"sv", "en"}).Draw(t, "language")
		l, err := letter.Build(f, letter.Options{Language: language})
		if err != nil {
			t.Fatal(err)
		}
		text := l.Text()
		found := ""
		for _, word := range praise {
			if strings.Contains(strings.ReplaceAll(text, "\n", " "), word) {
				found = word
			}
		}
		if l.Band.Praises() != (found != "") {
			t.Fatalf("band %s, praise %q in:\n%s", l.Band, found, text)
		}
	})
}

func TestSuppressedLetterHasNoFigure(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		var tally survey.Tally
		for range rapid.IntRange(0, 4).Draw(t, "answers") {
			tally[rapid.IntRange(0, 5).Draw(t, "rating")]++
		}
		f := facts(tally, tally, tally)
		// No digit of dates, addresses and numbers, so that any digit is a figure.
		f.Organization.Address, f.Letter.Number, f.Session.Starts = nil, "", time.Time{}
		comment(&f, 4, "hemligt", "")
		language := rapid.SampledFrom([]survey.Language{"sv", "en"}).Draw(t, "language")
		l, err := letter.Build(f, letter.Options{Language: language})
		if err != nil {
			t.Fatal(err)
		}
		page, err := l.HTML()
		if err != nil {
			t.Fatal(err)
		}
		article := string(page)[strings.Index(string(page), "letter-recipient"):]
		for _, digit := range "0123456789" {
			article = strings.NewReplacer("<h1", "", "</h1", "").Replace(article)
			if strings.ContainsRune(article, digit) {
				t.Fatalf("the digit %c stands in\n%s", digit, article)
			}
		}
		if strings.Contains(article, "hemligt") || strings.Contains(article, "<svg") {
			t.Fatalf("comment or chart in\n%s", article)
		}
	})
}

func TestColleaguesAreNotInTheLetter(t *testing.T) {
	t.Parallel()
	l := build(t, twoSpeakers(), letter.Options{})
	page, err := l.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"5,5", "Karin var lysande"} {
		if strings.Contains(l.Text(), secret) || strings.Contains(string(page), secret) {
			t.Errorf("the colleague's %q is in the letter", secret)
		}
	}
	if !strings.HasPrefix(l.Salutation, "Hej Johan!") {
		t.Errorf("salutation %q", l.Salutation)
	}
}

func TestSalutation(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Karin Ek": "Karin", "Carl von Linné": "Carl", "Anna-Lena Öst": "Anna-Lena", "Cher": "Cher",
		"van der Berg": "van der Berg", "Dr. Åsa Ek": "Dr. Åsa Ek", "Prof Åsa Ek": "Prof Åsa Ek", "J. R. Ek": "J. R. Ek",
		"王小明": "王小明", "王 小明": "王 小明", "Юлия Иванова": "Юлия Иванова", "Ek, Karin": "Ek, Karin", "O'Brien Conan": "O'Brien",
		"NGUYEN Van Anh": "NGUYEN Van Anh", "Nguyễn Văn An": "Nguyễn Văn An", "Nagy Anna": "Nagy Anna",
		"Zhang Wei": "Zhang Wei", "Jón Sigurðsson": "Jón", "Kim Andersson": "Kim", "Li Ek": "Li",
		"Generaldirektör Anna Ek": "Generaldirektör Anna Ek", "Statsrådet Ek": "Statsrådet Ek", "Överste Bo Ek": "Överste Bo Ek",
		"Region Skåne": "Region Skåne",
	} {
		f := facts(mean50, mean50, mean50)
		f.Letter.Appearance.Speaker.Name = name
		if got := build(t, f, letter.Options{}).Salutation; got != "Hej "+want+"!" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// What somebody has said of a speaker is what they are called, also that it is nothing.
func TestWhatIsToldIsNotGuessed(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Anna": "Hej Anna!", "": "Hej!", "Karin  och\nBo": "Hej Karin och Bo!"} {
		f := facts(mean50, mean50, mean50)
		f.Letter.Appearance.Speaker.Greeting = survey.Greeting{Told: true, Name: name}
		built := build(t, f, letter.Options{})
		if built.Salutation != want || built.Salutation != letter.Salutation(f.Form, nil, f.Letter.Appearance) {
			t.Errorf("%q: %s", name, built.Salutation)
		}
		if built.Recipient[0] != "Karin Ek" {
			t.Errorf("%q is sent to %q", name, built.Recipient)
		}
	}
}

// Somebody is asked about names that do not tell what to say to a person, and about
// no others.
func TestUncertainGreetingsAreKnown(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"Karin Ek", "Anna-Lena Öst", "Carl von Linné", "Kim Andersson", "Åsa Ås", "Li Ek", "Mohammed Al-Hassan", "Brita Grundström",
	} {
		if guess, certain := letter.GuessGreeting(name); !certain {
			t.Errorf("%s is asked about: %q", name, guess)
		}
	}
	for name, want := range map[string]string{
		"Nguyễn Văn An": "Nguyễn Văn An", "Anh Nguyen": "Anh", "Nagy Anna": "Nagy Anna", "Zhang Wei": "Zhang Wei", "Guðrún Jónsdóttir": "Guðrún",
		"Jón Þór Einarsson": "Jón", "Dr. Åsa Ek": "Dr. Åsa Ek", "Generaldirektör": "", "karin@example.org": "", "TBA": "", "Region Skåne": "Region Skåne",
		"Uppsala kommun": "Uppsala kommun", "Karlstads universitet": "Karlstads universitet", "Statens veterinärmedicinska anstalt AB": "Statens veterinärmedicinska anstalt AB",
		"Sociala enheten": "Sociala enheten", "Karin och Bo Ek": "Karin och Bo Ek", "Cher": "Cher", "王小明": "王小明", "": "",
	} {
		if guess, certain := letter.GuessGreeting(name); certain || guess != want {
			t.Errorf("%s: %q, certain %t", name, guess, certain)
		}
	}
}

// Who has no name to be greeted with is greeted without one, and thanked so.
func TestNobodyIsGreetedByATitle(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Generaldirektör", "Statsrådet", "Överste", "Dr.", "karin@example.org", "TBA", "N.N.", "tbd"} {
		for _, tally := range []survey.Tally{mean50, mean28, few} {
			for l, greeting := range map[survey.Language]string{survey.Swedish: "Hej!", survey.English: "Hello,"} {
				f := facts(tally, tally, tally)
				f.Letter.Appearance.Speaker.Name = name
				built := build(t, f, letter.Options{Language: l})
				if built.Salutation != greeting {
					t.Errorf("%s: %s", name, built.Salutation)
				}
				for _, p := range built.Closing {
					if clumsy.MatchString(p) || strings.Contains(p, name) || strings.Contains(p, ",.") {
						t.Errorf("%s: %s", name, p)
					}
				}
			}
		}
	}
}

// A speaker's language may have texts for attendees alone.
func TestALetterIsWrittenInALanguageThatHasLetters(t *testing.T) {
	t.Parallel()
	f := first()
	f.Letter.Appearance.Speaker.Language = "fi"
	if l := build(t, f, letter.Options{}); l.Language != survey.Swedish || l.Salutation != "Hej Karin!" {
		t.Errorf("%s: %s; want the event's language", l.Language, l.Salutation)
	}
	f.Event.Language = "fi"
	if l := build(t, f, letter.Options{}); l.Language != survey.English || l.Salutation != "Dear Karin," {
		t.Errorf("%s: %s; want English where the event has no letters either", l.Language, l.Salutation)
	}
}

func TestUnknownAppearance(t *testing.T) {
	t.Parallel()
	f := facts(mean50, mean50, mean50)
	f.Letter.Appearance.Number = 9
	if _, err := letter.Build(f, letter.Options{}); err == nil {
		t.Error("a letter was made to somebody who did not appear")
	}
}

// "All" is said of all alone: not where somebody's comments may not have been read.
func TestAllIsNotSaidOfSome(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 3} {
		f := facts(mean50, mean50, mean50)
		for range n {
			comment(&f, 4, "Bra.", "")
		}
		whole := build(t, f, letter.Options{}).Comments.Intro
		f.Partial = true
		for l, words := range map[survey.Language][]string{survey.Swedish: {"alla", "båda", "Vi fick"}, survey.English: {"all", "both", "received"}} {
			said := build(t, f, letter.Options{Language: l}).Comments.Intro
			if said == "" || said == whole {
				t.Errorf("%d: %q", n, said)
			}
			for _, word := range words {
				if strings.Contains(said, word) {
					t.Errorf("%d of perhaps more: %q", n, said)
				}
			}
		}
	}
}
