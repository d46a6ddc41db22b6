package store

import (
	"context"

	"github.com/omdome/omdome/survey"
)

// Comments is [Store.Comments].
func (o Office) Comments(ctx context.Context, event survey.Code) (survey.EventSessions, map[survey.ID][]survey.Comment, error) {
	return o.store.Comments(ctx, o.by.Organization.ID, event)
}

// Review is [Store.Review].
func (o Office) Review(ctx context.Context, session survey.Code, comment survey.ID, seen, review survey.Review) error {
	title, err := o.session(ctx, session)
	if err != nil {
		return err
	}
	return o.acting("comment."+string(review.State), title).Review(ctx, o.by.Organization.ID, session, comment, seen, review)
}

// Results is [Store.Results] of the organization, or of its event.
func (o Office) Results(ctx context.Context, event survey.Code) ([]survey.Result, error) {
	return o.store.Results(ctx, o.by.Organization.ID, event)
}
