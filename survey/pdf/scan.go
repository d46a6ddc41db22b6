package pdf

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// A tokenKind is what a token of a content stream is.
type tokenKind int

const (
	numberToken tokenKind = iota
	nameToken
	stringToken
	markToken // the beginning or end of an array or a dictionary
	wordToken // an operator, or true, false, null
)

// A token of a content stream. Names lack their slash; strings are the bytes
// that they stand for.
type token struct {
	kind   tokenKind
	text   string
	number float64
}

// A scanner reads the tokens of a content stream (ISO 32000-1, 7.2 and 7.8.2).
// It takes whatever it is given and never fails: what makes no sense is an
// operator that nobody knows.
type scanner struct {
	data []byte
	at   int
}

// operators calls each for every operator with the tokens before it, arrays and
// dictionaries laid flat, which are each's own until it returns. It stops at the first
// error.
func operators(content []byte, each func(operator string, operands []token) error) error {
	s := scanner{data: content}
	var operands []token
	for {
		t, ok := s.next()
		if !ok {
			return nil
		}
		const most = 10_000 // operands; no operator has that many
		if t.kind != wordToken || t.text == "true" || t.text == "false" || t.text == "null" {
			if len(operands) < most {
				operands = append(operands, t)
			}
			continue
		}
		if t.text == "ID" { // the bytes of a picture within the stream
			end := bytes.Index(s.data[s.at:], []byte("EI"))
			if end < 0 { // all that is left is the picture's
				return nil
			}
			s.at += end
		}
		if err := each(t.text, slices.Clip(operands)); err != nil {
			return err
		}
		operands = operands[:0]
	}
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// next returns the next token; false at the end.
func (s *scanner) next() (token, bool) {
	for s.at < len(s.data) {
		c := s.data[s.at]
		switch {
		case isSpace(c):
			s.at++
		case c == '%':
			for s.at < len(s.data) && s.data[s.at] != '\n' && s.data[s.at] != '\r' {
				s.at++
			}
		case c == '(':
			return token{kind: stringToken, text: s.literal()}, true
		case c == '/':
			s.at++
			return token{kind: nameToken, text: unescapeName(s.word())}, true
		case bytes.HasPrefix(s.data[s.at:], []byte("<<")), bytes.HasPrefix(s.data[s.at:], []byte(">>")):
			s.at += 2
			return token{kind: markToken, text: string(s.data[s.at-2 : s.at])}, true
		case c == '<':
			return token{kind: stringToken, text: s.hexadecimal()}, true
		case isDelimiter(c):
			s.at++
			return token{kind: markToken, text: string(c)}, true
		default:
			word := s.word()
			if strings.IndexByte("+-.0123456789", word[0]) >= 0 {
				if n, err := strconv.ParseFloat(word, 64); err == nil {
					return token{kind: numberToken, text: word, number: n}, true
				}
			}
			return token{kind: wordToken, text: word}, true
		}
	}
	return token{}, false
}

func (s *scanner) word() string {
	begin := s.at
	for s.at < len(s.data) && !isSpace(s.data[s.at]) && !isDelimiter(s.data[s.at]) {
		s.at++
	}
	return string(s.data[begin:s.at])
}

func (s *scanner) hexadecimal() string {
	s.at++
	var digits []byte
	for s.at < len(s.data) && s.data[s.at] != '>' {
		if c := s.data[s.at]; !isSpace(c) {
			digits = append(digits, c)
		}
		s.at++
	}
	s.at = min(s.at+1, len(s.data))
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	n, _ := hex.Decode(digits, digits) // up to what is no digit
	return string(digits[:n])
}

// literal reads a string in parentheses, which may nest.
func (s *scanner) literal() string {
	var out []byte
	depth := 0
	for s.at < len(s.data) {
		c := s.data[s.at]
		s.at++
		switch c {
		case '(':
			depth++
			if depth == 1 {
				continue
			}
		case ')':
			depth--
			if depth == 0 {
				return string(out)
			}
		case '\\':
			out = s.escape(out)
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

// escape appends what the character after a backslash stands for.
func (s *scanner) escape(out []byte) []byte {
	if s.at >= len(s.data) {
		return out
	}
	c := s.data[s.at]
	s.at++
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	if c < '0' || c > '7' {
		if c == '\n' || c == '\r' { // a line that goes on
			return out
		}
		return append(out, c)
	}
	n := int(c - '0')
	for range 2 {
		if s.at < len(s.data) && s.data[s.at] >= '0' && s.data[s.at] <= '7' {
			n = 8*n + int(s.data[s.at]-'0')
			s.at++
		}
	}
	return append(out, byte(n))
}

func unescapeName(s string) string {
	if !bytes.Contains([]byte(s), []byte("#")) {
		return s
	}
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '#' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(n))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}
