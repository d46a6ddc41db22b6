package survey

import (
	"maps"
	"slices"
)

// The keys of the questions that a session of the whole event has.
const (
	QuestionVenue = "venue"
	QuestionFood  = "food"
	QuestionSound = "sound"
)

const (
	// MinOptions and MaxOptions are how many there are to choose from.
	MinOptions = 2
	MaxOptions = 30
	// MaxQuestions is how many questions a session may ask.
	MaxQuestions = 40
	// shortTaps and shortTexts are the most that the standard questionnaire asks
	// of one attendee (three speakers); a form with more is long.
	shortTaps  = 7
	shortTexts = 2
)

// The messages of the pages of questions; keys of the catalogs.
const (
	MsgAsked     = "organizer.questions.error.asked"   // somebody has answered, so what was asked stays
	MsgOverall   = "organizer.questions.error.overall" // overall comes first
	MsgMany      = "organizer.questions.error.many"    // more than {n} questions
	MsgNoneAsked = "organizer.questions.error.none"    // a questionnaire asks something
	MsgOptions   = "organizer.questions.error.options" // fewer than {low} options
)

// Questionnaire returns the questions that a session of the kind has unless its
// organizer changes it: see [DefaultQuestionnaire]. The whole event, which has
// no speaker, is asked overall, about venue, food and sound, and the two texts.
func (k Kind) Questionnaire(appearances []Appearance) []Question {
	if k != KindEvent {
		return DefaultQuestionnaire(appearances)
	}
	var questions []Question
	for _, key := range []string{QuestionOverall, QuestionVenue, QuestionFood, QuestionSound, QuestionBest, QuestionBetter} {
		questions = append(questions, standardQuestion(key, AboutSession))
	}
	for i := range questions {
		questions[i].Number = i + 1
	}
	return questions
}

func standardQuestion(key string, about About) Question {
	q := Question{Key: key, Kind: KindRating, About: about}
	if key == QuestionBest || key == QuestionBetter {
		q.Kind = KindText
	}
	return q
}

// StandardQuestions returns the standard questions that fit the session, in
// their order. With more speakers than the standard questionnaire asks about
// they are offered all the same: the organizer may want them.
func (f Form) StandardQuestions() []Question {
	if f.Session.Kind == KindEvent {
		return f.Session.Kind.Questionnaire(nil)
	}
	about := aboutSpeakers(f.Appearances)
	return []Question{
		standardQuestion(QuestionOverall, AboutSession), standardQuestion(QuestionContent, about),
		standardQuestion(QuestionDelivery, about), standardQuestion(QuestionBest, AboutSession),
		standardQuestion(QuestionBetter, AboutSession),
	}
}

// aboutSpeakers is what content and delivery are asked about.
func aboutSpeakers(appearances []Appearance) About {
	if slices.ContainsFunc(appearances, func(a Appearance) bool { return a.Rated }) {
		return AboutSpeaker
	}
	return AboutSession
}

// LeftOut returns the standard questions that the form does not ask.
func (f Form) LeftOut() []Question {
	var left []Question
	for _, q := range f.StandardQuestions() {
		if f.keyed(q.Key) < 0 {
			left = append(left, q)
		}
	}
	return left
}

// keyed is where the standard question stands, or -1.
func (f Form) keyed(key string) int {
	return slices.IndexFunc(f.Questions, func(q Question) bool { return q.Key == key })
}

// PutBack returns the questionnaire with the standard question in it again, where
// it stands in the standard one: before the first of those that follow it there.
// ok is false when it is not one of [Form.LeftOut].
func (f Form) PutBack(key string) (questions []Question, ok bool) {
	left := f.LeftOut()
	at := slices.IndexFunc(left, func(q Question) bool { return q.Key == key })
	if at < 0 || key == "" {
		return nil, false
	}
	place, passed := len(f.Questions), false
	if key == QuestionOverall {
		place = 0
	}
	for _, q := range f.StandardQuestions() {
		if i := f.keyed(q.Key); passed && i >= 0 && i < place {
			place = i
		}
		passed = passed || q.Key == key
	}
	return slices.Insert(slices.Clone(f.Questions), place, left[at]), true
}

// Moved returns the questionnaire with a question one place up (by -1) or down
// (by 1), and whether that moves anything: overall stays first.
func (f Form) Moved(number, by int) (questions []Question, ok bool) {
	at := slices.IndexFunc(f.Questions, func(q Question) bool { return q.Number == number })
	to := at + by
	if at < 0 || to < 0 || to >= len(f.Questions) || by == 0 ||
		f.Questions[at].Key == QuestionOverall || f.Questions[to].Key == QuestionOverall {
		return f.Questions, false
	}
	questions = slices.Clone(f.Questions)
	questions[at], questions[to] = questions[to], questions[at]
	return questions, true
}

// Standard returns the standard questionnaire of the session as it is now.
// Questions that stay keep their numbers; new ones have none yet.
func (f Form) Standard() []Question {
	next := f.Session.Kind.Questionnaire(f.Appearances)
	for i := range next {
		next[i].Number = 0
		if at := f.keyed(next[i].Key); at >= 0 && f.Questions[at].About == next[i].About {
			next[i].Number = f.Questions[at].Number
		}
	}
	return next
}

// IsStandard says whether the form asks the standard questionnaire.
func (f Form) IsStandard() bool {
	return SameQuestions(f.Questions, f.Session.Kind.Questionnaire(f.Appearances))
}

// From returns the questionnaire of another session as this one asks it: a
// standard one is this session's own standard one, and content and delivery are
// about the speakers where there are any. Questions that stay keep their
// numbers; new ones have none yet.
func (f Form) From(other Form) []Question {
	if other.IsStandard() {
		return f.Standard()
	}
	var next []Question
	for _, q := range other.Questions {
		q.SessionID, q.Number = f.Session.ID, 0
		if q.Key == QuestionContent || q.Key == QuestionDelivery {
			q.About = aboutSpeakers(f.Appearances)
		}
		if at := f.keyed(q.Key); q.Key != "" && at >= 0 && f.Questions[at].About == q.About {
			q.Number = f.Questions[at].Number
		}
		next = append(next, q)
	}
	return next
}

// MayAsk returns nil when the session's questionnaire may become another one.
// Nothing may change once the session has closed (ErrInUse). While it is open
// and somebody has answered, what was asked stays: its words may be mended, its
// place may change and more may be asked, but no question and no option goes and
// none becomes another. How many answered tells nothing of what they answered,
// so the rule looks at that and not at each question's answers.
func (s Session) MayAsk(before, after []Question, answered bool) error {
	if s.State != StateDraft && s.State != StateOpen {
		return ErrInUse
	}
	refuse := func(message string, args map[string]any) error {
		return FieldErrors{{Field: FieldForm, Message: message, Args: args}}
	}
	for i, q := range after {
		if q.Key == QuestionOverall && (i > 0 || q.Kind != KindRating || q.About != AboutSession) {
			return refuse(MsgOverall, nil)
		}
	}
	switch {
	case len(after) == 0:
		return refuse(MsgNoneAsked, nil)
	case len(after) > MaxQuestions && len(after) > len(before):
		return refuse(MsgMany, map[string]any{"n": MaxQuestions})
	case !answered:
		return nil
	}
	for _, b := range before {
		at := slices.IndexFunc(after, func(a Question) bool { return a.Number == b.Number })
		if at < 0 || !after[at].answers(b) {
			return refuse(MsgAsked, nil)
		}
	}
	return nil
}

// answers says whether every answer to the question before is one to this.
func (q Question) answers(before Question) bool {
	if q.Key != before.Key || q.Kind != before.Kind || q.About != before.About {
		return false
	}
	for _, o := range before.Options {
		if !slices.ContainsFunc(q.Options, func(n Option) bool { return n.Number == o.Number }) {
			return false
		}
	}
	return true
}

// SameAsked says whether two questionnaires ask the same in the same words, in
// whatever order: then a form of one is as good as a form of the other.
func SameAsked(a, b []Question) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(x Question) bool {
		return !slices.ContainsFunc(b, x.same)
	})
}

func (q Question) same(other Question) bool {
	return q.Number == other.Number && q.Key == other.Key && q.Kind == other.Kind && q.About == other.About &&
		q.Required == other.Required && maps.Equal(q.Text, other.Text) &&
		slices.EqualFunc(q.Options, other.Options, func(x, y Option) bool { return x.Number == y.Number && maps.Equal(x.Text, y.Text) })
}

// Numbered gives the questions and options of after that have no number theirs:
// from after last, the highest that a question of the session has ever had, and
// from after the highest of the options that the question has now or had before.
func Numbered(before, after []Question, last int) []Question {
	next := slices.Clone(after)
	for i := range next {
		q := &next[i]
		if q.Number == 0 {
			last++
			q.Number = last
		}
		highest := 0
		for _, o := range q.Options {
			highest = max(highest, o.Number)
		}
		if at := slices.IndexFunc(before, func(b Question) bool { return b.Number == q.Number }); at >= 0 {
			for _, o := range before[at].Options {
				highest = max(highest, o.Number)
			}
		}
		q.Options = slices.Clone(q.Options)
		for j := range q.Options {
			if q.Options[j].Number == 0 {
				highest++
				q.Options[j].Number = highest
			}
		}
	}
	return next
}

// Effort returns how many taps and how many texts the form asks of one attendee.
func (f Form) Effort() (taps, texts int) {
	for _, item := range f.Items() {
		if item.Asked.Kind == KindText {
			texts++
		} else {
			taps++
		}
	}
	return taps, texts
}

// Long says whether the form asks for more than the few seconds that people give.
func (f Form) Long() bool {
	taps, texts := f.Effort()
	return taps > shortTaps || texts > shortTexts
}

// Scattered says whether something else stands between questions about speakers.
// The form gathers them where the first of them stands: see [Form.Items].
func (f Form) Scattered() bool {
	if aboutSpeakers(f.Appearances) != AboutSpeaker {
		return false
	}
	begun, ended := false, false
	for _, q := range f.Questions {
		about := q.About == AboutSpeaker
		if about && ended {
			return true
		}
		begun, ended = begun || about, begun && !about
	}
	return false
}

// Lacks returns the languages, of those given, that a text of the question is
// not written in. The standard questions are written in all.
func (q Question) Lacks(languages []Language) []Language {
	var lacks []Language
	for _, l := range languages {
		missing := q.Key == "" && q.Text[l] == ""
		for _, o := range q.Options {
			missing = missing || o.Text[l] == ""
		}
		if missing {
			lacks = append(lacks, l)
		}
	}
	return lacks
}
