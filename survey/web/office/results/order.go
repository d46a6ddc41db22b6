package results

import (
	"net/url"
	"slices"

	"github.com/omdome/omdome/survey"
)

// A sorting is a table of results that the reader can have sorted: the page's
// address, the parameter that says how, where on the page the table stands, and
// the catalog's texts of its first two columns and of the order that it has
// otherwise.
type sorting struct{ address, parameter, anchor, first, second, otherwise string }

// An orderLink is a column's head: it sorts the table.
type orderLink struct {
	Text, Address string
	Current       bool
	// Sort is what the column's aria-sort says while it is the current one.
	Sort string
}

// orders are the heads of the table's columns, and last the way back to the order
// that it has otherwise.
func (o desk) orders(t sorting, current survey.ResultOrder) []orderLink {
	link := func(text string, order survey.ResultOrder, sort string) orderLink {
		l := orderLink{Text: text, Address: t.address, Current: order == current, Sort: sort}
		if order != survey.OrderProgramme {
			l.Address += "?" + url.Values{t.parameter: {string(order)}}.Encode() + "#" + t.anchor
		}
		return l
	}
	links := []orderLink{
		link(o.Catalog.T(t.first), survey.OrderTitle, "ascending"),
		link(o.Catalog.T(t.second), survey.OrderAnswers, "descending"),
	}
	for _, key := range comparedQuestions {
		links = append(links, link(o.Catalog.T(survey.QuestionNameKey(key)), survey.ResultOrder(key), "descending"))
	}
	if slices.ContainsFunc(links, func(l orderLink) bool { return l.Current }) {
		links = append(links, link(o.Catalog.T(t.otherwise), survey.OrderProgramme, ""))
	}
	return links
}
