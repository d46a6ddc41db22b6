package charts

import "github.com/omdome/omdome/survey/i18n"

// Distribution draws one question: its mean and six bars, 6 at the top, each
// with the rating's word, count and per cent. Suppressed figures give an empty
// scene whose Description says why.
func Distribution(m Measure, c *i18n.Catalog) Scene { return Scene{} }

// LineOf draws the 1 to 6 line: a dot for the session's mean and, when
// compared, a tick for the event's own.
func LineOf(m Measure, c *i18n.Catalog) Scene { return Scene{} }

// Panel draws up to three questions side by side; the words of the scale stand
// once. Suppressed measures are left out.
func Panel(ms []Measure, c *i18n.Catalog) Scene { return Scene{} }
