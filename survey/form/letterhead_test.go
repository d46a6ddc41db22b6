package form_test

import (
	"strings"
	"testing"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/form"
)

func TestALetterheadIsRead(t *testing.T) {
	t.Parallel()
	had := survey.Letterhead{Logo: survey.Picture{PNG: []byte("x")}, Hand: survey.Picture{PNG: []byte("y")}}
	o, h, errs := form.ReadLetterhead(map[string][]string{
		"name": {" Ny AB "}, "address": {"Box 1\r\n\r\n 751 42 Uppsala\r\n"}, "place": {"Uppsala"}, "contact": {"Eva"}, "signer": {"Eva Ö"},
		"signertitle": {"Chef"}, "accent": {"#7a1f1f"}, "nologo": {"1"}, "revision": {"3"},
	}, survey.Organization{ID: 4}, had)
	if len(errs) > 0 || o.ID != 4 || o.Name != "Ny AB" || strings.Join(o.Address, "|") != "Box 1|751 42 Uppsala" || o.SignerTitle != "Chef" ||
		h.Accent != "#7a1f1f" || h.Revision != 3 || h.Logo.PNG != nil || h.Hand.PNG == nil {
		t.Errorf("%+v %+v %v", o, h, errs)
	}
	_, _, errs = form.ReadLetterhead(map[string][]string{"address": {strings.Repeat("x\n", 7)}, "signer": {"a\nb"}, "accent": {"#fff"}}, o, h)
	for field, message := range map[string]string{"name": survey.MsgMissing, "address": form.MsgLines, "signer": survey.MsgCharacters, "accent": survey.MsgColour} {
		if e := errs.For(field); e == nil || e.Message != message {
			t.Errorf("%s: %v, want %s", field, e, message)
		}
	}
}
