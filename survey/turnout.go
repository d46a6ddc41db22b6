package survey

// Exceeded says that more answers came than people attended, where that is known.
// Nothing that the program does with an open link can prevent it: anyone may have
// the link, and devices are free to forget that they have answered. So wherever
// attendance stands beside answers, both numbers stand, whichever is larger.
func (s Session) Exceeded(responses int) bool { return s.Attended > 0 && responses > s.Attended }
