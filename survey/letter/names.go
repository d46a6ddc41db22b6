package letter

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/wording"
)

// greetingName returns what the letter calls the speaker: what somebody has said, or
// else the guess. It is empty for a greeting without a name.
func greetingName(s survey.Speaker) string {
	if s.Greeting.Told {
		return oneLine(s.Greeting.Name)
	}
	guess, _ := GuessGreeting(oneLine(s.Name))
	return guess
}

// GuessGreeting guesses what a letter calls somebody: the first given name
// where the name is plainly given name and family name, and the whole name
// otherwise (one word, a title or an initial first, another script, family name
// first, a body), because a wrong guess is worse than a formal one. It is empty where
// there is no name to greet with: an e-mail address, a title alone, "TBA". certain is
// false where somebody who knows the speaker had better look.
func GuessGreeting(name string) (guess string, certain bool) {
	words := strings.Fields(name)
	if strings.Contains(name, "@") || len(words) == 0 || nobody[folded(name)] {
		return "", false
	}
	if strings.ContainsAny(name, ",/&") {
		return name, false
	}
	if !slices.ContainsFunc(words, func(word string) bool { return !titles[folded(word)] }) {
		return "", false
	}
	if len(words) == 1 || titles[folded(words[0])] || slices.ContainsFunc(words, isBody) {
		return name, false
	}
	for _, r := range name {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return name, false
		}
	}
	first := words[0]
	r, _ := utf8.DecodeRuneInString(first)
	switch {
	case !unicode.IsUpper(r), // "von", "de", "al-"
		strings.HasSuffix(first, "."),     // "J."
		utf8.RuneCountInString(first) < 2, // "J"
		first == strings.ToUpper(first),   // "NGUYEN Van Anh"
		familyFirst[unaccented(first)]:    // "Nagy Anna"
		return name, false
	}
	return first, !slices.ContainsFunc(words[1:], elsewhere)
}

// elsewhere says whether the word is of a name that is told by other customs: "Anh
// Nguyen" may be called by either, and an Icelander by two given names.
func elsewhere(word string) bool {
	word = strings.ToLower(word)
	return familyFirst[unaccented(word)] || strings.ContainsAny(word, "ðþ") ||
		strings.HasSuffix(unaccented(word), "dottir")
}

// Salutation returns how the letter to the appearance would begin.
func Salutation(form survey.Form, wordings map[survey.Language]survey.Wording, a survey.Appearance) string {
	facts := survey.LetterFacts{Form: form, Wordings: wordings, Letter: survey.LetterRef{Appearance: a}}
	return newBuilder(facts, Options{}).part(wording.Greeting)
}

// isBody says whether the word is of a name of no person: "Region Skåne", "Uppsala
// kommun", "Försäkringskassan AB".
func isBody(word string) bool {
	word = unaccented(word)
	return bodies[word] || slices.ContainsFunc(bodyEnds, func(end string) bool { return strings.HasSuffix(word, end) })
}

func folded(s string) string { return strings.ToLower(strings.Trim(s, ". ")) }

// unaccented is a word in small letters without marks: "Nguyễn" is "nguyen".
func unaccented(s string) string {
	return folded(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

var (
	// titles are words before a name that are no part of it.
	titles = wordSet(`dr doktor doctor prof professor docent lektor adjunkt fil tekn med phd
		mr mrs ms mx miss sir dame lord lady herr fru fröken frau hr
		biskop ärkebiskop kyrkoherde pastor präst rabbin imam
		general generalmajor generallöjtnant överste överstelöjtnant major kapten löjtnant sergeant amiral kommendör
		generaldirektör generalsekreterare statsminister statsråd statsrådet minister ministern statssekreterare
		ambassadör landshövding borgmästare kommunalråd regionråd oppositionsråd riksdagsledamot
		rektor direktör kommundirektör regiondirektör stadsdirektör vd chef förvaltningschef enhetschef ordförande
		minister ambassador mayor senator councillor director chair president`)
	// nobody is what stands in a programme where no name is known.
	nobody = wordSet(`tba tbd tbc nn n.n okänd anonym ej vakant meddelas`)
	// bodies are words in names of no person, and bodyEnds what such words end in.
	bodies = wordSet(`region regionen kommun kommunen stad staden landstinget lansstyrelsen stiftelsen team the
		och and samt ab hb kb gmbh ltd inc llc
		university college school agency authority committee council institute institution association office department ministry group company`)
	bodyEnds = []string{
		"myndighet", "myndigheten", "styrelsen", "namnden", "verket", "stiftelsen", "foreningen", "forbundet", "institutet",
		"universitet", "universitetet", "hogskola", "hogskolan", "skolan", "gruppen", "enheten", "avdelningen", "kansliet",
		"departementet", "bolaget", "teamet", "radet", "kassan",
	}
	// familyFirst are family names that, in their language, stand before the given name.
	// Those that are given names in ours too, Kim, Li and Lin, are not among them.
	familyFirst = wordSet(`nguyen tran pham huynh hoang phan truong bui dang duong ngo vuong
		wang zhang liu chen yang huang zhao wu zhou xu sun zhu gao hu guo luo zheng liang xie tang
		park choi jung kang cho yoon jang lim shin kwon
		nagy kovacs toth szabo horvath varga kiss molnar nemeth farkas balogh papp takacs juhasz lakatos meszaros`)
)

// oneLine makes data that stands in a sentence one line: every run of space and
// control characters becomes one space. Nothing else is changed.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\ufffd"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// isolate keeps right-to-left data from reordering the sentence around it.
func isolate(s string) string { return i18n.Isolated(s) }

// upperFirst writes the first letter as a capital.
func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
