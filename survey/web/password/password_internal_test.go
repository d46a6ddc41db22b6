package password

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/property"
)

func TestPasswordsThatOthersWouldGuess(t *testing.T) {
	t.Parallel()
	for _, password := range []string{
		"aaaaaaaaaaaaaaaaaa", "lösenordlösenord", "P4ssw0rd!P4ssw0rd", "Sommaren2026!!!!", "Sommar2024Sommar2024",
		"Välkommen till Uppsala 1", "Forum för styrning", "my secret password", "gräsand\x00 vid tolv oboer",
		// Walks along the keyboard, also those of two hands.
		"qwertyuiopasdfgh", "1234567890123456", "abcdefghijklmnopq", "1q2w3e4r5t6y7u8i", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8",
		"1qaz2wsx3edc4rfv", "zaq12wsxcde34rfv", "!QAZ2wsx#EDC4rfv", "qazwsxedcrfvtgb", "qwer1234asdf5678zxcv", "a1b2c3d4e5f6g7h8", "1a2b3c4d5e6f7g8h",
		"asdfghjkl;'\\zxcvbnm", "1z2x3c4v5b6n7m8,", "qweasdzxcrtyfghvbn", "123qweasdzxc123", "8i7u6y5t4r3e2w1q",
		// Phrases, however they are written.
		"correcthorsebatterystaple", "correct horse battery staple", "Correct-Horse-Battery-Staple-1", "c0rrecth0rseb4tteryst4ple",
		"CorrectHorseBatteryStaple!", "correcthorsebatterystaple99", "tobeornottobethatisthequestion", "tobeornottobe123", "maytheforcebewithyou",
		"The quick brown fox jumps over the lazy dog", "onceuponatime2024", "youwillneverwalkalone", "Winter is coming 1", "allyourbasearebelongtous",
		"blinkalillastjärna", "blinka lilla stjärna 1", "dugamladufriadufjällhöga", "det var en gång en prinsessa", "Bä bä vita lamm!",
		// Names, teams, films and words again and again.
		"iloveyouforever", "iloveyousomuch123", "trustno1trustno1", "monkeymonkeymonkey", "liverpoolfootballclub", "manchesterunited1",
		"lordofthering1234", "superman123456789", "harrypotterharrypotter", "jesuslovesyou1234", "mychemicalromance", "backstreetboys1",
		"administrator123", "thisismypassword", "letmeinletmein123", "passwordpassword1", "p@ssw0rdp@ssw0rd", "drowssapdrowssap",
		"1987-06-05 1988-07-06", "eva.berg@example.org", "EvaBergEvaBerg2024",
	} {
		if got := Check(password, "Forum för styrning", "Eva Berg", "eva@example.org"); got != organizer.PasswordCommon {
			t.Errorf("%q: %q, want it refused", password, got)
		}
	}
}

func TestOtherPasswordsAreTaken(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]string{
		"kort": organizer.PasswordShort, "fjorton tecken": organizer.PasswordShort, strings.Repeat("ab cd ef ", 200): organizer.PasswordLong,
		"gräsand vid tolv oboer": "", "Xk2#vv9!qLm0zzTr": "", "elva gröna paraplyer": "", "mormors gamla symaskin surrar": "",
		"grus ostbricka violin": "", "tvålkopp brandstation 7": "", "jag bor i ett rött hus": "", "copper violin tractor": "",
		"umbrella tractor seven moss": "", "xk3 vbw 9dj q2l pp": "", "correct tractor battery moss": "", "kaffepanna regnbåge": "",
		"日本の古い時計と青い傘を三本買った": "", "gräsand vid tolv oboer " + strings.Repeat("och en till ", 60): "",
	} {
		if got := Check(password, "Forum för styrning", "Eva Berg", "eva@example.org"); got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
}

// TestNoPasswordTakesLongToLookAt: nor does any break what looks at it.
func TestNoPasswordTakesLongToLookAt(t *testing.T) {
	t.Parallel()
	chars := rapid.OneOf(rapid.RuneFrom([]rune("4@8{[<369|1!07$5+%2abcåİﬁ")), rapid.Rune())
	worst := time.Duration(0)
	property.Check(t, func(t *rapid.T) {
		password := rapid.StringOfN(chars, organizer.MinPassword, -1, organizer.MaxPassword).Draw(t, "password")
		begun := time.Now()
		Check(password, "Eva")
		worst = max(worst, time.Since(begun))
	})
	if worst > 3*time.Second {
		t.Errorf("one took %v", worst)
	}
	t.Logf("the worst took %v", worst)
}
