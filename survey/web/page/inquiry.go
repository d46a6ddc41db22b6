package page

import (
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/inquiry"
)

// LastNumber is the number of the inquiry that came last; 0 for none.
func LastNumber(list []inquiry.Inquiry) int {
	last := 0
	for _, q := range list {
		last = max(last, q.Number)
	}
	return last
}

// An InquiryView is an inquiry as attendees see it.
type InquiryView struct {
	ID, Text, Name string
	Votes          string
	// Note says that it waits to be shown, or was answered aloud.
	Note string
	// Vote is what the button that votes does, on or off; empty for no button.
	Vote    string
	Own     bool
	Reply   []Block
	Replier string
}

// InquiryShown is the inquiry for attendees; votes says that they can vote.
func InquiryShown(c *i18n.Catalog, q inquiry.Inquiry, votes bool) InquiryView {
	view := InquiryView{
		ID: IDText(q.ID), Text: q.Text, Name: q.Name, Own: q.Own,
		Votes: c.T("inquiry.votes", "n", q.Votes),
	}
	switch {
	case q.State == inquiry.Waiting:
		view.Note = c.T("inquiry.waiting")
	case q.State == inquiry.Hidden:
		view.Note = c.T("inquiry.hidden")
	case q.Aloud:
		view.Note = c.T("inquiry.aloud")
	}
	if votes && !q.Own && q.State == inquiry.Shown {
		view.Vote = "on"
		if q.Voted {
			view.Vote = "off"
		}
	}
	if q.Released && q.Reply != "" {
		view.Reply, view.Replier = Blocks(q.Reply), q.By
	}
	return view
}
