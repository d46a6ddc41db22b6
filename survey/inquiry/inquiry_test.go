package inquiry_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/property"
)

func inquiries(t *rapid.T) []inquiry.Inquiry {
	var list []inquiry.Inquiry
	for n := range rapid.IntRange(0, 8).Draw(t, "inquiries") {
		list = append(list, inquiry.Inquiry{
			ID: survey.ID(n + 1), Number: n + 1, Votes: rapid.IntRange(1, 3).Draw(t, "votes"), State: rapid.SampledFrom(inquiry.States).Draw(t, "state"),
		})
	}
	return list
}

// TestReadersSeeWhatIsShown, what most want to know first, and of those the earliest.
func TestReadersSeeWhatIsShown(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		list := inquiries(t)
		before := slices.Clone(list)
		shown := inquiry.Inquiries{List: rapid.Permutation(list).Draw(t, "order")}.Shown()
		n := 0
		for _, q := range list {
			if q.State == inquiry.Shown {
				n++
			}
		}
		if len(shown) != n || !slices.Equal(list, before) {
			t.Fatalf("of %+v are shown %+v", list, shown)
		}
		for i, q := range shown {
			if q.State != inquiry.Shown || i > 0 && (q.Votes > shown[i-1].Votes || q.Votes == shown[i-1].Votes && q.Number < shown[i-1].Number) {
				t.Fatalf("shown in this order: %+v", shown)
			}
		}
	})
}

// TestADeviceSeesWhatIsItsOwn and no other's, and nobody's device changes what all see.
func TestADeviceSeesWhatIsItsOwn(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		list := inquiries(t)
		session := survey.ID(rapid.IntRange(1, 9).Draw(t, "session"))
		mine, other := survey.Key{1}, survey.Key{2}
		all := inquiry.Shared{Inquiries: inquiry.Inquiries{List: list}, Asked: map[survey.Hash][]survey.ID{}, Voted: map[survey.Hash][]survey.ID{}}
		all.Session.ID = session
		asked, voted := map[survey.ID]bool{}, map[survey.ID]bool{}
		for _, q := range list {
			switch rapid.IntRange(0, 3).Draw(t, "by") {
			case 1:
				h := mine.InquiryDevice(session)
				all.Asked[h], asked[q.ID] = append(all.Asked[h], q.ID), true
			case 2:
				h := mine.InquiryDevice(session)
				all.Voted[h], voted[q.ID] = append(all.Voted[h], q.ID), true
			case 3:
				h := other.InquiryDevice(session)
				all.Asked[h], all.Voted[h] = append(all.Asked[h], q.ID), append(all.Voted[h], q.ID)
			}
		}
		seen, personal := all.For(mine)
		if personal != (len(asked)+len(voted) > 0) || len(seen) != len(list) {
			t.Fatalf("seen %+v, personal %t", seen, personal)
		}
		for _, q := range seen {
			if q.Own != asked[q.ID] || q.Voted != voted[q.ID] {
				t.Fatalf("%d is own %t, voted %t", q.ID, q.Own, q.Voted)
			}
		}
		for _, nobody := range []survey.Key{{}, {3}} {
			if seen, personal := all.For(nobody); personal || slices.ContainsFunc(seen, func(q inquiry.Inquiry) bool { return q.Own || q.Voted }) {
				t.Fatalf("nobody's device sees %+v", seen)
			}
		}
	})
}
