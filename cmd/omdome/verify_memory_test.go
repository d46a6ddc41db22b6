package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/omdome/omdome/survey/store/storetest"
)

// TestFilesThatAreStillComingTakeLittleMemory: anybody may send a file to be
// verified, and stop before its end.
func TestFilesThatAreStillComingTakeLittleMemory(t *testing.T) {
	t.Parallel()
	const senders, size = 20, 4_000_000
	r := start(t, []string{"OMDOME_DATABASE=" + storetest.SQLite(t)}, "serve")
	before := peakMemory(t, r)
	const head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n"
	const end = "\r\n--x--\r\n"
	file := strings.Repeat("a", size)
	var open []net.Conn
	for range senders {
		conn, err := net.Dial("tcp", strings.TrimPrefix(r.url(), "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintf(conn, "POST /verify HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n%s%s",
			len(head)+len(file)+len(end), head, file); err != nil {
			t.Fatal(err)
		}
		open = append(open, conn)
	}
	for _, conn := range open { // once each is answered, all that was sent has been read
		if _, err := conn.Write([]byte(end)); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("a file that came slowly is answered with %d", res.StatusCode)
		}
	}
	grown := peakMemory(t, r) - before
	t.Logf("%d files of %d bytes: memory grown by %d kB", senders, size, grown)
	if grown > 80_000 {
		t.Errorf("%d files that are still coming take %d kB of memory more", senders, grown)
	}
}
