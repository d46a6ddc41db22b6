package pdf_test

import (
	"bytes"
	"encoding/xml"
	"os/exec"
	"testing"

	"github.com/omdome/omdome/survey/letter"
)

// TestNoTextStandsUnderTheLogo: names of authorities are long, and logos wide.
func TestNoTextStandsUnderTheLogo(t *testing.T) {
	t.Parallel()
	l := samples(t)["first"]
	l.Sender.Name = "Myndigheten för ungdoms- och civilsamhällesfrågor och Specialpedagogiska skolmyndigheten"
	l.Sender.Lines = []string{"Avdelningen för uppföljning, utvärdering och kunskapsspridning, Medborgarplatsen 3", "118 26 Stockholm"}
	l.Sender.Logo = letter.Picture{PNG: logo(t), Width: 1700, Height: 400, Alt: "Logotyp"} // as wide and high as it gets
	tell := exec.CommandContext(t.Context(), installed(t, "pdftotext"), "-bbox", "-l", "1", "-", "-")
	tell.Stdin = bytes.NewReader(write(t, l))
	said, err := tell.Output()
	if err != nil {
		t.Fatal(err)
	}
	decoder := xml.NewDecoder(bytes.NewReader(said))
	decoder.Strict = false
	words := 0
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "word" {
			continue
		}
		var word struct {
			XMax float64 `xml:"xMax,attr"`
			YMin float64 `xml:"yMin,attr"`
			Text string  `xml:",chardata"`
		}
		if err := decoder.DecodeElement(&word, &start); err != nil {
			t.Fatal(err)
		}
		words++
		// The logo is 170 by 40 points in the upper right corner, between the margins.
		if word.YMin < 57+40 && word.XMax > 595.3-71-170 {
			t.Errorf("%q at %.0f, %.0f stands under the logo", word.Text, word.XMax, word.YMin)
		}
	}
	if words < 50 {
		t.Fatalf("only %d words were found", words)
	}
}
