package survey_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	. "github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/property"
)

// TestSecretsDoNotPrint: whatever way fmt writes them, alone or in something else.
func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	key, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := Authority{ID: "ab12", Secret: []byte("a very secret key"), Certificates: [][]byte{{1}}}
	for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		for name, secret := range map[string]struct {
			printed string
			never   []string
		}{
			"a key":        {fmt.Sprintf(form, key), []string{key.Text(), fmt.Sprintf("%x", key[:4]), fmt.Sprint(key[0], key[1])}},
			"in a struct":  {fmt.Sprintf(form, Delivery{Key: key}), []string{key.Text(), fmt.Sprint(key[0], key[1])}},
			"an authority": {fmt.Sprintf(form, a), []string{"secret", fmt.Sprint([]byte("a very"))[1:6], "0x61, 0x20"}},
		} {
			for _, never := range secret.never {
				if strings.Contains(secret.printed, never) {
					t.Errorf("%s is printed by %s as %q", name, form, secret.printed)
				}
			}
		}
	}
}

// TestAKeysHashesCannotBeJoined: each use of a key has a hash of its own, in each
// session and on each page another one, so that a reader of the tables joins no two.
func TestAKeysHashesCannotBeJoined(t *testing.T) {
	t.Parallel()
	property.Check(t, func(t *rapid.T) {
		key := Key(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
		one, other := ID(rapid.Int64Range(1, 1<<62).Draw(t, "one")), ID(rapid.Int64Range(1, 1<<62).Draw(t, "other"))
		if one == other {
			t.Skip()
		}
		seen := map[Hash]string{}
		for name, h := range map[string]Hash{
			"response": key.ResponseHash(), "link": key.LinkHash(), "sign-in": SignInHash(key.Text()),
			"mark": key.LinkMark(one), "mark elsewhere": key.LinkMark(other),
			"inquiries": key.InquiryDevice(one), "inquiries elsewhere": key.InquiryDevice(other),
			"reflections": key.ReflectionDevice(one), "reflections elsewhere": key.ReflectionDevice(other),
			"thanks": key.ThanksDevice(one, other), "thanks elsewhere": key.ThanksDevice(other, one), "thanks for another": key.ThanksDevice(one, one),
			"invitation": InvitationMark(one, other), "invitation elsewhere": InvitationMark(other, one),
		} {
			if was, twice := seen[h]; twice {
				t.Fatalf("%s and %s have one hash", name, was)
			}
			seen[h] = name
		}
	})
}

// TestADeliveryIsMarkedByWhatGivesTheRight: an invitation's mark is the same whatever
// key comes with it, an open link's is the key's.
func TestADeliveryIsMarkedByWhatGivesTheRight(t *testing.T) {
	t.Parallel()
	invited := Delivery{Response: Response{SessionID: 1}, Key: Key{1}, Invitation: 5}
	again := invited
	again.Key = Key{2}
	if invited.Mark() != again.Mark() || invited.Mark() != InvitationMark(1, 5) {
		t.Error("an invitation that comes with another key is another one")
	}
	invited.Invitation, again.Invitation = 0, 0
	if invited.Mark() == again.Mark() || invited.Mark() != (Key{1}).LinkMark(1) {
		t.Error("two devices with the open link are one")
	}
}

// TestWhatIsDrawnIsReadBack: codes, keys and the codes of publications are drawn from
// all of their characters, and a random source that ends is an error.
func TestWhatIsDrawnIsReadBack(t *testing.T) {
	t.Parallel()
	all := map[rune]bool{}
	for range 200 {
		code, err := NewCode(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := ParseCode(code.Spaced()); !ok || got != code {
			t.Fatalf("%s is read as %s", code.Spaced(), got)
		}
		for _, r := range code {
			all[r] = true
		}
		key, err := NewKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := ParseKey(strings.ToLower(key.Spaced())); !ok || got != key {
			t.Fatalf("%s is read as another key", key.Spaced())
		}
		if id, err := NewID(rand.Reader); err != nil || id <= 0 {
			t.Fatalf("an id is %d, %v", id, err)
		}
		if p, err := NewPublicationCode(rand.Reader); err != nil || len(p) != 10 {
			t.Fatalf("a publication's code is %q, %v", p, err)
		}
	}
	if len(all) != 18 {
		t.Errorf("codes have %d different characters, want 18", len(all))
	}
	if id, err := NewID(bytes.NewReader(append(make([]byte, 8), 0, 0, 0, 0, 0, 0, 0, 4))); err != nil || id != 2 {
		t.Errorf("after zero comes %d, %v", id, err)
	}
	for name, draw := range map[string]func() error{
		"a code": func() error { _, err := NewCode(bytes.NewReader(nil)); return err },
		"a key":  func() error { _, err := NewKey(bytes.NewReader(make([]byte, 15))); return err },
		"an id":  func() error { _, err := NewID(bytes.NewReader(make([]byte, 7))); return err },
		"a publication": func() error {
			_, err := NewPublicationCode(bytes.NewReader(nil))
			return err
		},
	} {
		if draw() == nil {
			t.Errorf("%s is drawn from nothing", name)
		}
	}
}
