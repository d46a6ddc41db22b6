// Package speaker is the pages of who gets a letter: the letter, its figures over
// time, a reply, what is published of it; and where anybody verifies one.
package speaker

import (
	"github.com/omdome/omdome/survey/issue"
	"github.com/omdome/omdome/survey/web/page"
)

// A Room is what the handlers of these pages share.
type Room struct {
	*page.Site
	store Store
	// checker says of files whether they are letters that were issued.
	checker *issue.Checker
}

// New returns the room.
func New(site *page.Site, s Store, checker *issue.Checker) *Room { return &Room{site, s, checker} }
