package followup

import (
	"net/http"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/web/page"
)

// A shownTakeaway is what a speaker takes with them.
type shownTakeaway struct {
	Heading string
	Text    []page.Block
}

// figures fills in the result as a whole, where the organizer and all speakers
// want it, once it is released and enough have answered; and what speakers take
// with them.
func (s *Room) figures(r *http.Request, v FollowUpVisit, view *followUpView) error {
	for _, t := range v.Takeaways {
		view.Takeaways = append(view.Takeaways, shownTakeaway{
			v.Catalog.T("followup.takeaway", "name", t.Appearance.Speaker.Name), page.Blocks(t.Text),
		})
	}
	if !v.FollowUp.Figures || !v.Agreed || v.Session.State != survey.StateReleased {
		return nil
	}
	result, err := s.store.Result(r.Context(), v.Session.Code)
	if err != nil {
		return err
	}
	for _, item := range result.Items() {
		if item.Asked.Key != survey.QuestionOverall {
			continue
		}
		m := charts.Measure{Name: v.text(item.Asked.Text), Summary: result.Summary(item.Item)}
		if m.Name == "" {
			m.Name = v.Catalog.T("followup.overall")
		}
		if m.Summary.Suppressed {
			return nil
		}
		view.Figure = &page.FigureView{
			Name: m.Name, Still: charts.Distribution(m, v.Catalog).SVG(), Rows: charts.Table(m, v.Catalog),
			Mean: v.Catalog.Decimal(m.Summary.Mean), N: v.Catalog.T("followup.answers", "n", m.Summary.N),
		}
	}
	return nil
}
