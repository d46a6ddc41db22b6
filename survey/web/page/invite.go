package page

import (
	"net/http"
)

// InviteCookie begins the name of the cookie that holds a personal link's token
// for an event, whose code ends the name. The database has the token's hash only.
const InviteCookie = "invited-"

// InvitePaths are the addresses that get the cookie: sessions, events and
// follow-up pages.
var InvitePaths = []string{"/s", "/e", "/f"}

// Uninvited is what an event that is for invited people tells all others.
var Uninvited = Problem{http.StatusForbidden, "problem.uninvited"}
