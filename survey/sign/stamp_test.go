package sign_test

import (
	"bytes"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/timestamp"

	"github.com/omdome/omdome/survey/sign"
	"github.com/omdome/omdome/survey/sign/signtest"
)

func TestASignatureIsStamped(t *testing.T) {
	t.Parallel()
	stamped := time.Date(2026, 4, 20, 12, 0, 3, 0, time.UTC)
	tsa := signtest.Stamps(t, func() time.Time { return stamped })
	a := newAuthority(t)
	s := signer(t, a)
	s.Stamps = &sign.Stamps{URL: tsa.URL}
	file := signed(t, s, "Helheten fick 5,5")
	found, err := sign.VerifyFile(file, a.Certificates())
	if err != nil || !found.Stamp.At.Equal(stamped) || found.Stamp.By != "Provets tidsstämplar" {
		t.Fatalf("%v: %+v", err, found.Stamp)
	}
	// Not one bit of it, either.
	for at := range file {
		file[at] ^= 1 << (at % 4) // of a digit's four, among others
		if _, err := sign.VerifyFile(file, a.Certificates()); err == nil {
			t.Errorf("byte %d with another bit is good: %q", at, file[max(0, at-20):min(len(file), at+20)])
		}
		file[at] ^= 1 << (at % 4)
	}
}

// Whatever goes wrong with the time stamp, nothing is signed without it.
func TestNoTimeStampNoSignature(t *testing.T) {
	t.Parallel()
	tsa := signtest.Stamps(t, func() time.Time { return today })
	answers := func(change func(*timestamp.Timestamp)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			question, _ := io.ReadAll(r.Body)
			answer, _ := tsa.Answer(question, change)
			_, _ = w.Write(answer)
		}
	}
	a := newAuthority(t)
	for name, answer := range map[string]http.HandlerFunc{
		"500":      func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"a page":   func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>Logga in") },
		"too much": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("x", 1<<20)) },
		"cut off":  func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"refused": func(w http.ResponseWriter, _ *http.Request) {
			b, _ := timestamp.CreateErrorResponse(timestamp.Rejection, timestamp.BadAlgorithm)
			_, _ = w.Write(b)
		},
		"another nonce":    answers(func(s *timestamp.Timestamp) { s.Nonce = big.NewInt(1) }),
		"of another thing": answers(func(s *timestamp.Timestamp) { s.HashedMessage = bytes.Repeat([]byte{1}, 32) }),
		"no certificate":   answers(func(s *timestamp.Timestamp) { s.AddTSACertificate = false }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(answer)
			defer server.Close()
			s := signer(t, a)
			s.Stamps = &sign.Stamps{URL: server.URL}
			file := paper(s, "Hej")
			if err := s.SignFile(t.Context(), file); !errors.Is(err, sign.ErrStamp) {
				t.Errorf("%v", err)
			}
			if _, err := sign.VerifyFile(file, a.Certificates()); err == nil {
				t.Error("it is signed")
			}
		})
	}
}
