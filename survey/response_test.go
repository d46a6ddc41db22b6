package survey_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	. "github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
)

// workshop is a form with one leader and the default questionnaire:
// 1 overall, 2.1 content, 3.1 delivery, 4 best, 5 better.
func workshop(extra ...Question) Form {
	appearances := []Appearance{{Number: 1, Rated: true, Speaker: Speaker{Name: "Karin"}, Role: RoleLeader}}
	return Form{
		Session:     Session{ID: 7, K: 5, Version: 1},
		Appearances: appearances,
		Questions:   append(DefaultQuestionnaire(appearances), extra...),
	}
}

func TestValidate(t *testing.T) {
	choice := Question{Number: 6, Kind: KindChoice, About: AboutSession, Options: []Option{{Number: 1}, {Number: 2}}}
	several := Question{Number: 7, Kind: KindChoices, About: AboutSession, Options: choice.Options}
	required := Question{Number: 8, Kind: KindRating, About: AboutSession, Required: true}
	long := strings.Repeat("å", MaxComment+1)
	for _, c := range []struct {
		name   string
		form   Form
		fields map[string][]string
		want   []Answer
		errs   FieldErrors
	}{
		{
			name: "a whole response", form: workshop(),
			fields: map[string][]string{"q1": {"6"}, "q2.1": {"5"}, "q3.1": {"4"}, "q4": {" Allt!\r\n "}, "p4": {"1"}, "q5": {""}},
			want: []Answer{
				{Item: Item{Question: 1}, Rating: 6},
				{Item: Item{Question: 2, Appearance: 1}, Rating: 5},
				{Item: Item{Question: 3, Appearance: 1}, Rating: 4},
				{Item: Item{Question: 4}, Comment: "Allt!", Public: true},
			},
		},
		{name: "nothing", form: workshop(), fields: nil, errs: FieldErrors{{Field: "form", Message: MsgEmpty}}},
		{
			name: "only can't say", form: workshop(), fields: map[string][]string{"q1": {CannotSay}},
			errs: FieldErrors{{Field: "form", Message: MsgEmpty}},
		},
		{
			name: "invisible characters are no comment", form: workshop(),
			fields: map[string][]string{"q4": {" \u200b\ufeff\r\n\t"}},
			errs:   FieldErrors{{Field: "form", Message: MsgEmpty}},
		},
		{
			name: "all that is wrong is said at once, in order", form: workshop(),
			fields: map[string][]string{"q1": {"7"}, "q2.1": {"1", "6"}, "q4": {"a\x00b"}, "q5": {long}},
			errs: FieldErrors{
				{Field: "q1", Message: MsgRating},
				{Field: "q2.1", Message: MsgTwice},
				{Field: "q4", Message: MsgText},
				{Field: "q5", Message: MsgLong, Args: map[string]any{"n": 1}},
			},
		},
		{
			name: "the same value twice is that value", form: workshop(),
			fields: map[string][]string{"q1": {"5", "5"}},
			want:   []Answer{{Item: Item{Question: 1}, Rating: 5}},
		},
		{
			name: "a question of another form", form: workshop(),
			fields: map[string][]string{"q1": {"5"}, "q_999": {"5"}, "q99": {"5"}, "utm_source": {"x"}},
			errs:   FieldErrors{{Field: "q99", Message: MsgUnknown}, {Field: "q_999", Message: MsgUnknown}},
		},
		{
			name: "choices", form: workshop(choice, several),
			fields: map[string][]string{"q6": {"2"}, "q7": {"2", "1", "2"}},
			want: []Answer{
				{Item: Item{Question: 6}, Choices: []int{2}},
				{Item: Item{Question: 7}, Choices: []int{1, 2}},
			},
		},
		{
			name: "wrong choices", form: workshop(choice, several),
			fields: map[string][]string{"q6": {"1", "2"}, "q7": {"3"}},
			errs:   FieldErrors{{Field: "q6", Message: MsgTwice}, {Field: "q7", Message: MsgChoice}},
		},
		{
			name: "required and missing", form: workshop(required), fields: map[string][]string{"q1": {"4"}},
			errs: FieldErrors{{Field: "q8", Message: MsgRequired}},
		},
		{
			name: "can't say answers a required rating", form: workshop(required),
			fields: map[string][]string{"q1": {"4"}, "q8": {CannotSay}},
			want:   []Answer{{Item: Item{Question: 1}, Rating: 4}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, errs := c.form.Validate(c.fields)
			if diff := cmp.Diff(c.errs, errs); diff != "" {
				t.Errorf("errors: %s", diff)
			}
			if diff := cmp.Diff(c.want, got.Answers); diff != "" {
				t.Errorf("answers: %s", diff)
			}
		})
	}
}

// What merely can be read as a number is no rating.
func TestRatingsAreStrict(t *testing.T) {
	for _, value := range []string{
		"0", "7", "-1", "+3", "--", "003", "3.0", "3,0", " 3", "3 ", "３", "٣", "1e0", "0x3", "six",
		"99999999999999999999", "\x003", "3\n", "00",
	} {
		_, errs := workshop().Validate(map[string][]string{"q1": {value}})
		if errs.For("q1") == nil || errs.For("q1").Message != MsgRating {
			t.Errorf("%q passed as a rating: %v", value, errs)
		}
	}
}

func TestQuestionnaireFollowsTheSpeakers(t *testing.T) {
	speakers := func(rated ...bool) []Appearance {
		var all []Appearance
		for i, r := range rated {
			all = append(all, Appearance{Number: i + 1, Rated: r})
		}
		return all
	}
	for _, c := range []struct {
		name        string
		appearances []Appearance
		want        string
	}{
		{"one", speakers(true), "q1 q2.1 q3.1 q4 q5"},
		{"two", speakers(true, true), "q1 q2.1 q3.1 q2.2 q3.2 q4 q5"},
		{"three and a moderator", speakers(true, true, true, false), "q1 q2.1 q3.1 q2.2 q3.2 q2.3 q3.3 q4 q5"},
		{"four", speakers(true, true, true, true), "q1 q2 q3"},
		{"none", nil, "q1 q2 q3 q4 q5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			form := Form{Appearances: c.appearances, Questions: DefaultQuestionnaire(c.appearances)}
			var got []string
			for _, i := range form.Items() {
				got = append(got, i.Field())
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("asks %s, want %s", s, c.want)
			}
			if form.Items()[0].Asked.Key != QuestionOverall {
				t.Error("overall does not come first")
			}
		})
	}
}

func TestKeysReadBack(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		var k Key
		copy(k[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
		for _, typed := range []string{k.Text(), k.Spaced(), strings.ToLower(k.Spaced()), " " + k.Text() + "\n"} {
			if got, ok := ParseKey(typed); !ok || got != k {
				t.Fatalf("%q reads back as %v, %v", typed, got[:], ok)
			}
		}
		for _, wrong := range []string{k.Text()[:25], k.Text() + "0", k.Text()[:25] + "U", ""} {
			if _, ok := ParseKey(wrong); ok {
				t.Fatalf("%q was taken for a key", wrong)
			}
		}
	})
}

func TestAKeysTwoHashesCannotBeTakenForEachOther(t *testing.T) {
	var k Key
	if k.ResponseHash() == k.LinkMark(1) || k.LinkMark(1) == k.LinkMark(2) || InvitationMark(1, 2) == InvitationMark(2, 1) {
		t.Error("hashes for different purposes are equal")
	}
}

func TestCodesAreForgiving(t *testing.T) {
	for typed, want := range map[string]Code{
		"7k3 9xa": "7K39XA", "7K3-9XA": "7K39XA", "oO1lIi": "001111", " 001 122 ": "001122",
	} {
		if got, ok := ParseCode(typed); !ok || got != want {
			t.Errorf("%q reads as %q, %v; want %q", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"", "12345", "1234567", "ABCDEF", "../../", strings.Repeat("1", 1<<20)} {
		if got, ok := ParseCode(typed); ok {
			t.Errorf("%.20q was taken for the code %q", typed, got)
		}
	}
}
