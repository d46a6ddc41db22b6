package password

import (
	"strings"
	"unicode"

	"github.com/trustelem/zxcvbn"
	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey/organizer"
)

// checkPassword returns what is wrong with a password that somebody chooses, as a
// key of the catalogs, or "". own are words that others would guess first: names,
// the e-mail.
func Check(password string, own ...string) string {
	if wrong := organizer.CheckPassword(password); wrong != "" {
		return wrong
	}
	if isCommon(password, own) {
		return organizer.PasswordCommon
	}
	return ""
}

// isCommon says whether a password is one of those that are tried first: a few
// characters, a pattern again and again, a walk along the keyboard or the alphabet,
// nothing but such words as stand in commonWords and such phrases as stand in
// commonPhrases, with digits and characters around, or what an estimate finds too easy.
func isCommon(password string, own []string) bool {
	chars := []rune(strings.ToLower(password))
	distinct := map[rune]bool{}
	for _, r := range chars {
		distinct[r] = true
	}
	if len(distinct) < 5 || repeats(chars) || walks(chars, 1) || walks(chars, 2) {
		return true
	}
	words := map[string]bool{}
	for _, word := range strings.Fields(commonWords) {
		words[word] = true
	}
	phrases := strings.Split(strings.TrimSpace(commonPhrases), "\n")
	for _, phrase := range phrases {
		words[lettersOf([]rune(phrase), nil)] = true
	}
	ownWords := strings.FieldsFunc(strings.ToLower(strings.Join(own, " ")), func(r rune) bool { return !unicode.IsLetter(r) })
	for _, word := range ownWords {
		words[word] = true
	}
	return madeOf(lettersOf(chars, nil), words) || madeOf(lettersOf(chars, lookalikes), words) || easy(chars, append(ownWords, phrases...))
}

const (
	// enoughGuesses is how many guesses a password must be worth at least: three
	// common words that have nothing to do with one another are, a name with a year
	// or a line of a song is not.
	enoughGuesses = 1e13
	// estimated is how many characters are estimated together: the work grows with their
	// square.
	estimated = 32
)

// easy says whether an estimate (zxcvbn: lists of common passwords, names and
// words, patterns, dates, and what people put for letters) is that the password is
// guessed too soon. first are guessed first.
func easy(chars []rune, first []string) bool {
	first = append(first, strings.Fields(commonWords)...)
	for i, word := range first {
		first[i] = inASCII(word)
	}
	for _, phrase := range first {
		if joined := strings.ReplaceAll(phrase, " ", ""); joined != phrase {
			first = append(first, joined)
		}
	}
	guesses := 1.0
	for rest := []rune(inASCII(string(chars))); len(rest) > 0 && guesses < enoughGuesses; {
		n := min(estimated, len(rest))
		guesses *= zxcvbn.PasswordStrength(string(rest[:n]), first).Guesses
		rest = rest[n:]
	}
	return guesses < enoughGuesses
}

// inASCII writes å as a, what parts words as a space, and characters that the estimate
// does not know as some letter.
func inASCII(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case strings.ContainsRune("-_.,;:/+|()[]{}<>%", r) || unicode.IsSpace(r):
			return ' '
		case r > unicode.MaxASCII || r < ' ':
			return 'a' + r%26 // some letter
		}
		return r
	}, norm.NFD.String(strings.ToLower(text)))
}

// repeats says whether the characters are one part again and again.
func repeats(chars []rune) bool {
	for part := 1; part <= len(chars)/2; part++ {
		same := true
		for i := part; i < len(chars) && same; i++ {
			same = chars[i] == chars[i-part]
		}
		if same {
			return true
		}
	}
	return false
}

// rows are the ways that fingers walk.
var rows = []string{"abcdefghijklmnopqrstuvwxyzåäö", "01234567890", "qwertyuiopå", "qwertzuiop", "asdfghjklöä", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"}

// walks says whether most steps from one character to the next, or to the one after it
// for two hands that take turns, follow a row, in either direction, or stand still.
func walks(chars []rune, step int) bool {
	next := map[[2]rune]bool{}
	for _, row := range rows {
		r := []rune(row)
		for i := 1; i < len(r); i++ {
			next[[2]rune{r[i-1], r[i]}], next[[2]rune{r[i], r[i-1]}] = true, true
		}
	}
	steps := 0
	for i := step; i < len(chars); i++ {
		if chars[i] == chars[i-step] || next[[2]rune{chars[i-step], chars[i]}] {
			steps++
		}
	}
	return steps*10 >= (len(chars)-step)*7
}

// lookalikes are the characters that people put for letters.
var lookalikes = map[rune]rune{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '$': 's', '!': 'i', '|': 'l'}

// lettersOf leaves the letters, with lookalikes for what they stand for.
func lettersOf(chars []rune, as map[rune]rune) string {
	var b strings.Builder
	for _, r := range chars {
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
	longest := 0
	for word := range words {
		longest = max(longest, len(word))
	}
	for end := 1; end <= len(text); end++ {
		for begin := max(0, end-longest); begin < end && !reached[end]; begin++ {
			reached[end] = reached[begin] && words[text[begin:end]]
		}
	}
	return reached[len(text)]
}
