package lookalike_test

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/runenames"

	"github.com/omdome/omdome/survey/lookalike"
)

func TestNamesThatLookAlike(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"Umeå kommun", "Umea\u030a kommun"},
		{"Umeå kommun", "UMEÅ KOMMUN"},
		{"Umeå kommun", "Umeå\u00a0\u200bkommun"},
		{"Umeå kommun", "Umeå-kommun."},
		{"Umeå kommun", "Umeȧ kommun"},  // a dot for the ring
		{"Umeå kommun", "Umeá kommun"},  // an accent for the ring
		{"Umea kommun", "Umeạ kommun"},  // a dot below
		{"Umeå kommun", "Umeå kоmmun"},  // Cyrillic о
		{"Umeå kommun", "Umeå kornmun"}, // rn for m
		{"Umeå kommun", "Ｕｍｅå kommun"},  // full width
		{"Umeå kommun", "𝐔𝐦𝐞å kommun"},
		{"Umeå kommun", "Umeå k0mmun"},
		{"Umeå kommun™", "Umeå kommun"},
		{"Umeå kommun", "Umeå kommun 😀"},
		{"Lilla institutet", "Lilla lnstitutet"},
		{"Lilla institutet", "Li11a Institutet"},
		{"Lilla institutet", "Lilla ınstitutet"},
		{"Acme AB", "Acme A B"},
		{"Acme AB", "Acme A.B."},
		{"Acme–AB", "Acme—AB"},
		{"Acme AB", "АСМЕ АВ"}, // Cyrillic throughout
		{"Acme AB", "Асме ΑΒ"},
		{"Café Opera", "Cafe Opera"},
		{"Tromsø universitet", "Tromsö universitet"},
		{"Tromsø universitet", "Tromso universitet"},
		{"Næs", "Naes"},
		{"Straße", "STRASSE"},
		{"Wallins", "VVallins"},
		{"Вода", "BOДA"},
		{"שלום", "שָׁלוֹם"},
		{"Øst", "Ost"},
		{"!!!", "! ! !"},
		{"Umeå kommun", "Umeå kommuɴ"}, // small capitals
		{"Umeå kommun", "ᴜᴍᴇå ᴋᴏᴍᴍᴜɴ"},
		{"Umeå kommun", "Umeå ĸommun"},
		{"Alfa", "Aʟfa"},
		{"Region offentlig", "Region offᴇntlig"},
		{"Region offentlig", "Rɘgion offəntlɩg"},
		{"Alfa", "ɐlfɑ"},
		{"Alfa", "Ʌlfa"},
		{"Betong", "ᵬetoŋɡ"}, // phonetic letters
		{"Dansk design", "ᶑansk ȡesiɡn"},
		{"Kansliet", "ꝁanʂliɛt"},
		{"Hafnarfjörður", "Hafnarfjördur"},
		{"Вода", "ВОДА"},
		{"ком", "koм"},
	} {
		if !lookalike.Of(pair[0]).Like(lookalike.Of(pair[1])) || !lookalike.Of(pair[1]).Like(lookalike.Of(pair[0])) {
			t.Errorf("%q and %q are taken for different names", pair[0], pair[1])
		}
	}
}

// TestSmallCapitals holds for all of them, also those that this test does not name.
func TestSmallCapitals(t *testing.T) {
	t.Parallel()
	n := 0
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		capital, ok := strings.CutPrefix(runenames.Name(r), "LATIN LETTER SMALL CAPITAL ")
		if !ok || len(capital) != 1 {
			continue
		}
		n++
		if plain, small := "Om"+strings.ToLower(capital)+"en", "Om"+string(r)+"en"; !lookalike.Of(plain).Like(lookalike.Of(small)) {
			t.Errorf("%q and %q are taken for different names", plain, small)
		}
	}
	if n < 24 {
		t.Errorf("there are %d small capitals", n)
	}
}

func TestNamesThatAReaderTellsApart(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"Habo kommun", "Håbo kommun"}, // two municipalities
		{"Malå kommun", "Mala kommun"},
		{"Hårby", "Härby"},
		{"Region Skåne", "Region Skane"},
		{"Acme", "Acme AB"},
		{"Skola 1", "Skola 2"},
		{"Uppsala kommun", "Uppsala universitet"},
		{"हिन्दी", "हन्दी"},
		{"がっこう", "かっこう"},
		{"!!!", "???"},
		{"東京大学", "京都大学"},
		{"Alfa", "Alfə"},
		{"Bað", "Ba"},
		{"Дом", "Том"},
		{"Ósk", "Ask"},
	} {
		if lookalike.Of(pair[0]).Like(lookalike.Of(pair[1])) {
			t.Errorf("%q and %q are taken for the same name", pair[0], pair[1])
		}
	}
}
