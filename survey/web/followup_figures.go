package web

import (
	"net/http"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
)

// A shownTakeaway is what a speaker takes with them.
type shownTakeaway struct {
	Heading string
	Text    []block
}

// followUpFigures fills in the result as a whole, where the organizer and all speakers
// want it, once it is released and enough have answered; and what speakers take
// with them.
func (s *server) followUpFigures(r *http.Request, v followUpVisit, view *followUpView) error {
	for _, t := range v.Takeaways {
		view.Takeaways = append(view.Takeaways, shownTakeaway{
			v.catalog.T("followup.takeaway", "name", t.Appearance.Speaker.Name), blocks(t.Text),
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
			m.Name = v.catalog.T("followup.overall")
		}
		if m.Summary.Suppressed {
			return nil
		}
		view.Figure = &figureView{
			Name: m.Name, Still: charts.Distribution(m, v.catalog).SVG(), Rows: charts.Table(m, v.catalog),
			Mean: v.catalog.Decimal(m.Summary.Mean), N: v.catalog.T("followup.answers", "n", m.Summary.N),
		}
	}
	return nil
}
