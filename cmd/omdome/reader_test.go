package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/store/storetest"
)

const (
	// invitees is how many are invited; the last few never answer.
	invitees  = 61
	answering = 53
	// deviceAddress is where the attendees' requests come from.
	deviceAddress = "127.86.75.64"
)

// TestReaderOfWhatThePagesLeave plays somebody who has the database or a dump of
// it, and all logs, knows who was invited and in which order they answered, and
// wants to know who said what. Everything is done through the pages of the
// running programs, with personal links.
func TestReaderOfWhatThePagesLeave(t *testing.T) {
	for _, c := range []struct {
		name     string
		database func(testing.TB) string
		programs int
	}{{"sqlite", storetest.SQLite, 1}, {"postgres", storetest.OwnPostgres, 2}} {
		t.Run(c.name, func(t *testing.T) {
			r := &pageReader{hall: newSeminar(t, c.database(t), c.programs)}
			r.env = append(r.env, "OMDOME_LOG=debug") // whatever can be logged is
			r.running, r.addresses = r.startAll(t)
			r.open(t)
			r.taking = true
			r.invitePeople(t)
			for who := range answering / 2 {
				r.answer(t, who)
			}
			r.knows(t, "half way", answering/2)
			for who := answering / 2; who < answering; who++ {
				r.answer(t, who)
			}
			r.knows(t, "all answered", answering)
			r.press(t, "close")
			r.taking = false
			r.knows(t, "closed", answering)
			r.press(t, "seal")
			r.knows(t, "sealed", answering)
			r.press(t, "release")
			r.knows(t, "released", answering)
			response, err := r.asOwner(t, http.DefaultClient, r.office(0, "/s/"+string(r.form.Session.Code)), http.MethodGet, nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			response.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			page := string(body)
			if !strings.Contains(page, fmt.Sprintf("%d av %d inbjudna svarade", answering, invitees)) &&
				!strings.Contains(page, fmt.Sprintf("%d of %d invited people responded", answering, invitees)) {
				t.Error("the result does not say how many of those invited responded")
			}
			r.searchLogs(t)
		})
	}
}

// A pageReader is the attacker, with what the test knows to judge the guesses.
type pageReader struct {
	*hall
	running   []*running
	taking    bool // the session is open
	addresses []string
	db        *sql.DB
	people    []string // their e-mail addresses
	links     []string
	mu        sync.Mutex
	cookie    string   // of an owner who is signed in
	secrets   []string // tokens, keys and their hashes
}

func (r *pageReader) postgres() bool { return strings.HasPrefix(r.database, "postgres") }

func (r *pageReader) open(t *testing.T) {
	t.Helper()
	driver := "sqlite"
	if r.postgres() {
		driver = "postgres"
	}
	var err error
	if r.db, err = sql.Open(driver, r.database); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.db.Close() })
}

// office is an address of a program's organizer's pages.
func (r *pageReader) office(program int, path string) string {
	return r.running[program].url() + "/o" + path
}

// invitePeople lets the organizer paste the addresses and download the links.
func (r *pageReader) invitePeople(t *testing.T) {
	t.Helper()
	for who := range invitees {
		r.people = append(r.people, fmt.Sprintf("person%02d@example.org", who))
	}
	page := "/e/" + string(r.form.Event.Code) + "/invitations"
	r.post(t, http.DefaultClient, r.office(0, page+"/addresses"), url.Values{"addresses": {strings.Join(r.people, "\r\n")}})
	file := r.post(t, http.DefaultClient, r.office(0, page+"/links"), url.Values{"links": {"new"}})
	table := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff")))
	if strings.Contains(file[:20], ";") {
		table.Comma = ';'
	}
	rows, err := table.ReadAll()
	if err != nil || len(rows) != invitees+1 {
		t.Fatalf("%d lines of links, %v", len(rows), err)
	}
	for _, row := range rows[1:] { // by address, which is in the order of the people
		_, token, _ := strings.Cut(row[1], "/i/")
		r.links = append(r.links, token)
		key, ok := survey.ParseKey(token)
		if !ok {
			t.Fatalf("a link has no token")
		}
		r.keep(key)
	}
}

// keep remembers a token or key in all its forms as something to be found
// nowhere.
func (r *pageReader) keep(key survey.Key) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secrets = append(r.secrets, key.Text(), key.Spaced(), strings.ToLower(key.Text()), string(key[:]), hex.EncodeToString(key[:]))
}

func (r *pageReader) post(t *testing.T, client *http.Client, address string, form url.Values) string {
	t.Helper()
	response, err := r.asOwner(t, client, address, http.MethodPost, form)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", response.Request.URL.Path, response.StatusCode, err)
	}
	return string(body)
}

// asOwner sends a request; to the organizer's pages as one who is signed in.
func (r *pageReader) asOwner(t *testing.T, client *http.Client, address, method string, form url.Values) (*http.Response, error) {
	t.Helper()
	if strings.Contains(address, "/o/") {
		if r.cookie == "" {
			var err error
			if r.cookie, err = signedIn(r.store, r.form.Organization.ID); err != nil {
				t.Fatal(err)
			}
		}
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		at, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		name, value, _ := strings.Cut(r.cookie, "=")
		jar.SetCookies(at, []*http.Cookie{{Name: name, Value: value, Path: "/o"}})
		client = &http.Client{Jar: jar, Transport: client.Transport}
	}
	if method == http.MethodGet {
		return client.Get(address)
	}
	return client.PostForm(address, form)
}

// device is an attendee's browser, at an address of its own.
func device(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(deviceAddress)}}
	transport := &http.Transport{DialContext: from.DialContext}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Jar: jar, Timeout: 30 * time.Second, Transport: transport}
}

// answer lets a person follow their link, fill in the form so that it tells who
// wrote it, and send it three times at once; then open the link once more.
func (r *pageReader) answer(t *testing.T, who int) {
	t.Helper()
	client, site := device(t), "http://"+r.addresses[who%len(r.addresses)]
	page, err := client.Get(site + "/i/" + r.links[who])
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	document, err := goquery.NewDocumentFromReader(page.Body)
	if err != nil || page.StatusCode != http.StatusOK {
		t.Fatalf("a link leads to %d, %v", page.StatusCode, err)
	}
	form := url.Values{
		"q1": {fmt.Sprint(1 + who/36)}, "q2.1": {fmt.Sprint(1 + who/6%6)}, "q3.1": {fmt.Sprint(1 + who%6)},
		"q4": {fmt.Sprintf("Kommentar nummer %d.", who)},
	}
	for _, name := range []string{"key", "version", "invited"} {
		form.Set(name, document.Find("form input[name="+name+"]").AttrOr("value", ""))
	}
	if key, ok := survey.ParseKey(form.Get("key")); ok {
		r.keep(key)
	}
	var tries sync.WaitGroup
	for range 3 {
		tries.Go(func() {
			if thanks := r.post(t, client, site+r.path(), form); !strings.Contains(thanks, "data-answered") {
				t.Error("an answer got no thanks")
			}
		})
	}
	tries.Wait()
	again, err := client.Get(site + "/i/" + r.links[who])
	if err != nil {
		t.Fatal(err)
	}
	again.Body.Close()
}

// press does what the organizer's button does.
func (r *pageReader) press(t *testing.T, action string) {
	t.Helper()
	r.post(t, http.DefaultClient, r.office(len(r.running)-1, "/s/"+string(r.form.Session.Code)+"/"+action), nil)
}

// knows attacks what is stored now, after the given number have answered.
func (r *pageReader) knows(t *testing.T, when string, answered int) {
	t.Helper()
	r.shuffled(t)
	marks, responses := r.traces(t)
	if len(marks) != answered || len(responses) != answered {
		t.Fatalf("%s: %d marks, %d responses, want %d", when, len(marks), len(responses), answered)
	}
	// Who has answered is known, and who was invited.
	whos := make([]int, len(marks))
	for i, m := range marks {
		whos[i] = m.who
	}
	slices.Sort(whos)
	for who := range answered {
		if whos[who] != who {
			t.Fatalf("%s: the register does not know who has answered: %v", when, whos)
		}
	}
	// What they answered is not.
	groups, small, right := join(marks, responses)
	if small > 0 {
		t.Errorf("%s: %d groups are smaller than %d", when, small, survey.DefaultK)
	}
	if !r.postgres() {
		groups = 1 // the tables do not show which came first; while open there can be no more than these:
		if r.taking {
			groups = answered / survey.DefaultK
		}
	}
	// In random order a group has one right guess on average, with variance one.
	if limit := float64(groups) + 4*math.Sqrt(float64(groups)) + 1; float64(right) > limit {
		t.Errorf("%s: %d right guesses of %d, chance gives %d", when, right, answered, groups)
	}
	t.Logf("%-12s %d marks in %d groups; right guesses %d", when, len(marks), groups, right)
	r.search(t, when)
}

// shuffled waits for a shuffle that may still be under way.
func (r *pageReader) shuffled(t *testing.T) {
	t.Helper()
	for range 200 {
		var waiting int
		if err := r.db.QueryRow(fmt.Sprintf("SELECT waiting FROM register WHERE session_id = %d", r.form.Session.ID)).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
		if waiting < survey.DefaultK {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("what waits is not shuffled")
}

// A left is a mark or a response as the reader finds it.
type left struct {
	xmin    int64 // the transaction that wrote it, where the database tells
	who     int   // whom it is about
	waiting bool  // a response that lies in no group
	group   int   // which group a response lies in; 0 for none
}

var numbered = regexp.MustCompile(`Kommentar nummer (\d+)\.`)

// traces returns marks and responses in the order in which they lie there. Whose
// a mark is the reader computes from the invitations; whose a response is only
// the test knows, by its comment or its ratings.
func (r *pageReader) traces(t *testing.T) (marks, responses []left) {
	t.Helper()
	whose := map[string]int{}
	for _, row := range r.query(t, "SELECT id, address FROM invitation") {
		who := slices.Index(r.people, row.text)
		if who < 0 {
			t.Fatalf("%q was not invited", row.text)
		}
		mark := survey.InvitationMark(r.form.Session.ID, survey.ID(row.number))
		whose[r.keyed(t, mark[:16])] = who // as much of it as is kept
	}
	xmin := "0"
	if r.postgres() {
		xmin = "xmin::text::bigint"
	}
	session := fmt.Sprint(" WHERE session_id = ", int64(r.form.Session.ID))
	for _, row := range r.query(t, "SELECT "+xmin+", hash FROM mark"+session) {
		who, ok := whose[row.text]
		if !ok {
			t.Fatal("a mark is no invitation's")
		}
		marks = append(marks, left{xmin: row.number, who: who})
	}
	for i, table := range []string{"waiting_response", "response_group"} {
		for n, row := range r.query(t, "SELECT "+xmin+", content FROM "+table+session) {
			// Comments stand in what is packed as they are, in the responses' order.
			for _, found := range numbered.FindAllStringSubmatch(row.text, -1) {
				who, _ := strconv.Atoi(found[1])
				responses = append(responses, left{xmin: row.number, who: who, waiting: i == 0, group: i * (n + 1)})
			}
		}
	}
	writer := map[string]int{}
	for _, row := range r.query(t, `SELECT response_id, CAST(SUM((value - 1) *
		CASE question WHEN 1 THEN 36 WHEN 2 THEN 6 ELSE 1 END) AS TEXT) FROM answer GROUP BY response_id`) {
		who, err := strconv.Atoi(row.text)
		if err != nil {
			t.Fatal(err)
		}
		writer[fmt.Sprint(row.number)] = who
	}
	for _, row := range r.query(t, "SELECT "+xmin+", CAST(id AS TEXT) FROM response"+session) {
		responses = append(responses, left{xmin: row.number, who: writer[row.text]})
	}
	return marks, responses
}

// keyed is the mark as the database has it: where a file keeps the secret, only the test
// can tell whose it is, and not the reader.
func (r *pageReader) keyed(t *testing.T, plain []byte) string {
	t.Helper()
	if r.postgres() {
		return string(plain)
	}
	secret, err := readSecret(r.database + markSuffix)
	if err != nil {
		t.Fatal(err)
	}
	h := hmac.New(sha256.New, secret)
	h.Write(plain)
	return string(h.Sum(nil)[:16])
}

type tableRow struct {
	number int64
	text   string
}

func (r *pageReader) query(t *testing.T, query string) []tableRow {
	t.Helper()
	rows, err := r.db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []tableRow
	for rows.Next() {
		var row tableRow
		if err := rows.Scan(&row.number, &row.text); err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// join guesses: what waits was written together with its mark; a group is of those who
// had come by then, were in no group before and do not wait. Within a group the i-th
// mark is the i-th response's, or the i-th who answered is. It returns the better of
// both. Where nothing tells in which transaction rows were written, all groups are one.
func join(marks, responses []left) (groups, small, right int) {
	waits := map[int64]bool{}
	members := map[int64][]int{}
	var order []int64
	for _, row := range responses {
		if row.waiting {
			waits[row.xmin] = row.xmin != 0
			continue
		}
		if members[row.xmin] == nil {
			order = append(order, row.xmin)
		}
		members[row.xmin] = append(members[row.xmin], row.who)
	}
	slices.Sort(order)
	rest := slices.DeleteFunc(slices.Clone(marks), func(m left) bool { return waits[m.xmin] })
	same := func(a, b []int) (n int) {
		for i := range min(len(a), len(b)) {
			if a[i] == b[i] {
				n++
			}
		}
		return n
	}
	byMarks, byTime := 0, 0
	for _, xmin := range order {
		var mine []int
		rest = slices.DeleteFunc(rest, func(m left) bool {
			if m.xmin <= xmin {
				mine = append(mine, m.who)
			}
			return m.xmin <= xmin
		})
		groups++
		if xmin != 0 && (len(mine) < survey.DefaultK || len(mine) != len(members[xmin])) {
			small++
		}
		byMarks += same(mine, members[xmin])
		slices.Sort(mine)
		byTime += same(mine, members[xmin])
	}
	return groups, small, max(byMarks, byTime)
}

// search looks through the database's files or its dump for what must stand
// nowhere. Whom the organizer has invited stands there, until it is removed.
func (r *pageReader) search(t *testing.T, when string) {
	t.Helper()
	content := r.content(t)
	for _, secret := range append(slices.Clone(r.secrets), deviceAddress) {
		if bytes.Contains(content, []byte(secret)) {
			t.Fatalf("%s: %q is stored", when, secret)
		}
	}
	for _, person := range r.people {
		if !bytes.Contains(content, []byte(person)) {
			t.Fatalf("%s: %s is not there; is it the right database?", when, person)
		}
	}
}

// searchLogs stops the programs and looks through what they have logged, and the
// database server, in which not even those invited stand.
func (r *pageReader) searchLogs(t *testing.T) {
	t.Helper()
	for _, p := range r.running {
		p.stop(t)
	}
	logs := r.logs(t)
	for _, secret := range slices.Concat(r.secrets, r.people, []string{deviceAddress}) {
		if bytes.Contains(logs, []byte(secret)) {
			t.Fatalf("%q is logged", secret)
		}
	}
}

func (r *pageReader) content(t *testing.T) []byte {
	t.Helper()
	if r.postgres() {
		return storetest.Dump(t, r.database)
	}
	var all []byte
	for _, suffix := range []string{"", "-wal", "-shm"} {
		b, err := os.ReadFile(r.database + suffix)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

// logs is what the programs have written, and the database server.
func (r *pageReader) logs(t *testing.T) []byte {
	t.Helper()
	var all []byte
	for _, p := range r.running {
		all = append(all, p.errs.Bytes()...)
	}
	if !bytes.Contains(all, []byte("msg=request")) {
		t.Error("the programs log no requests; is it the right log?")
	}
	if r.postgres() {
		var log string
		if err := r.db.QueryRowContext(context.Background(),
			"SELECT pg_read_file(current_setting('data_directory') || '/../log')").Scan(&log); err != nil {
			t.Fatal(err)
		}
		all = append(all, log...)
	}
	return all
}
