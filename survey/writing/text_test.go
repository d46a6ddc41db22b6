package writing_test

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/property"
	"github.com/omdome/omdome/survey/writing"
)

func TestFoldLineDropsWhatNobodySees(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Årsbok\u202efdp.exe":                   "Årsbokfdp.exe",
		"\u2067Mål\u2069 och \u200eavtal\u200f": "Mål och avtal",
		"Mål\u00ad och\ufeff av\u200btal\u2060": "Mål och avtal",
		"A\U000e0041\U000e007fB\ufe00C\u034fD":  "ABCD",
		"Ma\u030al":                             "Mål",
		"Ma\u200b\u030al":                       "Mål",
		"ett\u00a0två\u3000\u2003tre":           "ett två tre",
		"\u3164Hangul\uffa0":                    "Hangul",
		"a\ufff9b\ufffac\ufffb":                 "abc",
		"\u2800tom\u2800":                       "tom",
		"a\u2028b":                              "a\nb", // a line end, which a line refuses
		"\u202e\u200b\u00ad":                    "",
		"می\u200cخواهم":                         "می\u200cخواهم", // Persian
		"مُ\u200cم":                             "مُ\u200cم",     // after a vowel mark
		"क\u094d\u200dष":                        "क\u094d\u200dष",
		"👩🏽\u200d💻 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3 🏳\ufe0f\u200d🌈":         "👩🏽\u200d💻 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3 🏳\ufe0f\u200d🌈",
		"🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
		"葛\U000e0100城":    "葛\U000e0100城",
		"b\u200cc\u200dd": "bcd",
		"שלום\u200f!":     "שלום!",
	} {
		if got := writing.FoldLine(in); got != want {
			t.Errorf("%+q became %+q, want %+q", in, got, want)
		}
	}
}

func TestFoldTextLeavesWhatATextFromTheRightNeeds(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"היה מצוין\u200f!":              "היה מצוין\u200f!",
		"עם C++\u200e בפנים":            "עם C++\u200e בפנים",
		"كان جيدا\u061c (5)":            "كان جيدا\u061c (5)",
		"Bra\u200e!":                    "Bra!",
		"\u202bשלום\u202c":              "שלום",
		"ett\r\ntvå\u2028tre\u0085fyra": "ett\ntvå\ntre\nfyra",
	} {
		if got := writing.Fold(in); got != want {
			t.Errorf("%+q became %+q, want %+q", in, got, want)
		}
	}
	if broken := "a\xff\u202eb"; writing.Fold(broken) != broken || writing.IsText(writing.Fold(broken)) {
		t.Error("what is no text is mended")
	}
}

// TestFoldedTextsStayAsTheyAre holds for whatever is typed.
func TestFoldedTextsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	char := rapid.SampledFrom([]rune("aåö \n\r\tabcש١مக्क\u030a\u0308\u0301\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202e\u2066\u2069" +
		"\u00ad\ufeff\u034f\u115f\u3164\u2800\u00a0\u3000\u2028\ufe0e\ufe0f\ufe00❤👩💻🏴\U000e0067\U000e007f\u180b葛\U000e0100\u0e01\u064e\u1100\u1161"))
	property.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(char, 0, 12).Draw(t, "text"))
		text, line := writing.Fold(s), writing.FoldLine(s)
		if writing.Fold(text) != text || writing.FoldLine(line) != line || writing.FoldLine(text) != line {
			t.Fatalf("%+q: text %+q, then %+q; line %+q, then %+q; line of the text %+q", s, text, writing.Fold(text), line, writing.FoldLine(line), writing.FoldLine(text))
		}
		if !norm.NFC.IsNormalString(text) || !norm.NFC.IsNormalString(line) {
			t.Fatalf("%+q is not in the normal form: %+q, %+q", s, text, line)
		}
		if strings.ContainsFunc(text, func(r rune) bool {
			return unicode.Is(unicode.Bidi_Control, r) && r != '\u200e' && r != '\u200f' && r != '\u061c'
		}) ||
			strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }) {
			t.Fatalf("%+q keeps a character that turns it around: %+q, %+q", s, text, line)
		}
	})
}

// TestFoldingTakesNoLongerForSignsThatNobodySees holds the work to the length of
// what is sent, whatever it is made of.
func TestFoldingTakesNoLongerForSignsThatNobodySees(t *testing.T) {
	t.Parallel()
	for _, char := range []string{"\u200b", "\u200d", "\u200f", "\u0301", "\ufe0f", "\u064e\u200c", "\U000e0067", "🏴\U000e0067"} {
		begun := time.Now()
		writing.FoldLine("مک" + strings.Repeat(char, 1<<18) + "م")
		writing.Fold("مک" + strings.Repeat(char, 1<<18) + "م")
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("%+q took %v", char, took)
		}
	}
}

func TestReadAddressesTellsDoubles(t *testing.T) {
	t.Parallel()
	list, errs := form.ReadAddresses("anna@example.org\nbo@example.org\nAnna Ek <ANNA@Example.ORG>\n a\u030asa@example.org;\nåsa@example.org\nanna@example.org\u00a0\n")
	if errs != nil || strings.Join(list.Addresses, " ") != "anna@example.org bo@example.org åsa@example.org" {
		t.Fatalf("%+q, %v", list.Addresses, errs)
	}
	if strings.Join(list.Twice, " ") != "anna@example.org åsa@example.org" || list.Spare != 3 {
		t.Errorf("doubles %q, %d lines too many", list.Twice, list.Spare)
	}
}
