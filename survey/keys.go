package survey

// The keys of the values' texts in the catalogs: a text for each value of a type, but for
// those that are named.

// Key is of what the kind is called.
func (k Kind) Key() string { return "kind." + string(k) }

// TheKey is of the kind in the middle of a sentence: "the workshop".
func (k Kind) TheKey() string { return "kind.the." + string(k) }

// OverallKey is of how a letter tells the mean of the kind as a whole.
func (k Kind) OverallKey() string { return "letter.overall." + string(k) }

// QuoteKey is of what a quote from a letter was about.
func (k Kind) QuoteKey() string { return "speaker.quote.what." + string(k) }

// Key is of what the role is called; there is none for who is just a speaker.
func (r Role) Key() string { return "role." + string(r) }

// Key is of where a session stands.
func (s State) Key() string { return "organizer.state." + string(s) }

// FixedKey is of why a session of the state cannot be edited.
func (s State) FixedKey() string { return "organizer.edit.fixed." + string(s) }

// Key is of the button.
func (a Action) Key() string { return "organizer.action." + string(a) }

// NoteKey is of what stands beside the button of a rehearsal.
func (a Action) NoteKey() string { return "organizer.action." + string(a) + ".note" }

// AskKey is of what is asked first, of what cannot be taken back.
func (a Action) AskKey() string { return "organizer.ask." + string(a) }

// AskWhatKey is of what the action does, where it is asked.
func (a Action) AskWhatKey() string { return "organizer.ask." + string(a) + ".what" }

// BoardKey is of the line on the board.
func (a Attention) BoardKey() string { return "organizer.board.attention." + string(a) }

// LookKey is of the line above a result.
func (a Attention) LookKey() string { return "organizer.look." + string(a) }

// ResultsKey is of the line in a table of results.
func (a Attention) ResultsKey() string { return "organizer.results.look." + string(a) }

// Key is of where a comment goes.
func (c CommentState) Key() string { return "organizer.comment." + string(c) }

// Key is of the reason.
func (r Reason) Key() string { return "organizer.reason." + string(r) }

// ReviewKey is of the button that gives the reason.
func (r Reason) ReviewKey() string { return "organizer.review.reason." + string(r) }

// LetterKey is of how many comments a letter leaves out for it, among other reasons.
func (r Reason) LetterKey() string { return "letter.reason." + string(r) }

// LetterOnlyKey is of the same where it is the only reason.
func (r Reason) LetterOnlyKey() string { return "letter.reason.only." + string(r) }

// Key is of what is told of a flag.
func (f FlagKind) Key() string { return "organizer.review.flag." + string(f) }

// Key is of who may answer.
func (a Access) Key() string { return "organizer.invite.access." + string(a) }

// ChangeKey is of the button that changes to it.
func (a Access) ChangeKey() string { return "organizer.invite.change." + string(a) }

// Key is of where a letter stands.
func (l LetterState) Key() string { return "organizer.letters.state." + string(l) }

// Key is of why a draft waits.
func (h Hold) Key() string { return "organizer.letters.hold." + string(h) }

// Key is of who may read a page.
func (f FollowUpAudience) Key() string { return "organizer.followup.state." + string(f) }

// DoneKey is of what is told when that has been saved.
func (f FollowUpAudience) DoneKey() string { return "organizer.followup.done." + string(f) }

// Key is of the choice in the form.
func (i Inquiring) Key() string { return "organizer.inquiry.way." + string(i) }

// ReadersKey is of what askers are told of who reads them; there is none where nobody may ask.
func (i Inquiring) ReadersKey() string { return "inquiry.readers." + string(i) }

// Key is of what the kind is called.
func (q QuestionKind) Key() string { return "organizer.questions.kind." + string(q) }

// NewKey is of the title of the page that adds one.
func (q QuestionKind) NewKey() string { return "organizer.questions.new." + string(q) }

// Key is of what is kept.
func (k Kept) Key() string { return "organizer.records." + string(k) }

// WhatKey is of what belongs to it.
func (k Kept) WhatKey() string { return "organizer.records." + string(k) + ".what" }

// RemovedKey is of that it has been removed.
func (k Kept) RemovedKey() string { return "organizer.removed." + string(k) }

// PlannedKey is of when it will be.
func (k Kept) PlannedKey() string { return "organizer.planned." + string(k) }

// SampleKey is of the title of a sample letter.
func (b Band) SampleKey() string { return "organizer.words.sample." + string(b) }

// EffortKey is of the praise of an effort; there is none for bands without praise.
func (b Band) EffortKey() string { return "letter.effort." + string(b) }

// ChoiceKey is of the choice in the form.
func (f FollowUpAudience) ChoiceKey() string { return "organizer.followup.audience." + string(f) }

// DoneKey is of what has been done.
func (a Action) DoneKey() string { return "organizer.done." + string(a) }

// Key is of what a question is asked about.
func (a About) Key() string { return "organizer.questions.asked." + string(a) }

// WordsKey is of the way to the words of letters in the language.
func (l Language) WordsKey() string { return "organizer.words.in." + string(l) }

// QuestionKey is of what attendees read for the standard question with the key. It is
// asked about one of several speakers by QuestionOfKey, which overall has none of, and
// questions of the whole event neither; in tables it is called by QuestionNameKey.
func QuestionKey(key string) string { return "question." + key }

// QuestionOfKey is [QuestionKey] about one of several speakers.
func QuestionOfKey(key string) string { return "question." + key + ".speaker" }

// QuestionNameKey is of what the standard question is called in tables.
func QuestionNameKey(key string) string { return "organizer.question." + key }
