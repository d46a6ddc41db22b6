package page

import (
	"net/http"
	"strings"
)

// DoneKey is the key of what the page tells that has been done: that of keys which ends
// with the word that the address has for it, as a deed leads there; else empty, which is
// the key of no text.
func DoneKey(r *http.Request, keys ...string) string {
	done := r.URL.Query().Get("done")
	for _, key := range keys {
		if key[strings.LastIndexByte(key, '.')+1:] == done {
			return key
		}
	}
	return ""
}
