package main

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxName is how many bytes each half of a file's name may have; file systems
// take 255 in all.
const maxName = 80

// reserved are names that Windows keeps for devices, whatever their ending.
var reserved = map[string]bool{
	"con": true, "prn": true, "aux": true, "nul": true,
	"com1": true, "com2": true, "com3": true, "com4": true, "com5": true, "com6": true, "com7": true, "com8": true, "com9": true,
	"lpt1": true, "lpt2": true, "lpt3": true, "lpt4": true, "lpt5": true, "lpt6": true, "lpt7": true, "lpt8": true, "lpt9": true,
}

// ascii are letters that are no letter with a mark.
var ascii = strings.NewReplacer("ø", "o", "æ", "ae", "œ", "oe", "ß", "ss", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i")

// plainName writes a text as part of a file's name: letters and digits in lower
// case with hyphens between, Latin letters without their marks. Other scripts
// keep their letters.
func plainName(s string) string {
	var b strings.Builder
	hyphen := false
	for _, r := range ascii.Replace(strings.ToLower(norm.NFKD.String(s))) {
		switch {
		case unicode.Is(unicode.Mn, r) && r < 0x370: // a mark on a Latin letter
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) && b.Len() > 0 && !hyphen:
			if hyphen && b.Len() > 0 {
				b.WriteByte('-')
			}
			hyphen = false
			b.WriteRune(r)
		default:
			hyphen = true
		}
	}
	name := norm.NFC.String(b.String())
	if len(name) > maxName {
		name = cutName(name)
	}
	return name
}

// cutName cuts a name between letters, at a hyphen where one is near.
func cutName(name string) string {
	cut := 0
	for i := range name {
		if i > maxName {
			break
		}
		cut = i
	}
	name = name[:cut]
	if at := strings.LastIndexByte(name, '-'); at > maxName/2 {
		name = name[:at]
	}
	return strings.TrimRight(name, "-")
}
