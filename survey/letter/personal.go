package letter

// personal is what an organizer has added to this letter, with whose words they
// are: who signs it, or else the organization.
func (b *builder) personal() Personal {
	text := oneLine(b.facts.PersonalLine)
	if text == "" {
		return Personal{}
	}
	who := oneLine(b.facts.Organization.Signer)
	if who == "" {
		who = oneLine(b.facts.Organization.Name)
	}
	return Personal{Lead: b.c.T("letter.personal", "who", isolate(who)), Text: isolate(text)}
}
