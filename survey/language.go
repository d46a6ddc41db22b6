package survey

// A Language is a BCP 47 primary tag in lower case: "sv", "en", "fi".
type Language string

// The languages that every page and letter exists in.
const (
	Swedish Language = "sv"
	English Language = "en"
)

// A Text is the same text in the languages that its writer knew.
type Text map[Language]string

// In returns the text in the language, else in the fallback, else in whichever
// language has one (the first by tag, so that the answer is always the same).
func (t Text) In(language, fallback Language) string {
	if s := t[language]; s != "" {
		return s
	}
	if s := t[fallback]; s != "" {
		return s
	}
	var first Language
	for l, s := range t {
		if s != "" && (first == "" || l < first) {
			first = l
		}
	}
	return t[first]
}
