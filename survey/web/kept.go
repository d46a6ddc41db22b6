package web

import (
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

// period is a period in words: "2 år", "18 månader".
func period(c *i18n.Catalog, p survey.Period) string {
	if p.Months%12 == 0 {
		return c.T("protection.period.years", "n", p.Months/12)
	}
	return c.T("protection.period.months", "n", p.Months)
}

// by is the reference of a decision as it stands at the end of a sentence, and
// nothing where there is none.
func by(c *i18n.Catalog, decision string) string {
	if decision == "" {
		return ""
	}
	return c.T("protection.kept.by", "ref", decision)
}

// kept tells attendees how long the organization keeps what, and who is
// responsible. letters says that there will be any; the is the session in the
// catalog's words.
func kept(c *i18n.Catalog, o survey.Organization, letters bool, the string) []string {
	var lines []string
	answers, comments, letter := o.Retention[survey.KeptAnswers], o.Retention[survey.KeptComments], o.Retention[survey.KeptLetters]
	tell := func(key string, p survey.Period) {
		if p.Months > 0 {
			lines = append(lines, c.T(key, "period", period(c, p), "by", by(c, p.Decision)))
		}
	}
	if answers.Months == comments.Months && answers.Decision == comments.Decision {
		tell("protection.kept.answers", answers)
	} else {
		tell("protection.kept.ratings", answers)
		tell("protection.kept.comments", comments)
	}
	if letters {
		if len(lines) > 0 {
			lines = append(lines, c.T("protection.kept.inletter"))
		}
		tell("protection.kept.letters", letter)
	}
	if len(lines) > 0 {
		lines = append(lines, c.T("protection.kept.from", "the", the))
	}
	if o.Controller != "" {
		lines = append(lines, c.T("protection.controller", "organizer", o.Name, "contact", o.Controller))
	}
	return lines
}

// removed says that something of a session has been removed, when and why; and
// nothing while it is there.
func (o office) removed(r survey.Result, what survey.Kept) string {
	gone, ok := r.Removed(what)
	if !ok {
		return ""
	}
	text := o.catalog.T("organizer.removed."+string(what),
		"date", o.catalog.Date(gone.At.In(r.Event.Location())), "by", by(o.catalog, gone.Decision))
	if what != survey.KeptLetters && len(r.Letters) > 0 {
		text += " " + o.catalog.T("organizer.removed.inletter")
	}
	return text
}

// keptUntil says when what there is of a session will be removed.
func (o office) keptUntil(r survey.Result) []string {
	var lines []string
	for _, what := range survey.AllKept() {
		p := r.Organization.Retention[what]
		_, gone := r.Removed(what)
		if p.Months == 0 || gone || r.Tallies.Responses == 0 || what == survey.KeptLetters && len(r.Letters) == 0 {
			continue
		}
		lines = append(lines, o.catalog.T("organizer.planned."+string(what),
			"date", o.catalog.Date(p.Due(r.Session.Ends, r.Event.Location())), "by", by(o.catalog, p.Decision)))
	}
	return lines
}
