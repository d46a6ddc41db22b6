package speaker

import (
	"errors"
	"net/http"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/web/page"
)

// A replyView is the form of what the speaker says back.
type replyView struct {
	Summary  string
	Error    string // what is wrong with the text
	Typed    string
	Shared   bool
	Figures  bool
	Revision int
	// Written says that a text is stored, which can be removed.
	Written bool
	// Now is what is stored instead of what was typed.
	Now string
	// NoFigures says that there are none to agree to.
	NoFigures bool
}

func replyOf(v speakerVisit) replyView {
	return replyView{
		Typed: v.Reply.Takeaway, Shared: v.Reply.Shared, Figures: v.Reply.Figures, Revision: v.Reply.Revision,
		Written: v.Reply.Takeaway != "", NoFigures: v.letter.Suppressed,
	}
}

// Reply stores what the speaker says, or takes the text away. What somebody
// else with the same link has said meanwhile is shown beside it.
func (s *Room) Reply(w http.ResponseWriter, r *http.Request, v speakerVisit) error {
	if err := s.ParseForm(w, r); err != nil {
		return err
	}
	reply, errs := form.ReadReply(r.PostForm)
	done := "reply"
	if r.PostForm.Get(page.FieldDo) == "remove" {
		reply.Takeaway, reply.Shared, errs, done = "", false, nil, "removed"
	}
	view := replyOf(v)
	view.Typed, view.Shared, view.Figures = page.ShownText(r.PostForm.Get(form.FieldTakeaway)), r.PostForm.Get(form.FieldShared) != "", reply.Figures
	if e := errs.For(form.FieldTakeaway); e != nil {
		view.Revision = reply.Revision
		view.Error, view.Summary = v.catalog.T(e.Message, "n", e.Args["n"]), v.catalog.T("speaker.reply.wrong")
		return s.showSpeakerPage(w, r, v, http.StatusUnprocessableEntity, view)
	}
	err := s.store.SaveReply(r.Context(), v.Letter.Key, reply)
	if errors.Is(err, survey.ErrConflict) {
		if v, err = s.visit(w, r); err != nil {
			return err
		}
		view.Revision, view.Now, view.Written = v.Reply.Revision, v.Reply.Takeaway, v.Reply.Takeaway != ""
		view.Summary = v.catalog.T("speaker.reply.overtaken")
		return s.showSpeakerPage(w, r, v, http.StatusConflict, view)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, v.base+"?done="+done+"#reply", http.StatusSeeOther)
	return nil
}
