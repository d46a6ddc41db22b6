package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/omdome/omdome/survey"
)

// routes are all addresses there are. origin is the scheme and host that people
// use, which a proxy in front of the program may hide from it.
func (s *server) routes(origin string) (http.Handler, error) {
	crossOrigin := http.NewCrossOriginProtection()
	if err := crossOrigin.AddTrustedOrigin(origin); err != nil {
		return nil, err
	}
	crossOrigin.SetDenyHandler(s.handle(s.crossOriginDenied))

	r := chi.NewRouter()
	r.Use(s.logged, s.recovered, s.headers, middleware.GetHead,
		middleware.Compress(6, "text/html", "image/svg+xml"), crossOrigin.Handler)
	r.NotFound(s.handle(s.notFound))
	r.MethodNotAllowed(s.handle(s.methodNotAllowed(r)))

	r.Get("/", s.handle(s.home))
	r.Post("/", s.handle(s.home))
	r.Get("/healthz", s.healthy)
	r.Get("/readyz", s.ready)
	r.Get("/assets/{name}", s.handle(s.asset))
	r.Get("/s/"+workerFile, s.handle(s.worker))

	r.Get("/accessibility", s.handle(s.accessibility))
	r.Get("/e/{code}/accessibility", s.handle(s.eventAccessibility))

	r.Get("/i/{token}", s.handle(s.invited))
	r.Get("/e/{code}", s.handle(s.event))
	r.Post("/e/{code}/another", s.handle(s.eventAnother))
	r.Get("/e/{code}/qr.svg", s.handle(s.eventQR))
	r.Get("/e/{code}/slide", s.handle(s.eventSlide))
	r.Route("/s/{code}", func(r chi.Router) {
		r.Get("/", s.session(s.sessionForm))
		r.Post("/", s.visited(s.forms.get, s.sessionAnswer))
		r.Post("/switch", s.session(s.sessionSwitch))
		r.Post("/switched", s.session(s.sessionSwitched))
		r.Get("/qr.svg", s.anyone(s.sessionQR))
		r.Get("/slide", s.anyone(s.sessionSlide))
		r.Get("/closing", s.anyone(s.sessionClosing))
		r.Get("/thanks", s.session(s.sessionThanks))
		r.Get("/change", s.session(s.sessionChange))
		r.Post("/change", s.session(s.sessionSave))
		r.Get("/withdraw", s.session(s.sessionWithdrawAsk))
		r.Post("/withdraw", s.session(s.sessionWithdraw))
		r.Get("/withdrawn", s.session(s.sessionWithdrawn))
		r.Get("/find", s.session(s.sessionFindAsk))
		r.Post("/find", s.session(s.sessionFind))
		r.Post("/another", s.session(s.sessionAnother))
		r.Get("/protection", s.session(s.sessionProtection))
	})

	r.Get("/f/{code}", s.followed(s.followUp))

	r.Get("/b/{key}", s.handle(s.doorBoard))
	r.Get("/b/{key}/live", s.handle(s.doorBoardLive))
	r.Get("/l/{key}", s.handle(s.letterPage))
	r.Get("/l/{key}/letter.pdf", s.handle(s.letterPDF))

	r.Get("/o", s.handle(s.officeDoor))
	r.Route("/o/", func(r chi.Router) {
		r.Use(s.signIns.LoadAndSave)
		s.officeRoutes(r)
	})
	return r, nil
}

// officeRoutes are the organizer's pages, each with the role that it takes.
func (s *server) officeRoutes(r chi.Router) {
	r.Get("/sign-in", s.handle(s.signInAsk))
	r.Post("/sign-in", s.handle(s.signIn))
	r.Post("/sign-out", s.handle(s.signOut))
	r.Get("/setup/{token}", s.withLink(s.setUpAsk, survey.LinkFirst, survey.LinkSetUp, survey.LinkDemo))
	r.Post("/setup/{token}", s.withLink(s.setUp, survey.LinkFirst, survey.LinkSetUp))
	r.Get("/join/{token}", s.withLink(s.joinAsk, survey.LinkInvite))
	r.Post("/join/{token}", s.withLink(s.join, survey.LinkInvite))
	r.Get("/reset/{token}", s.withLink(s.resetAsk, survey.LinkReset))
	r.Post("/reset/{token}", s.withLink(s.reset, survey.LinkReset))
	r.Get("/choose", s.viewer(s.chooseAsk))
	r.Post("/choose", s.viewer(s.choose))
	r.Get("/sign-ins", s.viewer(s.organizerSignIns))
	r.Post("/sign-ins/others", s.viewer(s.endOtherSignIns))
	r.Post("/sign-ins/{signin}/end", s.viewer(s.endSignIn))
	r.Get("/organizers", s.owner(s.organizers))
	r.Post("/organizers", s.owner(s.inviteOrganizer))
	r.Post("/organizers/invited/{link}/withdraw", s.owner(s.withdrawOrganizer))
	r.Get("/organizers/{organizer}", s.owner(s.organizer))
	r.Post("/organizers/{organizer}/role", s.owner(s.setRole))
	r.Post("/organizers/{organizer}/reset", s.owner(s.resetOrganizer))
	r.Post("/organizers/{organizer}/remove", s.owner(s.removeOrganizer))
	r.Get("/log", s.owner(s.organizerLog))
	r.Get("/", s.viewer(s.organizerEvents))
	r.Get("/organization", s.viewer(s.organizerOrganization))
	r.Post("/organization", s.owner(s.organizerSaveOrganization))
	r.Get("/new", s.editor(s.organizerNewEvent))
	r.Post("/new", s.editor(s.organizerAddEvent))
	r.Get("/new/single", s.editor(s.organizerNewSingle))
	r.Post("/new/single", s.editor(s.organizerAddSingle))
	r.Get("/e/{code}", s.viewer(s.organizerEvent))
	r.Get("/e/{code}/edit", s.editor(s.organizerEditEvent))
	r.Post("/e/{code}/edit", s.editor(s.organizerSaveEvent))
	r.Get("/e/{code}/copy", s.editor(s.organizerCopyAsk))
	r.Post("/e/{code}/copy", s.editor(s.organizerCopy))
	r.Get("/e/{code}/add", s.editor(s.organizerNewSession))
	r.Post("/e/{code}/add", s.editor(s.organizerAddSession))
	r.Get("/e/{code}/paste", s.editor(s.organizerPaste))
	r.Post("/e/{code}/paste", s.editor(s.organizerSavePaste))
	r.Get("/e/{code}/invitations", s.viewer(s.invitations(s.organizerInvitations)))
	r.Post("/e/{code}/invitations/access", s.editor(s.invitations(s.organizerAccess)))
	r.Post("/e/{code}/invitations/addresses", s.editor(s.invitations(s.organizerInvite)))
	r.Post("/e/{code}/invitations/links", s.editor(s.invitations(s.organizerLinks)))
	r.Post("/e/{code}/invitations/slips", s.editor(s.invitations(s.organizerSlips)))
	r.Get("/e/{code}/comments", s.viewer(s.organizerComments))
	r.Post("/e/{code}/comments", s.editor(s.organizerReviewed))
	r.Get("/results", s.viewer(s.organizerResults))
	r.Get("/results.{format}", s.viewer(s.organizerResultsFile))
	r.Get("/e/{code}/results", s.viewer(s.organizerEventResults))
	r.Get("/e/{code}/results.{format}", s.viewer(s.organizerResultsFile))
	r.Get("/e/{code}/figures/{figure}", s.viewer(s.organizerEventFigure))
	r.Get("/e/{code}/board", s.viewer(s.organizerBoard))
	r.Post("/e/{code}/board", s.editor(s.organizerBoardAct))
	r.Get("/e/{code}/board/live", s.viewer(s.organizerBoardLive))
	r.Get("/e/{code}/followup", s.editor(s.organizerFollowUp))
	r.Post("/e/{code}/followup", s.editor(s.organizerSaveFollowUp))
	r.Get("/e/{code}/followup/preview", s.viewer(s.organizerPreviewFollowUp))
	r.Get("/e/{code}/share", s.viewer(s.organizerEventShare))
	r.Get("/e/{code}/sheet", s.viewer(s.organizerEventSheet))
	r.Get("/e/{code}/sheets", s.viewer(s.organizerSheets))
	r.Get("/s/{code}", s.viewer(s.organizerSession))
	r.Get("/s/{code}/figures/{figure}", s.viewer(s.organizerFigure))
	r.Get("/s/{code}/followup", s.editor(s.organizerFollowUp))
	r.Post("/s/{code}/followup", s.editor(s.organizerSaveFollowUp))
	r.Get("/s/{code}/followup/preview", s.viewer(s.organizerPreviewFollowUp))
	r.Get("/s/{code}/share", s.viewer(s.organizerShare))
	r.Get("/s/{code}/sheet", s.viewer(s.organizerSheet))
	r.Get("/s/{code}/edit", s.editor(s.organizerEditSession))
	r.Post("/s/{code}/edit", s.editor(s.organizerSaveSession))
	r.Post("/s/{code}/replacement", s.editor(s.organizerReplace))
	r.Get("/s/{code}/{action}", s.editor(s.organizerAsk))
	r.Post("/s/{code}/{action}", s.editor(s.organizerAct))
}
