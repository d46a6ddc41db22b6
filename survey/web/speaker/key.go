package speaker

import (
	"net/http"

	"github.com/omdome/omdome/survey/web/page"
)

// NewKeyAsk says what a new link does before there is one.
func (s *Room) NewKeyAsk(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	return v.render(s, w, r, http.StatusOK, "speaker/speaker_key", page.Page{
		Title: v.catalog.T("speaker.key"), Data: speakerKeyView{Base: v.base, Title: v.letter.Title},
	})
}

type speakerKeyView struct{ Base, Title string }

// NewKey gives the letter another key and leads there. The old one is nobody's
// from then on.
func (s *Room) NewKey(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	key, err := s.store.NewLetterKey(r.Context(), v.Letter.Key)
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/l/"+key+"?done=key", http.StatusSeeOther)
	return nil
}
