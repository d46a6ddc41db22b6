package survey

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// MinPassword is in signs. NIST SP 800-63B-4, 3.1.1.2: 15 where the password
	// is all that is asked for; no rules of digits and capitals, no changing by
	// the calendar, but a list of what is too common.
	MinPassword = 15
	// MaxPassword is in bytes. What is longer is refused before any work.
	MaxPassword = 1000
)

// What is wrong with a password, as keys of the catalogs.
const (
	PasswordShort  = "organizer.signin.password.short"
	PasswordLong   = "organizer.signin.password.long"
	PasswordCommon = "organizer.signin.password.common"
)

// CheckPassword returns what is wrong with a password that somebody chooses, or
// "". own are words that others would guess first: names, the e-mail.
func CheckPassword(password string, own ...string) string {
	switch {
	case len(password) > MaxPassword:
		return PasswordLong
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return PasswordCommon
	case utf8.RuneCountInString(password) < MinPassword:
		return PasswordShort
	case isCommon(password, own):
		return PasswordCommon
	}
	return ""
}

// isCommon says whether a password is one of those that are tried first: a few
// signs, a pattern again and again, a walk along the keyboard or the alphabet, or
// nothing but such words as stand in commonWords, with digits and signs around.
func isCommon(password string, own []string) bool {
	signs := []rune(strings.ToLower(password))
	distinct := map[rune]bool{}
	for _, r := range signs {
		distinct[r] = true
	}
	if len(distinct) < 5 || repeats(signs) || walks(signs) {
		return true
	}
	words := map[string]bool{}
	for _, word := range strings.Fields(commonWords) {
		words[word] = true
	}
	for _, text := range own {
		for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
			words[word] = true
		}
	}
	return madeOf(letters(signs, nil), words) || madeOf(letters(signs, lookalikes), words)
}

// repeats says whether the signs are one part again and again.
func repeats(signs []rune) bool {
	for part := 1; part <= len(signs)/2; part++ {
		same := true
		for i := part; i < len(signs) && same; i++ {
			same = signs[i] == signs[i-part]
		}
		if same {
			return true
		}
	}
	return false
}

// rows are the ways that fingers walk.
var rows = []string{"abcdefghijklmnopqrstuvwxyzåäö", "01234567890", "qwertyuiopå", "qwertzuiop", "asdfghjklöä", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"}

// walks says whether most steps from one sign to the next follow a row, in
// either direction, or stand still.
func walks(signs []rune) bool {
	next := map[[2]rune]bool{}
	for _, row := range rows {
		r := []rune(row)
		for i := 1; i < len(r); i++ {
			next[[2]rune{r[i-1], r[i]}], next[[2]rune{r[i], r[i-1]}] = true, true
		}
	}
	steps := 0
	for i := 1; i < len(signs); i++ {
		if signs[i] == signs[i-1] || next[[2]rune{signs[i-1], signs[i]}] {
			steps++
		}
	}
	return steps*10 >= (len(signs)-1)*7
}

// lookalikes are the signs that people put for letters.
var lookalikes = map[rune]rune{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '$': 's', '!': 'i', '|': 'l'}

// letters leaves the letters, with lookalikes for what they stand for.
func letters(signs []rune, as map[rune]rune) string {
	var b strings.Builder
	for _, r := range signs {
		if letter, ok := as[r]; ok {
			r = letter
		}
		if unicode.IsLetter(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// madeOf says whether the text is nothing but the words, one after another.
func madeOf(text string, words map[string]bool) bool {
	reached := make([]bool, len(text)+1)
	reached[0] = true
	for end := 1; end <= len(text); end++ {
		for begin := max(0, end-24); begin < end && !reached[end]; begin++ {
			reached[end] = reached[begin] && words[text[begin:end]]
		}
	}
	return reached[len(text)]
}

// commonWords are what the passwords of this land and trade are made of, as far
// as we could think of them ourselves.
const commonWords = `
lösenord losenord lösen losen lösenordet passord hemlig hemligt hemlighet hemligheten kod koden nyckel inloggning
logga in loggain konto kontot ord passfras ny nytt nya gammalt byt ändra mitt min mina ditt din vårt vår
sommar sommaren vinter vintern höst hösten våren januari februari mars april maj juni juli augusti september
oktober november december måndag tisdag onsdag torsdag fredag lördag söndag jul påsk midsommar semester år året
sverige svensk stockholm göteborg malmö uppsala örebro västerås linköping lund umeå gävle
hej hejsan välkommen valkommen tack snälla älskar kärlek jag du dig mig är och ett en det som på till för
konferens konferensen evenemang arrangör utvärdering enkät omdöme omdome möte webbinarium workshop kurs förening
kommun region styrelse kontor kansli admin administratör administrator ägare test testar testa tester prov
kaffe fotboll hockey katt katten hund hunden mamma pappa ett två tre fyra fem sex sju åtta nio tio
password passwords passphrase passwort pass word secret secrets key login signin sign log letmein let me access
welcome hello hi world please thanks change changeme new old my your our the a an is it this that and of to for
summer winter spring autumn fall january february march may june july october monday tuesday wednesday
thursday friday saturday sunday christmas easter year sweden swedish london
love iloveyou i you dragon monkey sunshine princess football baseball soccer master default temp temporary guest
user users root owner editor viewer organizer administratör system server demo example public private
conference event events feedback survey evaluation meeting webinar course company office team
qwerty qwertyuiop asdf asdfgh asdfghjkl zxcvbn zxcvbnm abc abcd abcdef xyz aaa one two three four five six seven
eight nine ten cat dog coffee super cool great best number
`
