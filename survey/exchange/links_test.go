package exchange_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/exchange"
)

func TestLinksAreReadBySpreadsheetsAndNeverAsFormulas(t *testing.T) {
	t.Parallel()
	links := []exchange.Link{
		{"åsa@example.org", "https://example.org/i/A", `Seminarium "A"; del 1`},
		{"=cmd|'/c calc'!A1@example.org", "https://example.org/i/B", "+1"},
		{"\t=1+1@example.org", "@sum", "-2\r\n=3"},
		{"＝1+1@example.org", "\u200b=1+1", " ＋1"},
	}
	for _, semicolons := range []bool{true, false} {
		var b bytes.Buffer
		if err := exchange.WriteLinks(&b, [3]string{"e-post", "länk", "gäller"}, links, semicolons); err != nil {
			t.Fatal(err)
		}
		text, ok := strings.CutPrefix(b.String(), "\ufeff")
		if !ok || strings.Count(text, "\r\n") != 5 {
			t.Errorf("no byte order mark, or %d lines: %q", strings.Count(text, "\r\n"), text)
		}
		r := csv.NewReader(strings.NewReader(text))
		if semicolons {
			r.Comma = ';'
		}
		rows, err := r.ReadAll()
		if err != nil || len(rows) != 5 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if rows[1][0] != links[0].Address || rows[1][1] != links[0].URL || rows[1][2] != links[0].For {
			t.Errorf("what is harmless came back as %q", rows[1])
		}
		for _, row := range rows[1:] {
			for _, cell := range row {
				if strings.ContainsAny(cell[:1], "=+-@\t\r") || strings.HasPrefix(cell, "＝") || strings.HasPrefix(cell, "＋") || strings.HasPrefix(cell, "\u200b") || strings.ContainsAny(cell, "\r\n\t") {
					t.Errorf("a spreadsheet may take %q for a formula", cell)
				}
			}
		}
	}
}
