package web

import (
	"net/http"
)

// newKeyAsk says what a new link does before there is one.
func (s *server) newKeyAsk(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	return v.render(s, w, r, http.StatusOK, "speaker_key", page{
		Title: v.catalog.T("speaker.key"), Data: speakerKeyView{Base: v.base, Title: v.letter.Title},
	})
}

type speakerKeyView struct{ Base, Title string }

// newKey gives the letter another key and leads there. The old one is nobody's
// from then on.
func (s *server) newKey(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	key, err := s.store.NewLetterKey(r.Context(), v.Letter.Key)
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/l/"+key+"?done=key", http.StatusSeeOther)
	return nil
}
