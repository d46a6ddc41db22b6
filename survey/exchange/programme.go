package exchange

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/writing"
)

// maxProgramme is how large a programme file may be, in bytes.
const maxProgramme = 8 << 20

// The file's shape; docs/programme.md describes it.
type programmeFile struct {
	Organization struct {
		Name        string   `json:"name"`
		Address     []string `json:"address"`
		Place       string   `json:"place"`
		Contact     string   `json:"contact"`
		Signer      string   `json:"signer"`
		SignerTitle string   `json:"signerTitle"`
	} `json:"organization"`
	Event struct {
		Name      string            `json:"name"`
		Place     string            `json:"place"`
		Zone      string            `json:"zone"`
		Language  survey.Language   `json:"language"`
		Languages []survey.Language `json:"languages"`
		K         int               `json:"k"`
		Compare   bool              `json:"compare"`
		Access    survey.Access     `json:"access"`
	} `json:"event"`
	Sessions []sessionFile `json:"sessions"`
}

type sessionFile struct {
	Title     string         `json:"title"`
	Kind      survey.Kind    `json:"kind"`
	Room      string         `json:"room"`
	Starts    string         `json:"starts"`
	Ends      string         `json:"ends"`
	Opens     string         `json:"opens"`
	Closes    string         `json:"closes"`
	K         int            `json:"k"`
	Attended  int            `json:"attended"`
	About     bool           `json:"about"`
	Speakers  []speakerFile  `json:"speakers"`
	Questions []questionFile `json:"questions"`
}

type speakerFile struct {
	Name     string          `json:"name"`
	Email    string          `json:"email"`
	Language survey.Language `json:"language"`
	Role     survey.Role     `json:"role"`
	Rated    *bool           `json:"rated"`
	// Greeting is what letters call the speaker: guessed where it is not there, and
	// nothing where it is empty.
	Greeting *string `json:"greeting"`
}

type questionFile struct {
	Key      string              `json:"key"`
	Kind     survey.QuestionKind `json:"kind"`
	About    survey.About        `json:"about"`
	Required bool                `json:"required"`
	Text     survey.Text         `json:"text"`
	Options  []survey.Text       `json:"options"`
}

// ReadProgramme reads an event with its sessions from a JSON file; name is what
// errors call the file, and known says which languages there are. IDs and codes
// are left empty: the store draws them. Every error is a *FileError with line
// and column, or comes from r.
func ReadProgramme(r io.Reader, name string, known func(survey.Language) bool) (survey.Programme, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxProgramme+1))
	if err != nil {
		return survey.Programme{}, fmt.Errorf("reading %s: %w", name, err)
	}
	if len(data) > maxProgramme {
		return survey.Programme{}, &FileError{File: name, Line: 1, Column: 1, Problem: "the file is larger than 8 MB"}
	}
	doc, err := parse(name, data)
	if err != nil {
		return survey.Programme{}, err
	}
	var file programmeFile
	if err := doc.into(&file); err != nil {
		return survey.Programme{}, err
	}
	b := builder{doc: doc, known: known}
	p := b.programme(file)
	return p, b.err
}

// A builder turns the file into a programme and keeps the first thing wrong.
type builder struct {
	doc   *document
	known func(survey.Language) bool
	err   error
}

func (b *builder) refuse(path, format string, args ...any) {
	if b.err == nil {
		b.err = b.doc.at(path, fmt.Sprintf(format, args...))
	}
}

// text returns s without space around it; empty is refused when need is set.
func (b *builder) text(path, s string, need bool) string {
	s = writing.FoldLine(s)
	switch {
	case need && s == "":
		b.refuse(path, "%s is missing", last(path))
	case !writing.IsText(s):
		b.refuse(path, "%s holds characters that are not text", last(path))
	case strings.ContainsFunc(s, unicode.IsControl):
		b.refuse(path, "%s holds characters that do not show, or more than one line", last(path))
	case len([]rune(s)) > survey.MaxTitle:
		b.refuse(path, "%s is longer than %d characters", last(path), survey.MaxTitle)
	}
	return s
}

func last(path string) string { return path[strings.LastIndex(path, ".")+1:] }

func (b *builder) language(path string, l, fallback survey.Language) survey.Language {
	if l == "" {
		return fallback
	}
	if !b.known(l) {
		b.refuse(path, "there is no language %q", l)
	}
	return l
}

func (b *builder) k(path string, k, fallback int) int {
	if k == 0 {
		return fallback
	}
	if k < survey.MinK || k > survey.MaxK {
		b.refuse(path, "k is from %d to %d", survey.MinK, survey.MaxK)
	}
	return k
}

func (b *builder) programme(f programmeFile) survey.Programme {
	o, e := f.Organization, f.Event
	p := survey.Programme{Organization: survey.Organization{
		Name:    b.text("organization.name", o.Name, true),
		Place:   b.text("organization.place", o.Place, false),
		Contact: b.text("organization.contact", o.Contact, false),
		Signer:  b.text("organization.signer", o.Signer, false), SignerTitle: b.text("organization.signerTitle", o.SignerTitle, false),
	}}
	if err := survey.CheckOrganizationName(p.Organization.Name); err != nil && err.Message == survey.MsgScripts {
		b.refuse("organization.name", "%q mixes letters of several alphabets, as imitations do; write each word in one", err.Args["text"])
	}
	for i, line := range o.Address {
		p.Organization.Address = append(p.Organization.Address, b.text(fmt.Sprintf("organization.address[%d]", i), line, true))
	}
	zone, err := time.LoadLocation(e.Zone)
	if err != nil || e.Zone == "" || e.Zone == "Local" {
		b.refuse("event.zone", "%q is no time zone; write one like Europe/Stockholm", e.Zone)
		zone = time.UTC
	}
	p.Event = survey.Event{
		Name: b.text("event.name", e.Name, true), Place: b.text("event.place", e.Place, false), Zone: e.Zone,
		Language: b.language("event.language", e.Language, survey.Swedish),
		K:        b.k("event.k", e.K, survey.DefaultK), Compare: e.Compare, Access: e.Access,
	}
	if p.Event.Access == "" {
		p.Event.Access = survey.AccessLink
	}
	if p.Event.Access != survey.AccessLink && p.Event.Access != survey.AccessInvitation {
		b.refuse("event.access", "access is link or invitation")
	}
	p.Event.Languages = b.languages(e.Languages, p.Event.Language)
	if len(f.Sessions) == 0 {
		b.refuse("sessions", "there are no sessions")
	}
	for i, s := range f.Sessions {
		p.Sessions = append(p.Sessions, b.session(fmt.Sprintf("sessions[%d]", i), s, p.Event, zone))
	}
	b.distinct(p)
	return p
}

// languages returns what the event offers: its own language first.
func (b *builder) languages(given []survey.Language, own survey.Language) []survey.Language {
	list := []survey.Language{own}
	for i, l := range given {
		b.language(fmt.Sprintf("event.languages[%d]", i), l, own)
		if l != own {
			list = append(list, l)
		}
	}
	if len(given) == 0 {
		for _, l := range []survey.Language{survey.Swedish, survey.English} {
			if l != own {
				list = append(list, l)
			}
		}
	}
	return list
}

func (b *builder) session(path string, f sessionFile, e survey.Event, zone *time.Location) survey.ProgrammeSession {
	if !f.Kind.Valid() {
		b.refuse(path+".kind", "kind is webinar, workshop, talk, panel or event")
	}
	s := survey.Session{
		Kind: f.Kind, Title: b.text(path+".title", f.Title, true), Room: b.text(path+".room", f.Room, false),
		Starts: b.time(path+".starts", f.Starts, zone), Ends: b.time(path+".ends", f.Ends, zone),
		State: survey.StateDraft, K: b.k(path+".k", f.K, e.K), Attended: f.Attended, About: f.About, Version: 1,
	}
	if !s.Ends.After(s.Starts) {
		b.refuse(path+".ends", "the session ends before it starts")
	}
	s.OpensAt, s.ClosesAt = survey.DefaultWindow(s.Ends, zone)
	if f.Opens != "" {
		s.OpensAt = b.time(path+".opens", f.Opens, zone)
	}
	if f.Closes != "" {
		s.ClosesAt = b.time(path+".closes", f.Closes, zone)
	}
	if !s.ClosesAt.After(s.OpensAt) {
		b.refuse(path+".closes", "the form closes before it opens")
	}
	if f.Attended < 0 || f.Attended > form.MaxAttended {
		b.refuse(path+".attended", "attended is from 0 to 1000000")
	}
	ps := survey.ProgrammeSession{Session: s}
	for i, sp := range f.Speakers {
		ps.Appearances = append(ps.Appearances, b.appearance(fmt.Sprintf("%s.speakers[%d]", path, i), sp, i+1, f.Kind, e))
	}
	if f.Kind == survey.KindEvent && len(f.Speakers) > 0 {
		b.refuse(path+".speakers", "the whole event has no speakers")
	}
	ps.Questions = b.questions(path+".questions", f.Questions, f.Kind, ps.Appearances)
	return ps
}

// timeShape is how a file writes a time.
var timeShape = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})?$`)

// time reads a local time in the zone. A time that the zone's clocks skip or show
// twice is refused, since nobody knows which one was meant, unless how far it is
// from UTC stands after it, as far as the zone is from it then.
func (b *builder) time(path, s string, zone *time.Location) time.Time {
	if !timeShape.MatchString(s) {
		b.refuse(path, "%q is no time; write one like 2026-04-16T09:00", s)
		return time.Time{}
	}
	t, err := form.ParseTime(s, zone)
	switch {
	case err == nil:
	case err.Message == form.MsgSkipped:
		b.refuse(path, "%s does not exist in %s: the clocks skip it; is it %s?", s, zone, strings.Replace(err.Args["next"].(string), " ", "T", 1))
	case err.Message == form.MsgTwoTimes:
		b.refuse(path, "%s comes twice in %s; write %s%s for the first, %s%s for the second", s, zone, s, err.Args["first"], s, err.Args["second"])
	case err.Message == form.MsgOffset:
		b.refuse(path, "%s is no time in %s, whose clocks are at UTC%s then; write %s, or the time in that zone alone", s, zone, err.Args["offset"], t.Format("2006-01-02T15:04-07:00"))
	case err.Message == form.MsgYear:
		b.refuse(path, "the year is from %s to %s", err.Args["low"], err.Args["high"])
	default:
		b.refuse(path, "%q is no time; write one like 2026-04-16T09:00", s)
	}
	return t
}

func (b *builder) appearance(path string, f speakerFile, number int, kind survey.Kind, e survey.Event) survey.Appearance {
	role := f.Role
	if role == "" {
		role = kind.DefaultRole()
	}
	if !role.Valid() {
		b.refuse(path+".role", "role is speaker, leader, panelist or moderator")
	}
	rated := role != survey.RoleModerator
	if f.Rated != nil {
		rated = *f.Rated
	}
	email := writing.FoldLine(f.Email)
	if email != "" && !writing.IsEmail(email) {
		b.refuse(path+".email", "%q is no e-mail address", f.Email)
	}
	greeting := survey.Greeting{}
	if f.Greeting != nil {
		greeting = survey.Greeting{Told: true, Name: b.text(path+".greeting", *f.Greeting, false)}
	}
	return survey.Appearance{
		Number: number, Role: role, Rated: rated,
		Speaker: survey.Speaker{
			Name: b.text(path+".name", f.Name, true), Email: email,
			Language: b.language(path+".language", f.Language, e.Language), Greeting: greeting,
		},
	}
}

// distinct refuses two sessions with the same title and start: loading the file
// again could not tell them apart.
func (b *builder) distinct(p survey.Programme) {
	seen := map[string]bool{}
	for i, s := range p.Sessions {
		name := s.Session.Title + "\n" + s.Session.Starts.UTC().String()
		if seen[name] {
			b.refuse(fmt.Sprintf("sessions[%d]", i), "this session stands twice: same title, same start")
		}
		seen[name] = true
	}
}
