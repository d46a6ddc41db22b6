package statement

import (
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/compliance"
	"github.com/omdome/omdome/survey/i18n"
	"github.com/omdome/omdome/survey/web/address"
	"github.com/omdome/omdome/survey/web/page"
)

// A statementSection is a part of the statement, with the parts that the EU's
// model asks for.
type statementSection struct {
	Head   string
	Texts  []string
	Faults []faultLine
	Links  []page.WayOn
}

// A faultLine is a known fault. Language is that of its words, where it is not
// the page's.
type faultLine struct {
	Text, Why string
	Language  survey.Language
}

// statementSections are what the organization has assessed.
func statementSections(c *i18n.Catalog, o survey.Organization, st compliance.Statement) []statementSection {
	asked := c.T("accessibility.guidelines")
	if o.Public {
		asked = c.T("accessibility.law")
	}
	all := []statementSection{{
		Head:  c.T("accessibility.status"),
		Texts: []string{c.T("accessibility.about", "organizer", o.Name), c.T(st.Status.Key(), "asked", asked)},
	}}
	if len(st.Faults) > 0 {
		faults := statementSection{Head: c.T("accessibility.faults")}
		for _, f := range st.Faults {
			faults.Faults = append(faults.Faults, fault(c, f))
		}
		all = append(all, faults)
	}
	how := []string{c.T(st.Method.Key(), "date", dayOf(c, st.Assessed))}
	if st.Reviewed != "" {
		how = append(how, c.T("accessibility.reviewed", "date", dayOf(c, st.Reviewed)))
	}
	if st.Updated != "" {
		how = append(how, c.T("accessibility.updated", "date", dayOf(c, st.Updated)))
	}
	all = append(all, statementSection{Head: c.T("accessibility.method"), Texts: how}, reporting(c, o, st))
	if st.Supervisor != "" {
		complain := statementSection{
			Head: c.T("accessibility.supervision"), Texts: []string{c.T("accessibility.supervisor", "organizer", o.Name, "supervisor", st.Supervisor)},
		}
		if st.SupervisorAddress != "" {
			complain.Links = []page.WayOn{{Address: st.SupervisorAddress, Text: c.T("accessibility.complain", "supervisor", st.Supervisor) + " (" + address.HostOf(st.SupervisorAddress) + ")"}}
		}
		all = append(all, complain)
	}
	return all
}

// reporting is where to report what does not work.
func reporting(c *i18n.Catalog, o survey.Organization, st compliance.Statement) statementSection {
	report := statementSection{Head: c.T("accessibility.reporting"), Texts: []string{c.T("accessibility.report.organizer", "organizer", o.Name)}}
	if st.Email != "" {
		report.Links = append(report.Links, page.WayOn{Address: "mailto:" + st.Email, Text: st.Email})
	}
	if st.Phone != "" {
		report.Texts = append(report.Texts, c.T("accessibility.phone", "phone", st.Phone))
	}
	if st.Days > 0 {
		report.Texts = append(report.Texts, c.T("accessibility.days", "n", st.Days))
	}
	return report
}

func fault(c *i18n.Catalog, f compliance.Fault) faultLine {
	line := faultLine{Text: f.What.In(c.Language(), survey.English), Why: c.T(f.Why.Key())}
	if f.What[c.Language()] == "" {
		line.Language = survey.English
	}
	if f.Mended != "" {
		line.Why += " " + c.T("accessibility.mended", "date", dayOf(c, f.Mended))
	}
	return line
}

// dayOf is a day, written 2026-04-16, in words.
func dayOf(c *i18n.Catalog, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return c.Date(t)
}
