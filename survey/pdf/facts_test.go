package pdf_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
)

var (
	mean55 = survey.Tally{0, 0, 0, 3, 5, 15}
	mean50 = survey.Tally{0, 0, 1, 5, 9, 8}
	mean47 = survey.Tally{0, 0, 2, 7, 9, 5}
	mean28 = survey.Tally{4, 6, 7, 4, 2, 0}
	split  = survey.Tally{5, 4, 1, 2, 5, 6}
	few    = survey.Tally{0, 0, 0, 0, 1, 3}
)

// facts are the letter to a speaker of the name, with the tallies and the
// comments on what was best.
func facts(name, title string, overall, content, delivery survey.Tally, comments ...string) survey.LetterFacts {
	speaker := survey.Appearance{
		ID: 1, Number: 1, Role: survey.RoleLeader, Rated: true,
		Speaker: survey.Speaker{ID: 1, Name: name, Language: survey.Swedish},
	}
	f := survey.LetterFacts{
		Form: survey.Form{
			Organization: survey.Organization{
				Name: "Mälardalens ledarforum", Address: []string{"Box 1215", "751 42 Uppsala"}, Place: "Uppsala",
				Contact: "Maria Lind, 018-123 45 67", Signer: "Maria Lind", SignerTitle: "Programansvarig",
			},
			Event: survey.Event{Name: "Styrning i praktiken", Place: "Uppsala", Zone: "Europe/Stockholm", Language: survey.Swedish, K: 5},
			Session: survey.Session{
				ID: 1, Code: "7K39XA", Kind: survey.KindWorkshop, Title: title,
				Starts: time.Date(2026, time.April, 16, 13, 0, 0, 0, time.UTC), State: survey.StateReleased, K: 5, Attended: 61,
			},
			Appearances: []survey.Appearance{speaker},
		},
		Letter:  survey.LetterRef{Appearance: speaker, Number: "2026-0412", Made: time.Date(2026, time.April, 20, 9, 0, 0, 0, time.UTC)},
		Tallies: survey.Tallies{Responses: overall.N()},
	}
	f.Questions = survey.DefaultQuestionnaire(f.Appearances)
	f.Tallies.Ratings = map[survey.Item]survey.Tally{
		{Question: 1}: overall, {Question: 2, Appearance: 1}: content, {Question: 3, Appearance: 1}: delivery,
	}
	for i, c := range comments {
		f.Comments = append(f.Comments, survey.Comment{
			ID: survey.ID(i + 1), Item: survey.Item{Question: 4 + i%2}, Text: c, State: survey.CommentIncluded,
		})
	}
	return f
}

func first() survey.LetterFacts {
	f := facts("Karin Ek", "Från mål till avtal", mean55, mean50, mean50,
		"Det här kan jag använda redan på måndag.", "", "Tydligt, och vi hann öva på riktigt.")
	return f
}

// withChoice has a question of the organizer's own besides.
func withChoice() survey.LetterFacts {
	f := first()
	f.Questions = append(f.Questions, survey.Question{
		Number: 7, Kind: survey.KindChoice, About: survey.AboutSession, Text: survey.Text{"sv": "Vill du ha en fortsättning?"},
		Options: []survey.Option{
			{Number: 1, Text: survey.Text{"sv": "Ja, gärna redan i höst och gärna en hel dag, så att vi hinner pröva på egna avtal"}},
			{Number: 2, Text: survey.Text{"sv": "Nej"}},
			{Number: 3, Text: survey.Text{"sv": "Vet inte"}},
		},
	})
	f.Tallies.Choices = map[survey.Item]survey.ChoiceTally{{Question: 7}: {Answered: 21, Chosen: map[int]int{1: 15, 2: 2, 3: 4}}}
	return f
}

// logo is a PNG picture of 400 by 120, with an alpha channel.
func logo(t testing.TB) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 400, 120))
	for y := range 120 {
		for x := range 400 {
			if (x-60)*(x-60)+(y-60)*(y-60) < 55*55 || x > 140 && y > 30 && y < 90 && (x/20)%2 == 0 {
				m.Set(x, y, color.NRGBA{0x7a, 0x1f, 0x3d, 0xff})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// strange are characters that have broken documents before.
var strange = map[string]string{
	"arabic": "مرحبا بالعالم، شكرا جزيلا", "hebrew": "שלום עולם", "chinese": "张伟的审计讲座很好", "traditional": "張偉的講座",
	"japanese": "ありがとうございます、カタカナ", "korean": "김민수 감사합니다", "thai": "สวัสดีครับ", "hindi": "नमस्ते दुनिया",
	"family": "👨‍👩‍👧‍👦 tack", "flag": "🇸🇪🇫🇮 hej", "tone": "👍🏽", "heart": "❤️ ok ❤", "keycap": "1️⃣", "zalgo": "H̷̢̛̗̟̲̱e̵̡̧̛̛̗̟̲̱̅͗́j̸",
	"georgian": "გამარჯობა", "armenian": "Բարեւ", "cyrillic": "Спасибо, Юлия", "greek": "Ευχαριστώ", "vietnamese": "Nguyễn Thị Ngọc Ánh",
	"private": "\ue000\U000f0000", "unassigned": "\U0003ffff\ufdd0", "controls": "a\x01\x02\x7fb\tc", "invalid": "a\xff\xfeb",
	"bidi": "\u202eabc\u202c \u2067x", "tag": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "joiners": "\u200d\u200d\u200c\ufe0f",
	"math": "𝕳𝖊𝖑𝖑𝖔 ∑∫√", "mixed": "Anna אבג 123 مرحبا 😀!", "hebrewfirst": "שלום Anna, יש לנו 23 תשובות.",
}

func build(t testing.TB, f survey.LetterFacts, o letter.Options) letter.Letter {
	t.Helper()
	l, err := letter.Build(f, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func write(t testing.TB, l letter.Letter) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Write(&b, l); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func many(n, length int) []string {
	var out []string
	words := []string{"Det", "var", "en", "mycket", "givande", "dag", "och", "jag", "tar", "med", "mig", "exemplen", "hem.", "Mer", "tid", "för", "frågor", "hade", "varit", "bra."}
	for i := range n {
		text := fmt.Sprint("Kommentar ", i+1, ":")
		for j := 0; len(text) < length; j++ {
			text += " " + words[(i*7+j)%len(words)]
		}
		out = append(out, text)
	}
	return out
}
