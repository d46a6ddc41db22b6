package survey

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey/property"
)

// The ratios are those that the guidelines' authors and browsers tell.
func TestContrast(t *testing.T) {
	t.Parallel()
	for pair, want := range map[string]Tenths{
		"#000000 #ffffff": 210, "#ffffff #ffffff": 10, "#767676 #ffffff": 45, "#777777 #ffffff": 44, "#ff0000 #ffffff": 39,
	} {
		a, b, _ := strings.Cut(pair, " ")
		if got := Contrast(a, b); got != want || Contrast(b, a) != want {
			t.Errorf("%s: %d tenths, want %d", pair, got, want)
		}
	}
}

func TestAnAccentThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	for typed, message := range map[string]string{
		"#7a1f1f": "", "#7A1F1F ": "", "": "", StandardAccent: "", "#e8a33d": MsgContrast, "#ffffff": MsgContrast, "red": MsgColour,
		"#12345": MsgColour, "#12345g": MsgColour, "#123456;}": MsgColour, "rgb(0,0,0)": MsgColour, "\x00": MsgColour,
	} {
		_, err := ReadAccent(typed)
		got := ""
		if err != nil {
			got = err.Message
		}
		if got != message {
			t.Errorf("%q: %q, want %q", typed, got, message)
		}
	}
	_, err := ReadAccent("#e8a33d")
	if darker, _ := err.Args["darker"].(string); err.Args["ratio"] != Tenths(21) || Contrast(darker, LetterPaper) < MinContrast {
		t.Errorf("%v", err.Args)
	}
}

func TestEveryAccentCanBeReadOnDarkPaper(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		colour := "#" + rapid.StringOfN(rapid.RuneFrom([]rune("0123456789abcdef")), 6, 6, 6).Draw(t, "colour")
		if on := OnDark(colour, "#1c1b19"); Contrast(on, "#1c1b19") < MinContrast {
			t.Fatalf("%s becomes %s", colour, on)
		}
	})
}
