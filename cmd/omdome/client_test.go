package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/organizer"
	"github.com/omdome/omdome/survey/store"
)

// signedIn makes an owner of the organization in the database, and returns the
// cookie of a browser in which the owner is signed in.
func signedIn(s *store.Store, organization survey.ID) (cookie string, err error) {
	token, err := survey.NewKey(rand.Reader)
	if err != nil {
		return "", err
	}
	m, err := s.AddOrganizer(context.Background(), organizer.Organizer{
		OrganizationID: organization, Name: "Test", Email: strings.ToLower(token.Text()[:8]) + "@example.org", Role: organizer.Owner,
	}, "")
	if err != nil {
		return "", err
	}
	err = s.AddSignIn(context.Background(), survey.SignInHash(token.Text()), organizer.SignIn{Organizer: m.Organizer.ID})
	return "organizer=" + token.Text(), err
}

// A poster posts forms over one connection that it keeps, with as little work
// of its own as can be: it shares the machine with what it measures. Opened
// again after an error.
type poster struct {
	address string // host:port
	cookie  string // "name=value", sent along where it is not empty
	from    string // who a proxy in front says that it comes from, likewise
	conn    net.Conn
	read    *bufio.Reader
}

var errNoAnswer = errors.New("no answer")

// post sends a form and returns the answer's status.
func (p *poster) post(path, body string) (status int, err error) {
	if p.conn == nil {
		if p.conn, err = net.DialTimeout("tcp", p.address, 5*time.Second); err != nil {
			p.conn = nil
			return 0, err
		}
		p.read = bufio.NewReaderSize(p.conn, 16<<10)
	}
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	p.conn.SetDeadline(time.Now().Add(60 * time.Second))
	cookie := ""
	if p.cookie != "" {
		cookie = "\r\nCookie: " + p.cookie
	}
	if p.from != "" {
		cookie += "\r\nX-Forwarded-For: " + p.from
	}
	request := "POST " + path + " HTTP/1.1\r\nHost: " + p.address + cookie +
		"\r\nContent-Type: application/x-www-form-urlencoded\r\nAccept-Language: sv\r\nContent-Length: " +
		strconv.Itoa(len(body)) + "\r\n\r\n" + body
	if _, err := io.WriteString(p.conn, request); err != nil {
		return 0, err
	}
	return p.answer()
}

func (p *poster) answer() (status int, err error) {
	length, chunked := 0, false
	for first := true; ; first = false {
		line, err := p.read.ReadString('\n')
		if err != nil {
			return 0, err
		}
		line = strings.TrimRight(line, "\r\n")
		if first {
			if len(line) < 12 {
				return 0, errNoAnswer
			}
			if status, err = strconv.Atoi(line[9:12]); err != nil {
				return 0, errNoAnswer
			}
			continue
		}
		if line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ": ")
		switch strings.ToLower(name) {
		case "content-length":
			length, _ = strconv.Atoi(value)
		case "transfer-encoding":
			chunked = true
		case "connection":
			if value == "close" {
				defer p.close()
			}
		}
	}
	if chunked {
		return status, p.chunks()
	}
	_, err = p.read.Discard(length)
	return status, err
}

func (p *poster) chunks() error {
	for {
		line, err := p.read.ReadString('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(strings.TrimSpace(line), 16, 32)
		if err != nil {
			return err
		}
		if _, err := p.read.Discard(int(size) + 2); err != nil || size == 0 {
			return err
		}
	}
}

func (p *poster) close() {
	if p.conn != nil {
		p.conn.Close()
		p.conn = nil
	}
}

// An attempt is one attendee's form, with its key.
type attempt struct {
	key    survey.Key
	rating int
	body   string
}

// newAttempt fills in the n-th attendee's form: three ratings, and a comment in
// most.
func newAttempt(n int) attempt {
	key, err := survey.NewKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	a := attempt{key: key, rating: 1 + n%6}
	form := url.Values{
		survey.FieldKey: {key.Text()}, survey.FieldVersion: {"1"},
		"q1": {fmt.Sprint(a.rating)}, "q2.1": {fmt.Sprint(1 + (n+1)%6)}, "q3.1": {fmt.Sprint(1 + (n+2)%6)},
	}
	if n%5 != 0 {
		form.Set("q4", "Tydligt upplagt, och vi hann öva på riktigt. Exemplen satt.")
	}
	a.body = form.Encode()
	return a
}
