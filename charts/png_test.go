package charts_test

import (
	"bytes"
	"image/color"
	"image/png"
	"testing"

	"github.com/omdome/omdome/charts"
	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/i18n"
)

func TestPNGShowsTheBars(t *testing.T) {
	t.Parallel()
	s := charts.Distribution(measure(survey.Tally{1, 2, 3, 4, 5, 6}), i18n.For(survey.Swedish))
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := s.PNG(b); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same scene gives different pictures")
	}
	picture, err := png.Decode(&first)
	if err != nil {
		t.Fatal(err)
	}
	r, g, b := charts.Bar.RGB()
	bar := color.RGBA{uint8(r), uint8(g), uint8(b), 0xff}
	bars, inked := 0, 0
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			switch c := color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA); c {
			case bar:
				bars++
			case color.RGBA{0xff, 0xff, 0xff, 0xff}:
			default:
				inked++
			}
		}
	}
	want := 0.0 // pixels of the bars, less what their round corners lack
	for _, shape := range s.Shapes {
		if shape.Kind == charts.Rect && shape.Paint == charts.Bar {
			want += shape.W * shape.H * (200.0 / 72) * (200.0 / 72)
		}
	}
	if float64(bars) < 0.9*want || float64(bars) > 1.01*want {
		t.Errorf("%d pixels of bars, want about %.0f", bars, want)
	}
	if inked < 2000 {
		t.Errorf("%d pixels of text", inked)
	}
}

func TestPNGOfTooFewAnswersShowsNothing(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := charts.Distribution(measure(survey.Tally{0, 0, 0, 0, 1, 3}), i18n.For(survey.Swedish)).PNG(&b); err != nil {
		t.Fatal(err)
	}
	if picture, err := png.Decode(&b); err != nil || picture.Bounds().Dx() != 1 {
		t.Errorf("%v, %v", picture.Bounds(), err)
	}
}

func TestMini(t *testing.T) {
	t.Parallel()
	c := i18n.For(survey.Swedish)
	s := charts.Mini(measure(survey.Tally{0, 0, 0, 3, 5, 15}), c)
	if s.Width > 70 || len(s.Shapes) != 9 || wellFormed(string(s.SVG())) != nil {
		t.Errorf("%+v", s)
	}
	if s := charts.Mini(measure(survey.Tally{0, 0, 0, 0, 1, 3}), c); !s.Empty() || s.SVG() != "" {
		t.Errorf("too few answers draw %+v", s)
	}
}
