package survey

// A QuestionKind is what sort of answer a question takes.
type QuestionKind string

// The kinds of questions.
const (
	KindRating  QuestionKind = "rating"  // 1 to 6
	KindChoice  QuestionKind = "choice"  // one of its options
	KindChoices QuestionKind = "choices" // any of its options
	KindText    QuestionKind = "text"    // a comment
)

// QuestionKinds are the kinds, in the order that pages offer them.
var QuestionKinds = []QuestionKind{KindRating, KindChoice, KindChoices, KindText}

// About says what a question is asked about.
type About string

// A question is asked once about the session, or once about each rated speaker.
const (
	AboutSession About = "session"
	AboutSpeaker About = "speaker"
)

// Abouts are both.
var Abouts = []About{AboutSession, AboutSpeaker}

// The keys of the questions that every session has unless its organizer changes
// it. Their texts stand in the catalogs.
const (
	QuestionOverall  = "overall"
	QuestionContent  = "content"
	QuestionDelivery = "delivery"
	QuestionBest     = "best"
	QuestionBetter   = "better"
)

// A Question of a session's questionnaire. Number is its name within the
// session, from 1, and is never used again for another question.
type Question struct {
	SessionID ID
	Number    int
	// Key is one of the Question constants, or empty for the organizer's own.
	Key      string
	Kind     QuestionKind
	About    About
	Required bool
	// Text is the organizer's own wording; empty for the standard questions.
	Text Text
	// Options are what KindChoice and KindChoices choose from.
	Options []Option
}

// An Option of a choice question. Number is its name within the question, from 1.
type Option struct {
	Number int
	Text   Text
}

const (
	// manySpeakers is from how many rated speakers on only overall is asked.
	manySpeakers = 4
)

// DefaultQuestionnaire returns the questions of a session that has these
// appearances: overall about the session; content and delivery about each rated
// speaker when there are one to three, about the session when there is none, and
// not at all when there are more; and the two texts. Nothing is required.
func DefaultQuestionnaire(appearances []Appearance) []Question {
	rated := 0
	for _, a := range appearances {
		if a.Rated {
			rated++
		}
	}
	questions := []Question{{Key: QuestionOverall, Kind: KindRating, About: AboutSession}}
	if rated < manySpeakers {
		about := AboutSpeaker
		if rated == 0 {
			about = AboutSession
		}
		questions = append(questions,
			Question{Key: QuestionContent, Kind: KindRating, About: about},
			Question{Key: QuestionDelivery, Kind: KindRating, About: about})
	}
	questions = append(questions,
		Question{Key: QuestionBest, Kind: KindText, About: AboutSession},
		Question{Key: QuestionBetter, Kind: KindText, About: AboutSession})
	for i := range questions {
		questions[i].Number = i + 1
	}
	return questions
}

// An Item is what an answer answers: a question about the session (Appearance
// 0), or about the appearance with that number.
type Item struct {
	Question   int
	Appearance int
}

// Less orders items by appearance within question.
func (i Item) Less(j Item) bool {
	if i.Question != j.Question {
		return i.Question < j.Question
	}
	return i.Appearance < j.Appearance
}

// A Form is all that an attendee's page of a session is made from.
type Form struct {
	Organization Organization
	Event        Event
	Session      Session
	Appearances  []Appearance
	Questions    []Question
	// Inquiring says whether attendees may ask those who hold the session.
	Inquiring Inquiring
	// FollowUp is what is set for the session's follow-up page.
	FollowUp FollowUp
}

// A FormItem is an item with its question and, when it is about a speaker, the
// appearance.
type FormItem struct {
	Item
	Asked      Question
	Appearance *Appearance
}

// Items returns all that the form asks, in its order: the session's ratings and
// choices in the questionnaire's order, with the questions about speakers
// gathered speaker by speaker where the first of them stands, and texts where
// they stand.
func (f Form) Items() []FormItem {
	var items []FormItem
	speakersDone := false
	for _, q := range f.Questions {
		if q.About != AboutSpeaker {
			items = append(items, FormItem{Item: Item{Question: q.Number}, Asked: q})
			continue
		}
		if speakersDone {
			continue
		}
		speakersDone = true
		for i := range f.Appearances {
			a := &f.Appearances[i]
			if !a.Rated {
				continue
			}
			for _, sq := range f.Questions {
				if sq.About == AboutSpeaker {
					items = append(items, FormItem{
						Item: Item{Question: sq.Number, Appearance: a.Number}, Asked: sq, Appearance: a,
					})
				}
			}
		}
	}
	return items
}

// Valid says whether the kind is one of the known ones.
func (k QuestionKind) Valid() bool {
	return k == KindRating || k == KindChoice || k == KindChoices || k == KindText
}
