package survey

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/omdome/omdome/survey/writing"
)

// MinOccasions is how many sessions a series has at least.
const MinOccasions = 2

// What may be wrong with a series; keys of the catalogs.
const (
	MsgSeriesFew       = "organizer.series.error.few"       // fewer than MinOccasions sessions
	MsgSeriesDifferent = "organizer.series.error.different" // not the same workshop
	MsgSeriesShown     = "organizer.series.error.shown"     // {title} shows figures of its own
	MsgSeriesTaken     = "organizer.series.error.taken"     // {title} is in a series already
	MsgSeriesShort     = "organizer.series.error.short"     // {n} responses, and {k} are needed
)

// An Occasion is one of the sessions that a letter sums, with its event.
type Occasion struct {
	Event   Event
	Session Session
	// Exceeded says that more answers came than people attended, see
	// [Session.Exceeded].
	Exceeded bool
}

// SeriesKey says what sessions have in common that are the same workshop: title,
// kind, speakers, and the standard rating questions that they ask, in their
// standard words. A speaker without an e-mail address is the same within an event
// alone. ok is false for a session that can be in no series at all:
//
//   - one that is not released, that nobody answered, or whose answers, comments or
//     letters have been removed;
//   - one that shows something by itself. A series sums the sessions that had too
//     few responses for any figure or comment, whole, and no others.
func (r Result) SeriesKey() (key string, ok bool) {
	if r.Session.State != StateReleased || r.Session.Kind == KindEvent || len(r.Appearances) == 0 || len(r.Removals) > 0 ||
		r.Tallies.Responses == 0 || r.ShownItself() {
		return "", false
	}
	parts := []string{strings.ToLower(writing.OneLine(r.Session.Title)), string(r.Session.Kind)}
	var speakers []string
	for _, a := range r.Appearances {
		speakers = append(speakers, fmt.Sprint(int64(a.Speaker.ID), a.Rated))
		if a.Speaker.Email == "" { // two of one name may share it, in another event
			parts = append(parts, fmt.Sprint(int64(r.Event.ID)))
		}
	}
	slices.Sort(speakers)
	if len(slices.Compact(slices.Clone(speakers))) != len(speakers) {
		return "", false
	}
	asked := 0
	for _, key := range []string{QuestionOverall, QuestionContent, QuestionDelivery} {
		if q, found := r.standard(key); found {
			parts = append(parts, key+" "+string(q.About))
			asked++
		}
	}
	return strings.Join(append(parts, speakers...), "\x00"), asked > 0
}

// ShownItself says whether enough have responded for the session's own letters to
// show anything.
func (r Result) ShownItself() bool { return r.Tallies.Responses >= max(r.Session.K, MinK) }

// standard is the standard question with the key, where the form asks it in its
// standard words.
func (f Form) standard(key string) (Question, bool) {
	at := f.keyed(key)
	if at < 0 || len(f.Questions[at].Text) > 0 || f.Questions[at].Kind != standardQuestion(key, "").Kind {
		return Question{}, false
	}
	return f.Questions[at], true
}

// A Series is sessions that are the same workshop and in no series yet, the first
// first.
type Series []Result

// SeriesOf gathers those of the sessions that may be summed by what workshop they
// are. taken are in a series already. A workshop that was held but once is none.
func SeriesOf(results []Result, taken map[ID]bool) []Series {
	var all []Series
	place := map[string]int{}
	for _, r := range results {
		key, ok := r.SeriesKey()
		if !ok || taken[r.Session.ID] {
			continue
		}
		at, known := place[key]
		if !known {
			at = len(all)
			place[key], all = at, append(all, nil)
		}
		all[at] = append(all[at], r)
	}
	all = slices.DeleteFunc(all, func(s Series) bool { return len(s) < MinOccasions })
	for _, s := range all {
		s.sort()
	}
	return all
}

func (s Series) sort() {
	slices.SortStableFunc(s, func(a, b Result) int {
		return cmp.Or(a.Session.Starts.Compare(b.Session.Starts), cmp.Compare(a.Session.ID, b.Session.ID))
	})
}

// K is how many answers a figure of the series takes: the largest of its sessions'
// numbers, since that is what somebody who answered was told.
func (s Series) K() int {
	k := MinK
	for _, r := range s {
		k = max(k, r.Session.K)
	}
	return k
}

// Responses is how many responses the sessions have together.
func (s Series) Responses() int {
	n := 0
	for _, r := range s {
		n += r.Tallies.Responses
	}
	return n
}

// Check returns nil when the sessions may be summed into one letter, and otherwise
// FieldErrors that say why not. taken are in a series already.
//
// The rule keeps anyone from subtracting one figure from another and getting that
// of fewer than k people. Of what is shown, no two views then have an answer in
// common without being the same sessions:
//
//   - a session that shows something by itself is in no sum, and one that is in a
//     sum shows nothing by itself, in its own letters, the organizer's results or
//     the event's figures;
//   - sessions are summed whole, and each at most once, for good: from when the
//     draft is made, which its organizer sees, whether it is approved, corrected or
//     revoked afterwards. A session that is held later is in another series, with
//     at least k responses of its own;
//   - the sessions of a series are all there or it is not shown: see [Series.Sum];
//   - in the sum a question takes k answers, and comments k responses, as in every
//     letter, where k is the largest of its sessions'.
func (s Series) Check(taken map[ID]bool) error {
	refuse := func(message string, args map[string]any) error {
		return FieldErrors{{Field: FieldForm, Message: message, Args: args}}
	}
	if len(s) < MinOccasions {
		return refuse(MsgSeriesFew, nil)
	}
	var first string
	for i, r := range s {
		key, ok := r.SeriesKey()
		switch {
		case taken[r.Session.ID] || slices.ContainsFunc(s[:i], func(o Result) bool { return o.Session.ID == r.Session.ID }):
			return refuse(MsgSeriesTaken, map[string]any{"title": r.Session.Title})
		case r.ShownItself():
			return refuse(MsgSeriesShown, map[string]any{"title": r.Session.Title})
		case !ok || i > 0 && key != first:
			return refuse(MsgSeriesDifferent, nil)
		}
		first = key
	}
	if n, k := s.Responses(), s.K(); n < k {
		return refuse(MsgSeriesShort, map[string]any{"n": n, "k": k})
	}
	return nil
}
