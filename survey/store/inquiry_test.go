package store

import (
	"errors"
	"sync"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/organizer"
)

func TestInquiries(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(2))
		st := event.Sessions[0].Session
		o := s.Office(organizer.Member{Organization: event.Organization, Organizer: organizer.Organizer{Name: "Eva"}})
		asker, other := newKey(t), newKey(t)
		ask := func(text string) (inquiry.Inquiry, error) {
			return s.Ask(t.Context(), st.ID, asker, inquiry.Inquiry{Text: text, Name: "Åsa"})
		}
		_, err := ask("Får man fråga?")
		wantErr(t, "asking where nobody may", err, survey.ErrNotOpen)
		set := func(how survey.Inquiring) {
			t.Helper()
			if err := o.SetInquiring(t.Context(), st.Code, how); err != nil {
				t.Fatal(err)
			}
		}
		set(survey.InquiringReview)
		first, err := ask("Hur började ni?")
		if err != nil || first.State != inquiry.Waiting {
			t.Fatal(first, err)
		}
		wantErr(t, "voting for what is not shown", s.VoteInquiry(t.Context(), st.ID, first.ID, other, true), survey.ErrNotFound)
		set(survey.InquiringOpen)
		second, err := ask("Vad kostade det?")
		if err != nil || second.State != inquiry.Shown {
			t.Fatal(second, err)
		}
		wantErr(t, "voting in another session", s.VoteInquiry(t.Context(), event.Sessions[1].Session.ID, second.ID, other, true), survey.ErrNotOpen)
		for range 2 {
			if err := s.VoteInquiry(t.Context(), st.ID, second.ID, other, true); err != nil {
				t.Fatal(err)
			}
		}
		found, err := s.Inquiries(t.Context(), st.Code, other)
		if err != nil || len(found.List) != 2 || found.List[1].Votes != 2 || !found.List[1].Voted || found.List[1].Own || found.List[0].Voted {
			t.Fatalf("%+v %v", found.List, err)
		}
		if shown := found.Shown(); len(shown) != 1 || shown[0].Text != "Vad kostade det?" {
			t.Errorf("shown are %+v", shown)
		}
		if err := s.VoteInquiry(t.Context(), st.ID, second.ID, other, false); err != nil {
			t.Fatal(err)
		}

		wantErr(t, "releasing no answer", o.DoInquiry(t.Context(), st.Code, second.ID, 1, inquiry.Release), survey.ErrNotFound)
		if err := o.SetReplyLink(t.Context(), st.Code, true); err != nil {
			t.Fatal(err)
		}
		found, err = s.Inquiries(t.Context(), st.Code, asker)
		if err != nil || found.Key == "" || found.List[1].Votes != 1 || !found.List[1].Own {
			t.Fatalf("%+v %v", found, err)
		}
		for _, want := range []int{0, 1} { // the second knows nothing of the first
			lost, err := s.ReplyToInquiries(t.Context(), found.Key, []inquiry.Reply{{Inquiry: second.ID, Text: "Inget.", By: "Karin", Revision: 1}})
			if err != nil || len(lost) != want {
				t.Fatal(lost, err)
			}
		}
		if _, err := s.ReplyToInquiries(t.Context(), "nej", nil); !errors.Is(err, survey.ErrNotFound) {
			t.Errorf("answering with a wrong key: %v", err)
		}
		wantErr(t, "releasing what nobody has read", o.DoInquiry(t.Context(), st.Code, second.ID, 1, inquiry.Release), survey.ErrConflict)
		wantErr(t, "releasing that with others", o.ReleaseReplies(t.Context(), st.Code, map[survey.ID]int{second.ID: 1}), survey.ErrConflict)
		if found, _ = s.InquiriesFor(t.Context(), found.Key); found.List[1].Released {
			t.Error("an answer that nobody has read is released")
		}
		if err := o.DoInquiry(t.Context(), st.Code, second.ID, 2, inquiry.Release); err != nil {
			t.Fatal(err)
		}
		if found, _ = s.InquiriesFor(t.Context(), found.Key); !found.List[1].Released || found.List[1].Reply != "Inget." || found.List[1].By != "Karin" {
			t.Errorf("the answer is %+v", found.List[1])
		}

		stranger := s.Office(organizer.Member{Organization: survey.Organization{ID: 1}})
		wantErr(t, "another organization's deed", stranger.DoInquiry(t.Context(), st.Code, second.ID, 2, inquiry.Delete), survey.ErrNotFound)
		wantErr(t, "withdrawing another's", s.WithdrawInquiry(t.Context(), st.ID, second.ID, other), survey.ErrNotFound)
		if err := s.WithdrawInquiry(t.Context(), st.ID, second.ID, asker); err != nil {
			t.Fatal(err)
		}
		for i := 1; i < inquiry.MaxEach; i++ {
			if _, err := ask("Igen?"); err != nil {
				t.Fatal(i, err)
			}
		}
		var fields survey.FieldErrors
		if _, err := ask("En till?"); !errors.As(err, &fields) || !fields.Has(form.MsgInquiryMany) {
			t.Errorf("one too many: %v", err)
		}
		act(t, s, st.Code, survey.ActionClose)
		_, err = ask("För sent?")
		wantErr(t, "asking too late", err, survey.ErrClosed)
	})
}

// However many vote at once, and however often each, every device is one vote.
func TestVotesAreExact(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		event := loaded(t, s, programme(1))
		st := event.Sessions[0].Session
		o := s.Office(organizer.Member{Organization: event.Organization})
		if err := o.SetInquiring(t.Context(), st.Code, survey.InquiringOpen); err != nil {
			t.Fatal(err)
		}
		q, err := s.Ask(t.Context(), st.ID, newKey(t), inquiry.Inquiry{Text: "Hur gick det?"})
		if err != nil {
			t.Fatal(err)
		}
		const devices = 200
		var all sync.WaitGroup
		for range devices {
			device := newKey(t)
			for range 2 {
				all.Go(func() {
					if err := s.VoteInquiry(t.Context(), st.ID, q.ID, device, true); err != nil {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()
		found, err := s.Inquiries(t.Context(), st.Code, survey.Key{})
		if err != nil || found.List[0].Votes != devices+1 {
			t.Errorf("%d votes of %d devices and the asker's; %v", found.List[0].Votes, devices, err)
		}
	})
}
