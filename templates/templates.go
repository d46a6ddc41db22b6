// Package templates holds the pages and letters as files, embedded. It has no
// logic.
package templates

import "embed"

// Files holds layout.html, pages/*.html and letter/*.
//
//go:embed all:pages all:letter
var Files embed.FS
