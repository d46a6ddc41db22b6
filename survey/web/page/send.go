package page

import (
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/writing"
)

// SendPDF answers with a PDF under the name.
func SendPDF(w http.ResponseWriter, r *http.Request, name string, data []byte) {
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name}))
	w.Header().Set("Content-Length", fmt.Sprint(len(data)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(data) // a client that has gone away is no fault
	}
}

// FileName names the file after the letter.
func FileName(l letter.Letter) string { return SafeName(l.Title, "letter") + ".pdf" }

// SafeName is a title as the name of a file, without what file systems refuse, and
// without what would show its ending elsewhere than at its end.
func SafeName(title, otherwise string) string {
	const most = 80
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return ' '
		}
		return r
	}, title)
	name = writing.FoldLine(strings.Join(strings.Fields(name), " "))
	if r := []rune(name); len(r) > most {
		name = strings.TrimSpace(string(r[:most]))
	}
	if name = strings.Trim(name, "."); name == "" {
		return otherwise
	}
	return name
}

// Send answers with a file to keep.
func Send(w http.ResponseWriter, r *http.Request, kind, name string, content []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // a client that has gone away is no fault
	}
	return nil
}
