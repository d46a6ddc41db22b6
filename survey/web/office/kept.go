package office

import (
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/statement"
)

// Removed says that something of a session has been removed, when and why; and
// nothing while it is there.
func (o Desk) Removed(r survey.Result, what survey.Kept) string {
	gone, ok := r.Removed(what)
	if !ok {
		return ""
	}
	text := o.Catalog.T(what.RemovedKey(),
		"date", o.Catalog.Date(gone.At.In(r.Event.Location())), "by", statement.By(o.Catalog, gone.Decision))
	if what != survey.KeptLetters && len(r.Letters) > 0 {
		text += " " + o.Catalog.T("organizer.removed.inletter")
	}
	return text
}

// KeptUntil says when what there is of a session will be removed.
func (o Desk) KeptUntil(r survey.Result) []string {
	var lines []string
	for _, what := range survey.AllKept() {
		p := r.Organization.Retention[what]
		_, gone := r.Removed(what)
		if p.Months == 0 || gone || r.Tallies.Responses == 0 || what == survey.KeptLetters && len(r.Letters) == 0 {
			continue
		}
		lines = append(lines, o.Catalog.T(what.PlannedKey(),
			"date", o.Catalog.Date(p.Due(r.Session.Ends, r.Event.Location())), "by", statement.By(o.Catalog, p.Decision)))
	}
	return lines
}
