// Package templates holds the pages and letters as files, embedded. It has no
// logic.
package templates

import "embed"

// Files holds layout/*.html (the frame of every page and the parts that several
// share), pages/ROOM/*.html (one for each page, in the room of survey/web that shows
// it) and letter/*.
//
//go:embed all:layout all:pages all:letter
var Files embed.FS
