package main

import (
	"context"
	"crypto/rand"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/followup"
	"github.com/omdome/omdome/survey/inquiry"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/store"
)

//go:embed example/webinar.json
var webinarProgramme []byte

// An exampleQuestion is what an attendee of the example asks, with how many want
// to know it too, and its answer; with none it was answered aloud.
type exampleQuestion struct {
	text, name string
	votes      int
	answer, by string
}

// An exampleReflection is what a reader of the follow-up page writes; those that
// wait, no organizer has read yet, and thanked ones another reader thanks for.
type exampleReflection struct {
	text, name     string
	waits, thanked bool
}

// webinar is the example's webinar, of about a hundred attendees and two talks,
// with all that its follow-up page gathers.
var webinar = struct {
	example
	lead, changes survey.Text
	questions     []exampleQuestion
	reflections   []exampleReflection
	takeaways     map[string]string // by speaker
	material      []material.Material
	slides        [][]string
}{
	example: example{
		title: "Hållbara inköp: från riktlinje till vardag", released: true, public: 5,
		ratings: map[string]survey.Tally{
			"q1":   {0, 0, 2, 11, 27, 21},
			"q2.1": {0, 0, 2, 9, 28, 20}, "q3.1": {0, 1, 3, 10, 25, 19},
			"q2.2": {0, 1, 3, 14, 26, 13}, "q3.2": {0, 1, 5, 15, 23, 12},
		},
		best: []string{
			"Bokslutet över inköpen. Äntligen någon som mäter det som faktiskt köptes, inte det som lovades.",
			"Mallarna ur verkligheten. Jag har redan gjort om vår uppföljningsplan.",
			"Frågestunden! Moderatorn höll ihop det utan att stressa någon.",
			"Att få höra både en kommun och dem som ger stödet, efter varandra.",
			"Ärligheten om det som inte gick vägen.",
			"Bra tempo.",
		},
		better: []string{"Mer tid för frågor efter den andra föreläsningen.", "Bilderna hade gärna fått komma före."},
	},
	lead: survey.Text{
		survey.Swedish: "Vad händer mellan beslutet i fullmäktige och fakturan från leverantören? Två föreläsningar om hur hållbarhet blir vardag i inköpen, och ett samtal med runt hundra deltagare.",
		survey.English: "What happens between the council's decision and the supplier's invoice? Two talks on how sustainability becomes part of everyday purchasing, and a conversation with about a hundred attendees.",
	},
	changes: survey.Text{
		survey.Swedish: "Ni ville ha mer tid för frågor, och det ska ni få.\n\n- Nästa gång är det en fri kvart efter varje föreläsning.\n- Bilderna ligger här dagen innan.\n- Frågor som inte hinns med besvaras skriftligt inom en vecka.",
		survey.English: "You asked for more time for questions, and you will have it.\n\n- Next time each talk is followed by a quarter of an hour with nothing planned.\n- The slides will be here the day before.\n- What we do not get to is answered in writing within a week.",
	},
	questions: []exampleQuestion{
		{text: "Hur fick ni med er cheferna?", name: "Jonna", votes: 23},
		{
			text: "Kan vi få se en av mallarna för uppföljning?", votes: 19, by: "Sigrid Almkvist",
			answer: "Ja, två av dem finns sist bland bilderna. Ta dem och gör dem till era egna.",
		},
		{
			text: "Hur mycket arbete är det att göra ett inköpsbokslut första gången?", name: "Ulf", votes: 17, by: "Sigrid Almkvist",
			answer: "Räkna med tre veckor för en person, och mest tid går åt att städa leverantörsregistret. Andra året tog det fyra dagar.",
		},
		{
			text: "Vilket stöd finns för en liten kommun utan egen inköpare?", votes: 14, by: "Tobias Ravnholt",
			answer: "Börja med färdiga kriterier för det ni köper mest av. Ring oss innan ni skriver underlaget: en halvtimme i början sparar en överprövning på slutet.",
		},
		{text: "Gäller riktlinjerna också direktupphandlingar?", name: "Samira", votes: 9},
		{
			text: "Följer ni upp underleverantörer?", votes: 6, by: "Sigrid Almkvist",
			answer: "Bara i två branscher än så länge, städ och livsmedel. Vi tar hellre få led på allvar än många på papper.",
		},
	},
	reflections: []exampleReflection{
		{text: "Jag tog med mig en fråga att ställa på varje ledningsgrupp: vad köpte vi egentligen förra månaden?", name: "Karin S"},
		{text: "Vi provade ert sätt att läsa avtalen baklänges, från uppföljningen till kraven. Hälften av kraven föll bort, och ingen saknade dem."},
		{text: "Skönt att höra att andra också börjar om från början ibland.", name: "Jonna", thanked: true},
		{text: "Skickade inspelningen till vår ekonomichef. Nu har vi ett möte i kalendern.", name: "Bo"},
		{text: "Det räcker inte med riktlinjer. Någon måste ha tid på sitt schema för dem. Det är det jag säger till min chef på måndag."},
		{text: "Tack för mallarna, de är redan i bruk här!", name: "Ulf", waits: true},
		{text: "Ring gärna mig om ni vill se hur vi gjorde: Lena Qvarn, 070-174 06 05.", waits: true},
	},
	takeaways: map[string]string{
		"Sigrid Almkvist": "Att ni frågade mest om det som tog emot. Nästa gång börjar jag där.",
		"Tobias Ravnholt": "",
	},
	material: []material.Material{
		{
			Kind: material.KindFile, Title: "Bilder: från riktlinje till vardag", Publisher: "Sigrid Almkvist", Licence: material.LicenceBY,
			Caption: "Med två mallar för uppföljning sist.", File: material.File{Name: "fran-riktlinje-till-vardag.pdf", Format: material.PDF},
		},
		{
			Kind: material.KindRecording, Title: "Hela webbinariet", Address: "https://play.example.org/webbinarium/hallbara-inkop",
			Provider: "Exempelplay", Minutes: 112, Publisher: "Forum för offentlig styrning", Licence: material.LicenceNone,
			Caption: "Båda föreläsningarna och frågestunden, textade.",
		},
		{
			Kind: material.KindLink, Title: "Kriterier att börja med", Address: "https://stod.example.org/kriterier",
			Publisher: "Tobias Ravnholt", Licence: material.LicenceNone,
		},
	},
	slides: [][]string{
		{"Från riktlinje till vardag", "Sigrid Almkvist", "Forums webbinarier"},
		{"Tre frågor före varje inköp", "1. Vad är det vi vill ska hända?", "2. Hur märker vi att det har hänt?", "3. Vem tittar efter, och när?"},
		{"Inköpsbokslutet", "Vad vi köpte, av vem, till vilka villkor", "Bredvid: vad vi hade beslutat", "Skillnaden är det vi pratar om"},
		{"Mall: uppföljningsplan", "Krav - Så mäter vi - Vem - Datum", "Högst fem krav i varje avtal", "Ett krav som ingen följer upp stryks"},
		{"Mall: årets samtal med leverantören", "Vad gick bra?", "Vad lovade vi varandra?", "Vad ändrar vi till nästa år?"},
	},
}

// loadWebinar loads the example's webinar, lets its attendees ask and answer, and
// fills its follow-up page. It returns the session's code.
func (s *site) loadWebinar(ctx context.Context, now time.Time) (survey.Code, error) {
	event, err := loadEvent(ctx, s.store, webinarProgramme, now)
	if err != nil {
		return "", err
	}
	session := event.Sessions[0].Session
	office := s.store.Office(organizer.Member{Organization: event.Organization, Organizer: organizer.Organizer{Name: event.Organization.Signer}})
	for _, step := range []func() error{
		func() error { return askExample(ctx, s.store, office, session) },
		func() error { return webinar.happen(ctx, s.store, session.Code) },
		func() error { return s.replyExample(ctx, office, event) },
		func() error { return gatherExample(ctx, office, session.Code) },
		func() error { return reflectExample(ctx, s.store, office, session.Code) },
	} {
		if err := step(); err != nil {
			return "", fmt.Errorf("the example %q: %w", webinar.title, err)
		}
	}
	return session.Code, nil
}

// askExample lets attendees ask and vote, and has their questions answered.
func askExample(ctx context.Context, s *store.Store, office store.Office, session survey.Session) error {
	if err := office.SetInquiring(ctx, session.Code, survey.InquiringOpen); err != nil {
		return err
	}
	devices := make([]survey.Key, 1+slices.MaxFunc(webinar.questions, func(a, b exampleQuestion) int { return a.votes - b.votes }).votes)
	for i := range devices {
		var err error
		if devices[i], err = survey.NewKey(rand.Reader); err != nil {
			return err
		}
	}
	for i, q := range webinar.questions {
		asked, err := s.Ask(ctx, session.ID, devices[i], inquiry.Inquiry{Text: q.text, Name: q.name})
		if err != nil {
			return err
		}
		for v := range q.votes - 1 { // the asker's own is one
			if err := s.VoteInquiry(ctx, session.ID, asked.ID, devices[(i+1+v)%len(devices)], true); err != nil {
				return err
			}
		}
		if q.answer == "" {
			err = office.DoInquiry(ctx, session.Code, asked.ID, 1, inquiry.Aloud)
		} else {
			_, err = office.ReplyToInquiries(ctx, session.Code, []inquiry.Reply{{Inquiry: asked.ID, Text: q.answer, By: q.by, Revision: 1}})
		}
		if err != nil {
			return err
		}
	}
	asked, err := office.Inquiries(ctx, session.Code)
	if err != nil {
		return err
	}
	read := map[survey.ID]int{}
	for _, q := range asked.List {
		if q.Reply != "" {
			read[q.ID] = q.Revision
		}
	}
	return office.ReleaseReplies(ctx, session.Code, read)
}

// replyExample approves the letters, and has their speakers let the figures be
// shown and say what they take with them.
func (s *site) replyExample(ctx context.Context, office store.Office, event survey.EventSessions) error {
	_, lines, err := office.Letters(ctx, event.Event.Code)
	if err != nil {
		return err
	}
	var ids []survey.ID
	for _, line := range lines {
		ids = append(ids, line.Letter.ID)
	}
	if err := approve(ctx, s.issuer, office, event.Event, ids); err != nil {
		return err
	}
	result, err := s.store.Result(ctx, event.Sessions[0].Session.Code)
	if err != nil {
		return err
	}
	for _, l := range result.Letters {
		takeaway := webinar.takeaways[l.Appearance.Speaker.Name]
		if err := s.store.SaveReply(ctx, l.Key, survey.Reply{Takeaway: takeaway, Shared: takeaway != "", Figures: true}); err != nil {
			return err
		}
	}
	return nil
}

// gatherExample sets the follow-up page and puts the material there.
func gatherExample(ctx context.Context, office store.Office, code survey.Code) error {
	page, err := office.FollowUp(ctx, code)
	if err != nil {
		return err
	}
	f := page.FollowUp
	f.Audience, f.Lead, f.Changes = survey.FollowUpPublic, webinar.lead, webinar.changes
	f.Figures, f.Takeaways, f.Reflections = true, true, true
	if err := office.SaveFollowUp(ctx, code, f); err != nil {
		return err
	}
	for _, m := range webinar.material {
		if err := addExample(ctx, office, code, m); err != nil {
			return err
		}
	}
	return nil
}

func addExample(ctx context.Context, office store.Office, code survey.Code, m material.Material) error {
	if m.Kind != material.KindFile {
		return office.AddMaterial(ctx, code, m, nil)
	}
	up, err := office.NewUpload(ctx)
	if err != nil {
		return err
	}
	defer up.Close()
	if _, err := up.Write(slides(m.Title, webinar.slides)); err != nil {
		return err
	}
	if picture, err := exchange.DrawFirstPage(ctx, up.Path()); err == nil {
		up.SetPicture(picture)
	}
	return office.AddMaterial(ctx, code, m, up)
}

// reflectExample has readers write, and chooses what the page's wall shows.
func reflectExample(ctx context.Context, s *store.Store, office store.Office, code survey.Code) error {
	for _, r := range webinar.reflections {
		device, err := survey.NewKey(rand.Reader)
		if err != nil {
			return err
		}
		if err := s.Reflect(ctx, code, device, followup.Reflection{Text: r.text, Name: r.name, Small: true}); err != nil {
			return err
		}
	}
	found, err := office.Reflections(ctx, code)
	if err != nil {
		return err
	}
	var thanked []survey.ID
	for _, one := range found.List {
		at := slices.IndexFunc(webinar.reflections, func(r exampleReflection) bool { return r.text == one.Text && !r.waits })
		if at < 0 {
			continue
		}
		if err := office.DoReflection(ctx, code, one.ID, followup.Show); err != nil {
			return err
		}
		if webinar.reflections[at].thanked {
			thanked = append(thanked, one.ID)
		}
	}
	for _, q := range found.Quotes {
		at := slices.Index(webinar.best[:3], q.Text)
		if at < 0 {
			continue
		}
		if err := office.Quote(ctx, code, q.ID, true); err != nil {
			return err
		}
		if at == 0 {
			thanked = append(thanked, q.ID)
		}
	}
	return thankExample(ctx, s, code, thanked)
}

// thankExample has a reader thank for the cards.
func thankExample(ctx context.Context, s *store.Store, code survey.Code, cards []survey.ID) error {
	device, err := survey.NewKey(rand.Reader)
	if err != nil {
		return err
	}
	for _, card := range cards {
		if err := s.Thank(ctx, code, card, device, true); err != nil {
			return err
		}
	}
	return nil
}
