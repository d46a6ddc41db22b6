package store

import (
	"context"

	"github.com/omdome/omdome/survey"
)

// AddEvent is [Store.AddEvent].
func (o Office) AddEvent(ctx context.Context, e survey.Event, sessions []survey.ProgrammeSession) (survey.Event, error) {
	return o.acting("event.added", e.Name).AddEvent(ctx, o.by.Organization.ID, e, sessions)
}

// SaveEvent is [Store.SaveEvent].
func (o Office) SaveEvent(ctx context.Context, e survey.Event) error {
	return o.acting("event.edited", e.Name).SaveEvent(ctx, o.by.Organization.ID, e)
}

// SaveProgramme is [Store.SaveProgramme].
func (o Office) SaveProgramme(ctx context.Context, event survey.Code, add, change []survey.ProgrammeSession) (survey.Session, error) {
	name, err := o.event(ctx, "code", event)
	if err != nil {
		return survey.Session{}, err
	}
	return o.acting("event.sessions", name).SaveProgramme(ctx, o.by.Organization.ID, event, add, change)
}

// SaveSession is [Store.SaveSession].
func (o Office) SaveSession(ctx context.Context, p survey.ProgrammeSession) error {
	return o.acting("session.edited", p.Session.Title).SaveSession(ctx, o.by.Organization.ID, p)
}

// Replace is [Store.Replace].
func (o Office) Replace(ctx context.Context, session, by survey.Code) error {
	title, err := o.session(ctx, session)
	if err != nil {
		return err
	}
	return o.acting("session.replaced", title).Replace(ctx, o.by.Organization.ID, session, by)
}
