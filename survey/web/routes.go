package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
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

	r.Get("/l/{key}", s.handle(s.letterPage))
	r.Get("/l/{key}/letter.pdf", s.handle(s.letterPDF))

	r.Route("/o/{secret}", func(r chi.Router) {
		r.Use(s.organizersOnly)
		r.Get("/", s.handle(s.organizerEvents))
		r.Get("/organization", s.handle(s.organizerOrganization))
		r.Post("/organization", s.handle(s.organizerSaveOrganization))
		r.Get("/e/{code}", s.handle(s.organizerEvent))
		r.Get("/e/{code}/invitations", s.invitations(s.organizerInvitations))
		r.Post("/e/{code}/invitations/access", s.invitations(s.organizerAccess))
		r.Post("/e/{code}/invitations/addresses", s.invitations(s.organizerInvite))
		r.Post("/e/{code}/invitations/links", s.invitations(s.organizerLinks))
		r.Post("/e/{code}/invitations/slips", s.invitations(s.organizerSlips))
		r.Get("/e/{code}/share", s.handle(s.organizerEventShare))
		r.Get("/e/{code}/sheet", s.handle(s.organizerEventSheet))
		r.Get("/e/{code}/sheets", s.handle(s.organizerSheets))
		r.Get("/s/{code}", s.handle(s.organizerSession))
		r.Get("/s/{code}/share", s.handle(s.organizerShare))
		r.Get("/s/{code}/sheet", s.handle(s.organizerSheet))
		r.Get("/s/{code}/{action}", s.handle(s.organizerAsk))
		r.Post("/s/{code}/{action}", s.handle(s.organizerAct))
		r.Post("/s/{code}/comments/{comment}", s.handle(s.organizerReview))
	})
	return r, nil
}
