package i18n

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/omdome/omdome/survey"
)

// Decimal writes a figure with one decimal: "5,5" in Swedish, "5.5" in English.
func (c *Catalog) Decimal(t survey.Tenths) string {
	minus := ""
	if t < 0 {
		minus, t = "−", -t
	}
	return minus + c.Int(int(t/10)) + c.T("format.decimal") + strconv.Itoa(int(t%10))
}

// Int writes a whole number, grouped by thousands from five digits on.
func (c *Catalog) Int(n int) string {
	s := strconv.Itoa(n)
	if n < 10000 && n > -10000 {
		return s
	}
	digits := strings.TrimPrefix(s, "-")
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	s = strings.Join(append([]string{digits}, groups...), c.T("format.group"))
	if n < 0 {
		s = "−" + s
	}
	return s
}

// Percent writes part of whole in whole per cent: "87 %", "87%".
func (c *Catalog) Percent(part, whole int) string {
	return c.T("format.percent", "p", strconv.Itoa(survey.Percent(part, whole)))
}

// Date writes the day with its year in t's own zone: "16 april 2026".
func (c *Catalog) Date(t time.Time) string {
	return c.T("format.date", "d", strconv.Itoa(t.Day()), "month", c.month(t), "y", strconv.Itoa(t.Year()))
}

// Days writes the days from first to last, both in their own zones: "16–17 april 2026".
func (c *Catalog) Days(first, last time.Time) string {
	switch {
	case first.Year() != last.Year():
		return c.Date(first) + " – " + c.Date(last)
	case first.Month() != last.Month():
		return c.Day(first) + " – " + c.Date(last)
	case first.Day() != last.Day():
		return c.T("format.days", "from", strconv.Itoa(first.Day()), "date", c.Date(last))
	}
	return c.Date(first)
}

// Day writes the day without its year: "16 april".
func (c *Catalog) Day(t time.Time) string {
	return c.T("format.day", "d", strconv.Itoa(t.Day()), "month", c.month(t))
}

// Weekday writes weekday and day as a heading does: "torsdag 16 april".
func (c *Catalog) Weekday(t time.Time) string { return c.weekday("weekday.", t) }

func (c *Catalog) weekday(names string, t time.Time) string {
	return c.T("format.weekday", "weekday", c.T(names+strconv.Itoa(int(t.Weekday()))),
		"d", strconv.Itoa(t.Day()), "month", c.month(t))
}

// Clock writes the time of day: "09.05" in Swedish, "09:05" in English, "9.05" in
// Finnish. A language's format takes the hour with two digits, {h}, or as it is,
// {hour}.
func (c *Catalog) Clock(t time.Time) string {
	return c.T("format.clock", "h", t.Format("15"), "hour", strconv.Itoa(t.Hour()), "m", t.Format("04"))
}

// Moment writes weekday, day and time of day, in the form that says when
// something happens: "torsdag 16 april kl. 14.05", in Finnish "torstaina …".
func (c *Catalog) Moment(t time.Time) string {
	return c.T("format.moment", "day", c.weekday("weekday.at.", t), "clock", c.Clock(t))
}

// List joins what is listed: "a, b och c".
func (c *Catalog) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return c.T("format.list", "first", strings.Join(items[:last], ", "), "last", items[last])
}

// Spelled writes a number from 0 to 12 as a word, others in digits.
func (c *Catalog) Spelled(n int) string {
	key := "number." + strconv.Itoa(n)
	if n >= 0 && n <= 12 && c.Has(key) {
		return c.T(key)
	}
	return c.Int(n)
}

// Quoted writes a text in quotation marks. Those that stand in it become the
// language's inner ones.
func (c *Catalog) Quoted(text string) string {
	var b strings.Builder
	before := ' '
	for _, r := range text {
		switch {
		case !strings.ContainsRune(`"”“„«»`, r):
			b.WriteRune(r)
		case unicode.IsSpace(before) || unicode.In(before, unicode.Ps, unicode.Pd):
			b.WriteString(c.T("format.quote.open"))
		default:
			b.WriteString(c.T("format.quote.close"))
		}
		before = r
	}
	return c.T("format.quote", "text", b.String())
}

// Numbers writes the numbers of one sentence: as words, or all in digits where one of
// them is over twelve.
func (c *Catalog) Numbers(all ...int) []string {
	digits := false
	for _, n := range all {
		digits = digits || c.Spelled(n) == c.Int(n)
	}
	written := make([]string, len(all))
	for i, n := range all {
		if written[i] = c.Spelled(n); digits {
			written[i] = c.Int(n)
		}
	}
	return written
}

func (c *Catalog) month(t time.Time) string {
	return c.T("month." + strconv.Itoa(int(t.Month())))
}
