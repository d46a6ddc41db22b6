package statement

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

// By is the reference of a decision as it stands at the end of a sentence, and
// nothing where there is none.
func By(c *i18n.Catalog, decision string) string {
	if decision == "" {
		return ""
	}
	return c.T("protection.kept.by", "ref", decision)
}

// Kept tells attendees how long the organization keeps what, and who is
// responsible. letters says that there will be any; the is the session in the
// catalog's words.
func Kept(c *i18n.Catalog, o survey.Organization, letters bool, the string) []string {
	var lines []string
	answers, comments, letter := o.Retention[survey.KeptAnswers], o.Retention[survey.KeptComments], o.Retention[survey.KeptLetters]
	tell := func(key string, p survey.Period) {
		if p.Months > 0 {
			lines = append(lines, c.T(key, "period", period(c, p), "by", By(c, p.Decision)))
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
