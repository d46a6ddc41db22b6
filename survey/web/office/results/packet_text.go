package results

import (
	"io"
	"strings"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/statement"
)

// readMe says what is in the packet, what is not, and where that is.
func (p *packet) readMe(w io.Writer) error {
	c := p.o.Catalog
	lines := []string{
		p.name, p.owner.Name, "", c.T("organizer.packet.in"), "",
		"- " + c.T("organizer.packet.file.summary") + ": " + c.T("organizer.packet.in.summary"),
		"- " + c.T("organizer.packet.file.figures") + ": " + c.T("organizer.packet.in.figures"),
		"- " + c.T("organizer.packet.file.retention") + ": " + c.T("organizer.packet.in.retention"),
	}
	letters, drafts, unreleased, few := 0, 0, 0, 0
	for _, r := range p.results {
		for _, ref := range r.Letters {
			switch {
			case ref.State.Stands():
				letters++
			case ref.State == survey.LetterDraft:
				drafts++
			}
		}
		if r.Session.State != survey.StateReleased && r.Session.State != survey.StateCancelled {
			unreleased++
		}
		if n := r.Tallies.Responses; n > 0 && n < max(r.Session.K, survey.MinK) && r.Session.State == survey.StateReleased && len(r.Removals) == 0 {
			few++
		}
	}
	lines = append(lines, "- "+c.T("organizer.packet.letters")+"/: "+c.T("organizer.packet.in.letters", "n", letters), "",
		c.T("organizer.packet.out"), "")
	if unreleased > 0 {
		lines = append(lines, "- "+c.T("organizer.packet.out.unreleased", "n", unreleased))
	}
	if drafts > 0 {
		lines = append(lines, "- "+c.T("organizer.packet.out.drafts", "n", drafts))
	}
	if few > 0 {
		lines = append(lines, "- "+c.T("organizer.packet.out.few", "n", few))
	}
	lines = append(lines, p.leftOut()...)
	lines = append(lines, "- "+c.T("organizer.packet.out.responses"), "- "+c.T("organizer.packet.out.addresses"))
	return writeLines(w, lines)
}

// leftOut counts the comments that are in no letter, and says where they are.
func (p *packet) leftOut() []string {
	c := p.o.Catalog
	n, out := 0, map[survey.Reason]int{}
	for _, r := range p.results {
		for _, comment := range r.Comments {
			if r.Session.State == survey.StateReleased && comment.State == survey.CommentIncluded && len(r.Letters) > 0 {
				continue
			}
			n++
			if comment.Reason != "" {
				out[comment.Reason]++
			}
		}
	}
	if n == 0 {
		return nil
	}
	line := "- " + c.T("organizer.packet.out.comments", "n", n, "address", p.address)
	if p.owner.Public {
		line += " " + c.T("organizer.packet.out.public")
	}
	var why []string
	for _, reason := range survey.Reasons {
		if out[reason] > 0 {
			why = append(why, "  - "+c.T(reason.Key())+": "+c.Int(out[reason]))
		}
	}
	return append([]string{line}, why...)
}

// retention says how long what is kept, and what has been removed.
func (p *packet) retention(w io.Writer) error {
	c := p.o.Catalog
	lines := []string{c.T("organizer.settings.records"), p.owner.Name, ""}
	if p.owner.Public {
		lines = append(lines, c.T("protection.records"))
	}
	told := statement.Kept(c, p.owner, true, c.T("organizer.records.the"))
	if !p.owner.Retention.Any() {
		told = append(told, c.T("organizer.packet.kept"))
	}
	lines = append(append(lines, told...), "")
	for _, r := range p.results {
		var about []string
		for _, what := range survey.AllKept() {
			if text := p.o.Removed(r, what); text != "" {
				about = append(about, "- "+text)
			}
		}
		for _, text := range p.o.KeptUntil(r) {
			about = append(about, "- "+text)
		}
		if len(about) > 0 {
			lines = append(append(append(lines, r.Session.Title), about...), "")
		}
	}
	return writeLines(w, lines)
}

func writeLines(w io.Writer, lines []string) error {
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	_, err := io.WriteString(w, strings.Join(lines, "\r\n")+"\r\n")
	return err
}

// A packetSummary is the summary as a page that needs nothing beside itself.
type packetSummary struct {
	Language                  survey.Language
	Name, Organization, Place string
	Sessions                  []packetSession
}

type packetSession struct {
	Title, About, State, Turnout string
	Notes                        []string
	Figures                      []packetFigure
}

type packetFigure struct {
	Name, Mean, N, None string
	Rows                []charts.Row
}

func (p *packet) summary(w io.Writer) error {
	c := p.o.Catalog
	view := packetSummary{Language: c.Language(), Name: p.name, Organization: p.owner.Name, Place: p.event.Place}
	for _, r := range p.results {
		session := packetSession{
			Title: r.Session.Title, State: c.T(r.Session.State.Key()), Turnout: p.o.turnout(r), Notes: append(p.o.Look(r), p.o.times(r)...),
		}
		line := p.s.SessionLine(p.o.Desk, p.event, survey.SessionState{Session: r.Session, Appearances: r.Appearances})
		for _, part := range []string{line.Kind, line.Speakers, line.When} {
			if part != "" && session.About != "" {
				session.About += " · "
			}
			session.About += part
		}
		var shown resultView
		if err := p.s.figures(p.o, r, &shown); err != nil {
			return err
		}
		if shown.NoFigures != "" {
			session.Notes = append(session.Notes, shown.NoFigures)
		}
		for _, f := range shown.Figures {
			session.Figures = append(session.Figures, packetFigure{Name: f.Name, Mean: f.Mean, N: f.N, None: f.Suppressed, Rows: f.Rows})
		}
		view.Sessions = append(view.Sessions, session)
	}
	t, err := p.s.Pages.Page(c.Language(), "office/results/packet_summary")
	if err != nil {
		return err
	}
	return t.ExecuteTemplate(w, "summary", view)
}
