package exchange

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/omdome/omdome/survey"
)

// A ResponseColumn is what a column of a file with responses holds.
type ResponseColumn string

// The columns. Best and better are comments too, each under its own question.
const (
	ColumnSpeaker  ResponseColumn = "speaker"
	ColumnSession  ResponseColumn = "session"
	ColumnOverall  ResponseColumn = survey.QuestionOverall
	ColumnContent  ResponseColumn = survey.QuestionContent
	ColumnDelivery ResponseColumn = survey.QuestionDelivery
	ColumnBest     ResponseColumn = survey.QuestionBest
	ColumnBetter   ResponseColumn = survey.QuestionBetter
	ColumnComment  ResponseColumn = "comment"
)

var (
	ratingColumns  = []ResponseColumn{ColumnOverall, ColumnContent, ColumnDelivery}
	commentColumns = []ResponseColumn{ColumnBest, ColumnBetter, ColumnComment}
)

// ResponseColumns are all columns, in the order that they are told in.
func ResponseColumns() []ResponseColumn {
	return slices.Concat([]ResponseColumn{ColumnSpeaker, ColumnSession}, ratingColumns, commentColumns)
}

// headingNames are what people call the columns, in Swedish and English.
var headingNames = map[ResponseColumn]string{
	ColumnSpeaker: "talare, talaren, talarens namn, föreläsare, föreläsaren, föreläsarens namn, föredragshållare, " +
		"medverkande, workshopledare, kursledare, moderator, presentatör, " +
		"speaker, speakers, speaker name, name of speaker, presenter, presenters, presenter name, lecturer, facilitator, instructor",
	ColumnSession: "pass, passet, passets namn, passets titel, vilket pass, session, sessionen, sessions, session title, session name, " +
		"titel, title, rubrik, föreläsning, föreläsningen, föredrag, föredraget, seminarium, seminariet, lecture, talk, " +
		"workshop, workshoppen, workshops, webbinarium, webbinariet, webinar, panel, panelsamtal, kurs, aktivitet, programpunkt, course",
	ColumnOverall: "helhet, helheten, helhetsbetyg, helhetsintryck, helhetsomdöme, helhetsbedömning, som helhet, övergripande, totalbetyg, betyg, omdöme, " +
		"overall, overall rating, overall impression, overall satisfaction, rating",
	ColumnContent:  "innehåll, innehållet, content, contents",
	ColumnDelivery: "framförande, framförandet, framställning, presentation, presentationen, delivery",
	ColumnBest:     "bäst, det bästa, bra, vad var bäst, vad var bra, best, what was best, what was good, liked",
	ColumnBetter:   "bättre, kan bli bättre, vad kan bli bättre, förbättra, förbättringar, förbättringsförslag, better, could be better, what could be better, improve, improvements",
	ColumnComment: "kommentar, kommentarer, kommentaren, övriga kommentarer, synpunkter, övriga synpunkter, övrigt, fritext, " +
		"comment, comments, other comments, remarks, free text",
}

// headingWords give a whole question away ("Hur var innehållet?"), where no
// heading is a name. The order says what goes first.
var headingWords = []struct {
	column ResponseColumn
	words  string
}{
	{ColumnComment, "kommentar kommentarer kommentera synpunkt synpunkter comment comments"},
	{ColumnBetter, "bättre förbättra förbättras better improve improved"},
	{ColumnBest, "bäst bästa best"},
	{ColumnContent, "innehåll innehållet content"},
	{ColumnDelivery, "framförande framförandet delivery"},
	{ColumnOverall, "helhet helheten helhetsbetyg helhetsintryck overall"},
}

// meanWords give away a column of means, of which no letter can be made.
const meanWords = "medel medelvärde medelvärden medelbetyg snitt snittbetyg genomsnitt mean means average averages avg"

var headingKinds = map[string]survey.Kind{
	"workshop": survey.KindWorkshop, "workshoppen": survey.KindWorkshop, "workshops": survey.KindWorkshop,
	"webbinarium": survey.KindWebinar, "webbinariet": survey.KindWebinar, "webinar": survey.KindWebinar,
	"föreläsning": survey.KindTalk, "föreläsningen": survey.KindTalk, "föredrag": survey.KindTalk, "föredraget": survey.KindTalk,
	"talk": survey.KindTalk, "lecture": survey.KindTalk, "panel": survey.KindPanel, "panelsamtal": survey.KindPanel,
}

// aside is what stands in brackets after a heading: "Helhet (1-6)".
var aside = regexp.MustCompile(`\s*[(\[][^)\]]*[)\]]\s*$`)

// plainHeading writes a heading as headingNames does.
func plainHeading(s string) string {
	s = strings.ToLower(normal(strings.ReplaceAll(s, "_", " ")))
	s = aside.ReplaceAllString(s, "")
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(plainHeading(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func hasWord(s, words string) bool {
	return slices.ContainsFunc(wordsOf(s), func(w string) bool { return slices.Contains(strings.Fields(words), w) })
}

// A heading is the row with the headings, and where the columns are.
type heading struct {
	row     int
	columns map[ResponseColumn]int
	kind    survey.Kind
	// width is how many headings there are.
	width int
	// wrong says what is wrong with a row that otherwise has what is needed.
	wrong error
}

// headingWithin is in how many of the first rows the headings are looked for:
// above them there may be a title.
const headingWithin = 20

// complete says whether letters can be made: there is a speaker or a session,
// and a rating.
func (h heading) complete() bool { return h.needs() && h.wrong == nil }

func (h heading) needs() bool {
	_, speaker := h.columns[ColumnSpeaker]
	_, session := h.columns[ColumnSession]
	return (speaker || session) && h.ratings() > 0
}

func (h heading) ratings() int {
	n := 0
	for _, c := range ratingColumns {
		if _, ok := h.columns[c]; ok {
			n++
		}
	}
	return n
}

// better says whether h is more likely to be the headings than other.
func (h heading) better(other heading) bool {
	a := []int{truth(h.complete()), truth(h.needs()), len(h.columns), h.width}
	b := []int{truth(other.complete()), truth(other.needs()), len(other.columns), other.width}
	return slices.Compare(a, b) > 0
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// find returns the row that is most likely to be the headings.
func (f ResponseFile) find(t table) heading {
	best := heading{}
	for i := range min(len(t.shown), headingWithin) {
		h := f.match(t.shown[i])
		h.row = i
		if h.complete() {
			return h
		}
		if h.better(best) {
			best = h
		}
	}
	return best
}

// match finds out what the columns of a row of headings are.
func (f ResponseFile) match(row []string) heading {
	h := heading{columns: map[ResponseColumn]int{}}
	taken := map[int]bool{}
	for _, cell := range row {
		if plainHeading(cell) != "" {
			h.width++
		}
	}
	for _, c := range ResponseColumns() {
		if given, ok := f.Columns[c]; ok && given != "" {
			h.take(row, taken, c, func(cell string) bool { return strings.EqualFold(normal(cell), normal(given)) })
			if _, ok := h.columns[c]; !ok {
				h.columns = map[ResponseColumn]int{}
				return h
			}
		}
	}
	for _, c := range ResponseColumns() {
		if _, given := f.Columns[c]; !given {
			names := strings.Split(headingNames[c], ", ")
			h.take(row, taken, c, func(cell string) bool { return slices.Contains(names, plainHeading(cell)) })
		}
	}
	for _, w := range headingWords {
		if _, given := f.Columns[w.column]; given {
			continue
		}
		if _, found := h.columns[w.column]; !found {
			h.take(row, taken, w.column, func(cell string) bool { return hasWord(cell, w.words) && !hasWord(cell, meanWords) })
		}
	}
	if at, ok := h.columns[ColumnSession]; ok {
		h.kind = headingKinds[plainHeading(row[at])]
	}
	for _, c := range ratingColumns {
		if at, ok := h.columns[c]; ok && hasWord(row[at], meanWords) {
			h.wrong = fmt.Errorf("the column %q holds means; letters are made from the ratings themselves, with one row for each response", oneLine(row[at]))
		}
	}
	return h
}

// take gives the column to the one heading that is it, and complains where
// several are.
func (h *heading) take(row []string, taken map[int]bool, c ResponseColumn, is func(cell string) bool) {
	var at []int
	for i, cell := range row {
		if !taken[i] && is(cell) {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return
	}
	h.columns[c], taken[at[0]] = at[0], true
	if len(at) > 1 && h.wrong == nil {
		var names []string
		for _, i := range at {
			names = append(names, oneLine(row[i]))
		}
		h.wrong = fmt.Errorf("the columns %s could each be %s: say which with --columns \"%s=…\"", quoted(names), c, c)
	}
}

func quoted(names []string) string {
	var list []string
	for _, name := range names {
		list = append(list, fmt.Sprintf("%q", shorten(name)))
	}
	return strings.Join(list, ", ")
}

// notFound says what is missing among the headings.
func (f ResponseFile) notFound(t table, h heading) error {
	if h.needs() && h.wrong != nil {
		return fmt.Errorf("%s: %w", f.Name, h.wrong)
	}
	var names []string
	means := ""
	if h.row < len(t.shown) {
		for _, cell := range t.shown[h.row] {
			if cell = oneLine(cell); cell != "" {
				names = append(names, cell)
			}
			if hasWord(cell, meanWords) && means == "" {
				means = fmt.Sprintf(". %q looks like means; letters are made from the ratings themselves, with one row for each response", shorten(cell))
			}
		}
	}
	if len(names) == 0 {
		return fmt.Errorf("%s is empty", f.Name)
	}
	const most = 12
	said := quoted(names[:min(len(names), most)])
	if len(names) > most {
		said += fmt.Sprintf(" and %d more", len(names)-most)
	}
	problem := "no column is known as the speaker or the session"
	switch named := f.absent(t); {
	case named != "":
		problem = fmt.Sprintf("there is no column %q", named)
	case h.ratings() == 0 && len(h.columns) > 0:
		problem = "no column is known as ratings (overall, content or delivery)"
	}
	return fmt.Errorf("%s: %s; the columns are %s: say which is which with --columns \"speaker=…,session=…,overall=…\"%s", f.Name, problem, said, means)
}

// absent returns the first column that was named by hand and is in no row that
// could be the headings.
func (f ResponseFile) absent(t table) string {
	for _, c := range ResponseColumns() {
		given := f.Columns[c]
		there := slices.ContainsFunc(t.shown[:min(len(t.shown), headingWithin)], func(row []string) bool {
			return slices.ContainsFunc(row, func(cell string) bool { return strings.EqualFold(normal(cell), normal(given)) })
		})
		if given != "" && !there {
			return given
		}
	}
	return ""
}

var columnStart = regexp.MustCompile(`(?:^|,)\s*(\pL+)\s*=`)

// ParseColumns reads columns that are named by hand:
// "speaker=Talare,session=Pass,overall=Helhet". A heading may hold commas; an
// empty one means that the file's column is not used.
func ParseColumns(s string) (map[ResponseColumn]string, error) {
	columns := map[ResponseColumn]string{}
	starts := columnStart.FindAllStringSubmatchIndex(s, -1)
	if len(starts) == 0 || starts[0][0] != 0 {
		return nil, errors.New(`columns are written "speaker=Talare,session=Pass,overall=Helhet"`)
	}
	for i, at := range starts {
		end := len(s)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		c := ResponseColumn(strings.ToLower(s[at[2]:at[3]]))
		if !slices.Contains(ResponseColumns(), c) {
			return nil, fmt.Errorf("there is no column %q; there are speaker, session, overall, content, delivery, comment, best and better", c)
		}
		if _, twice := columns[c]; twice {
			return nil, fmt.Errorf("the column %s stands twice", c)
		}
		given := strings.TrimSpace(s[at[1]:end])
		for other, same := range columns {
			if given != "" && strings.EqualFold(same, given) {
				return nil, fmt.Errorf("the column %q cannot be both %s and %s", given, min(c, other), max(c, other))
			}
		}
		columns[c] = given
	}
	return columns, nil
}
