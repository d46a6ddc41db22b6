package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
)

// anyResponse draws what checkResponse lets through.
func anyResponse(session survey.ID) *rapid.Generator[survey.Response] {
	return rapid.Custom(func(t *rapid.T) survey.Response {
		r := survey.Response{SessionID: session}
		for i := range rapid.IntRange(1, 12).Draw(t, "answers") {
			a := survey.Answer{Item: survey.Item{
				Question: 1 + i*rapid.IntRange(1, 200).Draw(t, "apart"), Appearance: rapid.SampledFrom([]int{0, 1, 2, 300}).Draw(t, "appearance"),
			}}
			switch rapid.IntRange(0, 2).Draw(t, "sort") {
			case 0:
				a.Rating = rapid.IntRange(survey.MinRating, survey.MaxRating).Draw(t, "rating")
			case 1:
				a.Choices = rapid.SliceOfNDistinct(rapid.IntRange(1, 1000), 1, 9, rapid.ID).Draw(t, "choices")
			default:
				a.Comment = rapid.StringMatching(`[a-zåäö👏" \n]{1,300}`).Draw(t, "comment")
				a.Public = rapid.Bool().Draw(t, "public")
			}
			if _, twice := r.Answer(a.Item); !twice {
				r.Answers = append(r.Answers, a)
			}
		}
		return ordered(r)
	})
}

func anyHeld(session survey.ID) *rapid.Generator[held] {
	return rapid.Custom(func(t *rapid.T) held {
		var h held
		copy(h.key[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
		h.response = anyResponse(session).Draw(t, "response")
		return h
	})
}

var sameHeld = cmp.AllowUnexported(held{})

// What is packed comes out as it was, alone and in a group.
func TestPackedIsUnpacked(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		const session = survey.ID(17)
		group := rapid.SliceOfN(anyHeld(session), 0, 20).Draw(t, "group")
		for _, h := range group {
			got, err := unpackOne(session, h.key[:], packOne(h))
			if d := cmp.Diff(h, got, sameHeld); d != "" || err != nil {
				t.Fatal(d, err)
			}
		}
		keys, content := packGroup(group)
		got, err := unpackGroup(session, keys, content)
		if d := cmp.Diff(slices.Clip(append([]held{}, group...)), got, sameHeld); d != "" || err != nil || len(keys) != 16*len(group) {
			t.Fatal(d, err)
		}
	})
}

// A version that this program does not know is told as that, and nothing is read.
func TestAnUnknownPackingIsRefused(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		h := anyHeld(1).Draw(t, "held")
		one := packOne(h)
		keys, content := packGroup([]held{h, h})
		version := rapid.Byte().Filter(func(b byte) bool { return b != packing }).Draw(t, "version")
		one[0], content[0] = version, version
		if _, err := unpackOne(1, h.key[:], one); !errors.Is(err, errPacking) {
			t.Errorf("alone: %v", err)
		}
		if _, err := unpackGroup(1, keys, content); !errors.Is(err, errPacking) {
			t.Errorf("in a group: %v", err)
		}
	})
}

// Whatever has been changed, cut off or added is an error and no panic; also where
// its check was made to fit.
func TestDamagedPackingsAreErrors(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		group := rapid.SliceOfN(anyHeld(1), 1, 6).Draw(t, "group")
		keys, content := packGroup(group)
		one := packOne(group[0])
		harm := func(b []byte) []byte {
			b = slices.Clone(b)
			at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				b[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
			case 1:
				b = b[:at]
			default:
				b = append(b, rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "more")...)
			}
			return b
		}
		wrong := func(what string, err error) {
			if err == nil {
				t.Errorf("%s is taken for whole", what)
			}
		}
		_, err := unpackOne(1, group[0].key[:], harm(one))
		wrong("a response", err)
		_, err = unpackOne(1, harm(group[0].key[:]), one)
		wrong("a response with another key", err)
		_, err = unpackGroup(1, keys, harm(content))
		wrong("a group", err)
		_, err = unpackGroup(1, harm(keys), content)
		wrong("a group with another key", err)

		// A check that fits keeps the rest from nothing: it must not panic, whatever
		// it reads.
		bytes := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		for _, body := range [][]byte{bytes, harm(one)} {
			checkedOne := append([]byte{packing}, body...)
			sum := checksum(keys, checkedOne)
			checkedOne = append(checkedOne, byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum))
			_, _ = unpackGroup(1, keys, checkedOne)
			_, _ = unpackOne(1, keys, checkedOne)
		}
	})
}

// What does not stand in the bytes is not made room for.
func TestALyingPackingTakesNoMemory(t *testing.T) {
	t.Parallel()
	for name, body := range map[string][]byte{
		"answers": {0xff, 0xff, 0xff, 0xff, 7}, "choices": {1, 1, 0, packedChoices, 0xff, 0xff, 0xff, 0xff, 7},
		"a comment": {1, 1, 0, packedComment, 0xff, 0xff, 0xff, 0xff, 7, 'a'}, "a number": {1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
		"a sort": {1, 1, 0, 9, 1, 1}, "rating 7": {1, 1, 0, packedRating, 7}, "nothing": {},
	} {
		if _, _, err := packed(body).response(1); !errors.Is(err, errDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := fmt.Sprint(len(packOne(held{response: says(1, 6, 5, 4, "")}))); got != "18" {
		t.Errorf("three ratings take %s bytes", got)
	}
}
