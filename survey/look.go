package survey

// look says what is worth a look before anybody trusts the figures of a session:
// more answers than attended, or a burst of answers. Neither is proof of anything,
// and a burst smaller than k is not told.
func look(s Session, responses, burst int) []Attention {
	var all []Attention
	if s.Rehearsal || s.State == StateDraft || s.State == StateCancelled {
		return nil
	}
	if s.Exceeded(responses) {
		all = append(all, AttentionExceeded)
	}
	if burst >= max(s.K, MinK) {
		all = append(all, AttentionBurst)
	}
	return all
}

// Look says what is worth a look before anybody trusts the session's figures.
func (r Result) Look() []Attention { return look(r.Session, r.Tallies.Responses, r.Burst) }

// Look says what is worth a look before anybody trusts the session's figures.
func (s SessionState) Look() []Attention { return look(s.Session, s.Responses, s.Burst) }
