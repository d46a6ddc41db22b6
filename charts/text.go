package charts

import (
	"strings"
	"unicode"
)

// width estimates how wide a text is in a serif of the size, in points. It errs
// on the wide side, so that labels placed by it never touch.
func width(s string, size float64) float64 {
	em := 0.0
	for _, r := range s {
		switch {
		case strings.ContainsRune("iljtfr.,:;'’|! ·()", r):
			em += 0.34
		case strings.ContainsRune("mwMW%", r):
			em += 0.86
		case unicode.IsUpper(r):
			em += 0.7
		case unicode.Is(unicode.Mn, r):
		case r >= 0x2e80:
			em += 1.05
		default:
			em += 0.54
		}
	}
	return em * size
}

// wrap breaks a text into at most most lines of the width; what does not fit
// ends in an ellipsis. A word that is wider than a line is cut.
func wrap(s string, size, room float64, most int) []string {
	var lines []string
	line := ""
	words := strings.Fields(s)
	for i := 0; i < len(words); i++ {
		next := words[i]
		if line != "" {
			next = line + " " + next
		}
		switch {
		case width(next, size) <= room:
			line = next
		case line == "":
			lines = append(lines, cut(next, size, room))
		default:
			lines, line = append(lines, line), ""
			i--
		}
		if len(lines) == most {
			lines[most-1] = cut(strings.TrimSuffix(lines[most-1], "…")+"…", size, room)
			return lines
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// cut shortens a text to the width, with an ellipsis when anything is lost.
func cut(s string, size, room float64) string {
	if width(s, size) <= room {
		return s
	}
	runes := []rune(strings.TrimSuffix(s, "…"))
	for len(runes) > 1 && width(string(runes)+"…", size) > room {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimSpace(string(runes)) + "…"
}
