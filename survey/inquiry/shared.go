package inquiry

import (
	"slices"

	"github.com/omdome/omdome/survey"
)

// Shared are a session's inquiries with what each device has asked and
// voted for, so that one reading serves all devices that look.
type Shared struct {
	Inquiries
	// Version changes whenever anything does that a device may see of them. It is
	// the same in every program.
	Version string

	Asked, Voted map[survey.Hash][]survey.ID
}

// For returns the inquiries as the device with the key sees them; the zero key is
// nobody's. personal says that it has asked or voted.
func (i Shared) For(device survey.Key) (list []Inquiry, personal bool) {
	if device == (survey.Key{}) {
		return i.List, false
	}
	own := device.InquiryDevice(i.Session.ID)
	asked, voted := i.Asked[own], i.Voted[own]
	if len(asked)+len(voted) == 0 {
		return i.List, false
	}
	list = slices.Clone(i.List)
	for n, q := range list {
		list[n].Own, list[n].Voted = slices.Contains(asked, q.ID), slices.Contains(voted, q.ID)
	}
	return list, true
}
