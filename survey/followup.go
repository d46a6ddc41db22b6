package survey

import (
	"time"
)

// A FollowUp is what its organizer has set for the follow-up page of an event,
// or of one of the event's sessions: the page that shows what is left when it is
// over. The zero value is the page that nobody has set anything for yet; it is
// shown to nobody.
type FollowUp struct {
	// EventID is the event's, SessionID the session's; zero for the page of the
	// event as a whole.
	EventID, SessionID ID
	Audience           FollowUpAudience
	// Lead is a sentence on what this was, for readers and for those who share
	// the page; Changes is what the organizer will do differently. Both in any
	// of the event's languages.
	Lead, Changes Text
	// Figures shows the session's result, where its speakers agree too.
	Figures bool
	// Takeaways shows what the session's speakers take with them, of those who
	// share it.
	Takeaways bool
	// Reflections lets readers write what they took with them.
	Reflections bool
	// Until is when the page goes away by itself; zero for never. FollowUpKept
	// later, what it held is removed for good.
	Until time.Time
	// Revision counts the organizers' changes; see Event.Revision. 0 says that
	// nothing is stored yet.
	Revision int
}

// FollowUpKept is how long what a page held is kept after the page has gone away,
// so that it can be brought back.
const FollowUpKept = 30 * 24 * time.Hour

// A FollowUpAudience says who may read a follow-up page.
type FollowUpAudience string

// The audiences. FollowUpNone is nobody: the page is being prepared.
const (
	FollowUpNone FollowUpAudience = "none"
	// FollowUpLink: whoever has the address; the programme does not lead there.
	FollowUpLink FollowUpAudience = "link"
	// FollowUpPublic: everybody; the event's pages lead there, and search engines
	// may list it.
	FollowUpPublic FollowUpAudience = "public"
	// FollowUpInvited: who has a personal link to the event or the session.
	FollowUpInvited FollowUpAudience = "invited"
)

// FollowUpAudiences are all audiences, in the order that pages offer them. A page
// for the invited is only there where people are invited.
func FollowUpAudiences(access Access) []FollowUpAudience {
	list := []FollowUpAudience{FollowUpNone, FollowUpLink, FollowUpPublic}
	if access == AccessInvitation {
		list = append(list, FollowUpInvited)
	}
	return list
}

// Shown says whether the page can be read at now, by those it is for.
func (f FollowUp) Shown(now time.Time) bool {
	switch f.Audience {
	case FollowUpLink, FollowUpPublic, FollowUpInvited:
		return f.Until.IsZero() || now.Before(f.Until)
	}
	return false
}
