// Timed runs go test and shows what it says of what fails; without a command it says
// which ten tests took longest in all runs that were written to the file, and why
// tests were skipped.
//
//	timed FILE go test …
//	timed FILE
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// An event is a line of go test -json.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64 // seconds
	ImportPath                    string
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "timed: which file?")
		os.Exit(2)
	}
	var err error
	if file := os.Args[1]; len(os.Args) > 2 {
		err = run(file, os.Args[2:])
	} else {
		err = tell(file)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "timed:", err)
		os.Exit(1)
	}
}

// run runs "go test …" and adds its events to the file.
func run(file string, command []string) error {
	out, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	// go test itself, and what comes after "go test".
	test := exec.Command(command[0], slices.Concat(command[1:2], []string{"-json"}, command[2:])...)
	test.Stderr = os.Stderr
	said, err := test.StdoutPipe()
	if err != nil {
		return err
	}
	if err := test.Start(); err != nil {
		return err
	}
	show(io.TeeReader(said, out))
	return test.Wait()
}

// show prints of each package how it ended, and of each test that failed all that it
// said.
func show(events io.Reader) {
	said := map[string]string{}
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadBytes('\n')
		var e event
		if json.Unmarshal(line, &e) != nil {
			os.Stdout.Write(line)
		}
		key := e.Package + " " + e.Test
		switch {
		case e.Action == "build-output":
			fmt.Print(e.Output)
		case e.Action == "output" && e.Test == "":
			if e.Output != "PASS\n" {
				fmt.Print(e.Output)
			}
		case e.Action == "output":
			said[key] += e.Output
		case e.Action == "fail":
			fmt.Print(said[key])
			delete(said, key)
		case e.Action == "pass" || e.Action == "skip":
			delete(said, key)
		}
		if err != nil {
			break
		}
	}
	for _, rest := range said { // of tests that were running when the process died
		fmt.Print(rest)
	}
}

// tell prints the ten tests that took longest, and why tests were skipped.
func tell(file string) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	took, whole := map[string]float64{}, map[string]bool{}
	said, skipped := map[string]string{}, map[string]int{}
	for lines := json.NewDecoder(in); ; {
		var e event
		if err := lines.Decode(&e); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		if e.Test == "" {
			continue
		}
		room := strings.TrimPrefix(e.Package, "github.com/omdome/omdome/")
		name := room + " " + e.Test
		if at := strings.LastIndex(name, "/"); at > len(room) {
			whole[name[:at]] = true
		}
		switch e.Action {
		case "output":
			if strings.Contains(e.Output, "_test.go:") {
				said[name] = e.Output
			}
		case "skip":
			_, why, _ := strings.Cut(said[name], ": ")
			skipped[strings.TrimSpace(why)]++
		case "pass", "fail":
			took[name] += e.Elapsed
		}
	}
	own, parts := map[string]float64{}, map[string]float64{}
	for name, seconds := range took {
		room, test, _ := strings.Cut(name, " ")
		switch top, _, part := strings.Cut(test, "/"); {
		case !part:
			own[name] = seconds
		case !whole[name]:
			parts[room+" "+top] += seconds
		}
	}
	for name, sum := range parts { // parts that run at once are not in their parent's time
		own[name] = max(own[name], sum)
	}
	slowest := slices.SortedFunc(maps.Keys(own), func(a, b string) int { return cmp.Compare(own[b], own[a]) })
	fmt.Println("\nThe slowest ten, in seconds, with their parts:")
	for _, name := range slowest[:min(10, len(slowest))] {
		fmt.Printf("%6.1f  %s\n", own[name], name)
	}
	for _, why := range slices.Sorted(maps.Keys(skipped)) {
		fmt.Printf("skipped %d: %s\n", skipped[why], why)
	}
	return nil
}
