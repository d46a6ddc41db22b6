//go:build ignore

// This program writes the patterns by which words are hyphenated into the folder
// that is embedded, out of npm's package hyphen, where npm ci has brought it: there
// they are trees in JavaScript, here lines as TeX writes them.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// trees is where npm keeps the patterns of all languages.
const trees = "../../node_modules/hyphen/patterns"

// languages are those that letters are hyphenated in, by what the package calls them.
var languages = map[string]string{"sv": "sv", "en-us": "en", "fi": "fi"}

func main() {
	for from, to := range languages {
		script, err := os.ReadFile(filepath.Join(trees, from+".js"))
		if errors.Is(err, os.ErrNotExist) {
			fmt.Fprintf(os.Stderr, "generate: npm has not brought the patterns of %s: letters do not hyphenate its words\n", to)
			continue
		}
		var lines []string
		if err == nil {
			lines, err = patterns(string(script))
		}
		if err == nil {
			err = os.WriteFile(filepath.Join("hyphens", to+".txt"), []byte(strings.Join(lines, "\n")+"\n"), 0o644)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "generate: the patterns of %s: %v\n", to, err)
			os.Exit(1)
		}
	}
}

// keys are the names in an object that stand without quotation marks.
var keys = regexp.MustCompile(`([{,]\s*)([^\s"{}\[\],:]+):`)

// patterns reads what the script gives its environment: levels, the tree whose leaves
// count them, and words with places of their own.
func patterns(script string) ([]string, error) {
	_, literal, found := strings.Cut(script, "})(this, ")
	literal, _, ended := strings.Cut(literal, ");")
	if !found || !ended {
		return nil, errors.New("the script is not what it was")
	}
	var all []json.RawMessage
	if err := json.Unmarshal([]byte(keys.ReplaceAllString(literal, `$1"$2":`)), &all); err != nil {
		return nil, err
	}
	if len(all) < 2 {
		return nil, fmt.Errorf("the script has %d parts", len(all))
	}
	var levels [][]int
	var tree any
	own := map[string][]int{}
	err := errors.Join(json.Unmarshal(all[0], &levels), json.Unmarshal(all[1], &tree))
	if len(all) > 2 {
		err = errors.Join(err, json.Unmarshal(all[2], &own))
	}
	if err != nil {
		return nil, err
	}
	var lines []string
	walk(tree, "", func(letters string, leaf int) { lines = append(lines, woven([]rune(letters), levels[leaf])) })
	for word, places := range own {
		lines = append(lines, "="+hyphenated(word, places))
	}
	slices.Sort(lines)
	return lines, nil
}

// walk calls found for each leaf. A node is the number of a leaf, the branches, or
// both.
func walk(node any, letters string, found func(letters string, leaf int)) {
	switch node := node.(type) {
	case float64:
		found(letters, int(node))
	case []any:
		for _, part := range node {
			walk(part, letters, found)
		}
	case map[string]any:
		for letter, next := range node {
			walk(next, letters+letter, found)
		}
	}
}

// woven puts each level before its letter; 0 and that of the point before a word are
// not written.
func woven(letters []rune, levels []int) string {
	var b strings.Builder
	if len(letters) > 0 && letters[0] == '.' {
		b.WriteString(".")
		letters = letters[1:]
	}
	for i := range len(letters) + 1 {
		if i < len(levels) && levels[i] > 0 {
			b.WriteString(strconv.Itoa(levels[i]))
		}
		if i < len(letters) {
			b.WriteRune(letters[i])
		}
	}
	return b.String()
}

// hyphenated puts a word's hyphens in. The places count those that are there already.
func hyphenated(word string, places []int) string {
	letters := []rune(word)
	for _, at := range places {
		letters = slices.Insert(letters, at, '-')
	}
	return string(letters)
}
