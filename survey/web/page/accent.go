package page

import (
	"strings"
)

// AccentSheet is the address of the style sheet that gives a letter's page its
// accent; empty for the standard one.
func AccentSheet(accent string) string {
	if accent == "" {
		return ""
	}
	return "/accent/" + strings.TrimPrefix(accent, "#") + ".css"
}
