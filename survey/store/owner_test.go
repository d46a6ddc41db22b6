package store

import (
	"go/ast"
	"go/token"
	"go/types"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/omdome/omdome/survey/store/storetest"
)

// owners says by which columns the rows of a table have an owner: an organization,
// or what belongs to one; for what attendees, speakers and organizers have of
// their own also their device, their key or their sign-in. A statement that
// changes or deletes rows finds them by one of these, with a value of it.
var owners = map[string][]string{
	"organization": {"id"},
	"event":        {"organization_id"}, "speaker": {"organization_id"}, "act": {"organization_id"},
	"accessibility": {"organization_id"}, "statement": {"organization_id"}, "wording": {"organization_id"}, "letterhead": {"organization_id"},
	"organizer": {"organization_id", "password"}, "organizer_link": {"organization_id", "organizer_id", "hash"}, "sign_in": {"organizer_id", "hash"},

	"session": {"event_id"}, "board": {"event_id"}, "invitation": {"event_id", "session_id"}, "token": {"event_id", "session_id"},
	"follow_up": {"event_id", "session_id"}, "material": {"event_id", "session_id"}, "material_part": {"file_id"},
	"reflection": {"event_id", "session_id"}, "quote": {"event_id", "session_id"}, "thanks": {"event_id", "session_id", "device"},

	"appearance": {"session_id"}, "question": {"session_id"}, "option": {"session_id"}, "waiting_response": {"session_id"}, "response_group": {"session_id"}, "response": {"session_id"}, "answer": {"session_id"},
	"comment": {"session_id", "event_id"}, "mark": {"session_id"}, "tally": {"session_id", "event_id"}, "register": {"session_id", "event_id"},
	"removal": {"session_id"}, "leftover": {"session_id"}, "series_session": {"session_id"},
	"inquiring": {"session_id"}, "inquiry": {"session_id"}, "inquiry_vote": {"device"},

	"letter": {"appearance_id", "session_id", "series_id"}, "frozen_letter": {"letter_id"}, "letter_file": {"letter_id"}, "frozen_picture": {"letter_id"}, "picture": {"organization_id"}, "certificate": {"organization_id"},
	"reply": {"appearance_id", "session_id"}, "publication": {"appearance_id", "session_id"},

	"authority": nil, "device_secret": nil, "installation": nil, "probe": nil, // the installation's
}

// exempt are the statements that find rows otherwise, by how they begin, with why
// they may.
var exempt = map[string]string{
	"DELETE FROM sign_in WHERE used <= ? OR started <= ?":                           "by age, whosever they are",
	"UPDATE invitation SET address = '' WHERE address <> '' AND event_id IN (SELEC": "by age, whosever they are",
	"UPDATE register SET swept = ? WHERE session_id IN (SELECT id FROM session WHE": "by age, whosever they are",
	"DELETE FROM organizer_link WHERE kind = ? AND organization_id IS NULL":         "the links of the first start are nobody's yet",
	"UPDATE installation SET marked = ? WHERE one = 1":                              "the installation's own",
	"DELETE FROM probe":               "the installation's own, and of no meaning",
	"UPDATE authority SET secret = ?": "the installation's own keys",
}

// handedRows are the types of rows that are read and locked as their owner's in the
// transaction: by ownLetter for an organization, by withLetter for who has the
// letter's key. A function that is handed one may write that row by its id alone.
var handedRows = map[string][]string{"letter": {"letterRow", "heldLetter"}}

// moves are the statements that give a row another owner or lean it on something
// else, with why they may.
var moves = map[string]string{
	"appearance.speaker_id": "to a speaker whom the statement before has found or made in the same organization",
	"invitation.session_id": "to NULL: from a session to the whole of its event",
	"publication.letter_id": "to the letter whose key the speaker has, of the same appearance",
	"sign_in.organizer_id":  "by the sign-in's own hash, to one of those whose password was checked: see MayChoose",
}

var (
	table   = regexp.MustCompile(`(?is)^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)\b`)
	leaning = regexp.MustCompile(`(\w+_id|\bid)\s*=`)
	either  = regexp.MustCompile(`(?i)\bOR\b`)
)

// unowned says what is wrong with a statement that writes; "" for nothing.
func unowned(st saidSQL) string {
	text := strings.Join(strings.Fields(st.text), " ")
	for begin := range exempt {
		if strings.HasPrefix(text, begin) {
			return ""
		}
	}
	if st.in != nil && st.in.Name.Name == "values" && strings.HasPrefix(st.place, "tx.go") {
		return "" // what tx.insert makes of what is read where that is called
	}
	found := table.FindStringSubmatch(text)
	if found == nil || len(writes.FindAllString(locking.ReplaceAllString(text, ""), -1)) != 1 {
		return "write it as one INSERT INTO, UPDATE or DELETE FROM with the table's name, so that it can be read here"
	}
	name := found[2]
	by, known := owners[name]
	switch {
	case !known:
		return "say in owners by which columns the rows of " + name + " have an owner"
	case strings.HasPrefix(text, "INSERT"):
		return insertsOwned(text, name, by)
	}
	set, where, ok := strings.Cut(text, " WHERE ")
	if !ok {
		return "it writes every row there is: say whose"
	}
	if strings.HasPrefix(text, "UPDATE") {
		_, set, _ = strings.Cut(set, " SET ")
		for _, column := range leaning.FindAllStringSubmatch(set, -1) {
			if moves[name+"."+column[1]] == "" {
				return "it gives a row another " + column[1] + ": what belongs to one never moves to another, or say in moves why it may"
			}
		}
	}
	where = withoutExists(where)
	if either.MatchString(where) {
		return "OR may find another owner's rows: write two statements"
	}
	for _, column := range by {
		if regexp.MustCompile(`(^|[\s(.])` + column + `\s*(=\s*\?|IN\s*\(\s*\?|«in»)`).MatchString(where) {
			return ""
		}
	}
	if regexp.MustCompile(`^id = \?`).MatchString(where) && handed(st.in, handedRows[name]...) {
		return ""
	}
	return "it finds rows by an id that may be anybody's: add one of " + strings.Join(by, ", ") + " with its value to the WHERE, read in the same transaction"
}

// withoutExists takes out what the condition only asks about: it chooses no rows by
// their owner.
func withoutExists(where string) string {
	for {
		at := strings.Index(where, "EXISTS (")
		if at < 0 {
			return where
		}
		open := at + len("EXISTS ")
		end, depth := open, 0
		for ; end < len(where); end++ {
			switch where[end] {
			case '(':
				depth++
			case ')':
				depth--
			}
			if depth == 0 {
				break
			}
		}
		where = where[:at] + "there" + where[min(end+1, len(where)):]
	}
}

// insertsOwned says what is wrong with an INSERT: whose its rows are stands in
// them, and what is there already is not changed but by its owner's column.
func insertsOwned(text, name string, by []string) string {
	_, after, conflict := strings.Cut(text, "ON CONFLICT (")
	if !conflict || !strings.Contains(after, "DO UPDATE") {
		return ""
	}
	target, _, _ := strings.Cut(after, ")")
	for _, column := range strings.Split(target, ",") {
		if slices.Contains(by, strings.TrimSpace(column)) {
			return ""
		}
	}
	return "its DO UPDATE finds a row by " + target + ", which may be anybody's"
}

// TestStatementsNameTheirOwner reads all SQL of the store that writes. Where a new
// statement fails it, the sentence says what to do.
func TestStatementsNameTheirOwner(t *testing.T) {
	t.Parallel()
	all := readSource(t).statements()
	if len(all) < 150 {
		t.Errorf("%d statements that write: they have not been found", len(all))
	}
	used := map[string]bool{}
	for _, st := range all {
		if wrong := unowned(st); wrong != "" {
			t.Errorf("%s: %s:\n%s", st.place, wrong, strings.Join(strings.Fields(st.text), " "))
		}
		for begin := range exempt {
			used[begin] = used[begin] || strings.HasPrefix(strings.Join(strings.Fields(st.text), " "), begin)
		}
	}
	for begin := range exempt {
		if !used[begin] {
			t.Errorf("no statement begins so any more: take it out of exempt: %s", begin)
		}
	}
}

// Every table has an owner's column.
func TestTablesHaveOwners(t *testing.T) {
	t.Parallel()
	s := open(t, storetest.SQLite(t), Options{})
	var tables []string
	if err := s.pools.read.Select(&tables, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%'"); err != nil {
		t.Fatal(err)
	}
	for _, name := range tables {
		if _, known := owners[name]; !known {
			t.Errorf("say in owners by which columns the rows of %s have an owner", name)
		}
	}
}

// Without an owner, TestStatementsNameTheirOwner refuses a statement, however it
// is written.
func TestStatementsWithoutOwnerAreFound(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"as it once was":      `_, err := t.exec("DELETE FROM quote WHERE comment_id = ? AND whole = ?", id, true); return err`,
		"thanks":              `_, err := t.exec("DELETE FROM thanks WHERE reflection_id = ?", id); return err`,
		"small letters":       `_, err := t.exec("delete from quote where comment_id = ?", id); return err`,
		"lines":               "_, err := t.exec(`DELETE\n\tFROM quote\n\tWHERE comment_id = ?`, id); return err",
		"put together":        `q := "DELETE FROM " + "quote"; _, err := t.exec(q+" WHERE comment_id = ?", id); return err`,
		"another table":       `table := "quote"; _, err := t.exec("DELETE FROM "+table+" WHERE comment_id = ?", id); return err`,
		"an unknown table":    `_, err := t.exec("DELETE FROM "+name+" WHERE session_id = ?", id); return err`,
		"a list":              `for _, q := range []string{"DELETE FROM session WHERE id = ?"} { t.exec(q, id) }; return nil`,
		"an update":           `_, err := t.exec("UPDATE comment SET state = ? WHERE id = ?", "x", id); return err`,
		"or":                  `_, err := t.exec("DELETE FROM comment WHERE id = ? OR session_id = ?", id, id); return err`,
		"another session":     `_, err := t.exec("DELETE FROM comment WHERE id = ? AND session_id <> ?", id, id); return err`,
		"every session":       `_, err := t.exec("DELETE FROM comment WHERE id = ? AND session_id IN (SELECT id FROM session)", id); return err`,
		"all rows":            `_, err := t.exec("DELETE FROM thanks"); return err`,
		"a move":              `_, err := t.exec("UPDATE session SET event_id = ? WHERE id = ? AND event_id = ?", id, id, id); return err`,
		"within another":      `_, err := t.exec("WITH gone AS (DELETE FROM quote RETURNING comment_id) SELECT 1"); return err`,
		"what is there":       `_, err := t.exec("INSERT INTO comment (id, text) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text", id, ""); return err`,
		"by insert":           `_, err := t.insert("comment (id, text)", nil, " ON CONFLICT (id) DO UPDATE SET text = excluded.text"); return err`,
		"a read that deletes": `return t.one(&id, "DELETE FROM quote WHERE comment_id = ? RETURNING comment_id", id)`,
		"only asked about":    `_, err := t.exec("DELETE FROM comment WHERE id = ? AND EXISTS (SELECT 1 FROM session WHERE event_id = ?)", id, id); return err`,
		"an unknown where":    `_, err := t.exec("DELETE FROM quote WHERE "+name, id); return err`,
	} {
		s := readSource(t)
		before := len(s.statements())
		s.add(t, "new.go", "package store\nfunc (t *tx) forgetful(id survey.ID, name string) error { "+body+" }")
		wrong := 0
		for _, st := range s.statements() {
			if strings.HasPrefix(st.place, "new.go") && unowned(st) != "" {
				wrong++
			}
		}
		if wrong == 0 {
			t.Errorf("%s passes (%d statements more): %s", name, len(s.statements())-before, body)
		}
	}
}

// notOffices are the store's methods that write and that no office calls, with
// whose rows they write. A new one either belongs to an office, which is then
// bound to its organization, or stands here with who may call it.
var notOffices = map[string]string{
	"Accept": "an attendee's: what the session takes, under the mark of an own key or invitation",
	"Change": "an attendee's: by the response's key", "Withdraw": "an attendee's: by the response's key",
	"Ask": "an attendee's: in a session that takes it", "VoteInquiry": "an attendee's: by the device, in its session",
	"WithdrawInquiry": "an attendee's: by the device, in its session",
	"Reflect":         "a reader's: on a page that takes it", "WithdrawReflection": "a reader's: by the device, on its page",
	"Thank":            "a reader's: by the device, on its page",
	"ReplyToInquiries": "a speaker's: by the key of the session or the letter",
	"SaveReply":        "a speaker's: by the letter's key", "Publish": "a speaker's: by the letter's key",
	"Unpublish": "a speaker's: by the letter's key", "NewLetterKey": "a speaker's: by the letter's key",
	"SetUp": "by the link's token", "Join": "by the link's token", "Reset": "by the link's token", "DemoOwner": "by the link's token",
	"AddSignIn": "the program's, when a password was right", "UseSignIn": "by the sign-in's hash", "EndSignIn": "by the sign-in's hash",
	"Rehash": "by the old hash of the password", "AddOrganizer": "the program's own", "AddLink": "the program's own",
	"Load": "the program's own: adds, and changes nothing", "ReviewComment": "the program's own, for the demonstration",
	"AddAuthority": "the installation's", "FirstAuthority": "the installation's", "ForgetSecrets": "the installation's",
	"DeviceSecret":   "the installation's, made when it is first asked for",
	"SawBurst":       "the pages': how many answers came at once, of the session that has taken them",
	"AddCertificate": "the program's own, for the organization to which it issues one",
	"SignAnew":       "the program's own, at its start: letters that it has read, and that have no file yet",
	"Installation":   "the installation's", "ClaimFiles": "the installation's", "KeyMarks": "the installation's: all marks, once", "NewMarkSecret": "the installation's",
	"Backup": "the installation's: it shuffles what is due", "Ready": "nobody's: to see whether anything can be written",
	"Tick": "the clock's", "Migrate": "the schema's", "Open": "starts the writers of Accept",
}

// TestOfficesAreBound: every transaction of an office is bound to its
// organization, and every other that writes is known.
func TestOfficesAreBound(t *testing.T) {
	t.Parallel()
	s := readSource(t)
	writing := s.writing()
	called := map[string]bool{}
	s.calls(func(_ string, in *ast.FuncDecl, call *ast.CallExpr, name string) {
		if receiver(in) != "Office" || !(name == "write" && len(call.Args) == 4) && !writing[name] {
			return
		}
		switch on := call.Fun.(*ast.SelectorExpr).X.(type) {
		case *ast.CallExpr: // o.acting(…), the store that is bound
			if method, ok := on.Fun.(*ast.SelectorExpr); ok && method.Sel.Name == "acting" {
				called[name] = true
			}
			return
		case *ast.Ident:
			if slices.Contains([]string{"o", "t", "up", "errors"}, on.Name) {
				return // the office's own, which is bound by itself, or no store
			}
		case *ast.SelectorExpr:
			if on.Sel.Name != "store" {
				return
			}
		default:
			return
		}
		t.Errorf("%s: %s is not bound to the office's organization: do it with o.acting(…)", s.set.Position(call.Pos()), name)
	})
	for name := range writing {
		if why := notOffices[name]; ast.IsExported(name) && !called[name] && why == "" {
			t.Errorf("Store.%s writes and no office calls it: say in notOffices whose rows it writes", name)
		}
	}
}

// TestPagesWriteThroughOffices: of the whole store, pages use only what belongs to
// attendees, speakers and the program; all else they have from an office.
func TestPagesWriteThroughOffices(t *testing.T) {
	t.Parallel()
	writing := readSource(t).writing()
	pages := &source{set: token.NewFileSet(), funcs: map[string][]*ast.FuncDecl{}, texts: map[string]ast.Expr{}}
	err := filepath.WalkDir("../web", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			pages.add(t, name, nil)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	pages.calls(func(file string, _ *ast.FuncDecl, call *ast.CallExpr, name string) {
		on, ok := call.Fun.(*ast.SelectorExpr).X.(*ast.SelectorExpr)
		if !ok || on.Sel.Name != "store" || !writing[name] {
			return
		}
		calls++
		if server := types.ExprString(on.X); server != "o" && !strings.HasSuffix(server, ".o") && notOffices[name] == "" {
			t.Errorf("%s: %s.store.%s changes what is an organization's: let an office do it", file, server, name)
		}
	})
	if calls < 40 {
		t.Errorf("%d calls that write: they have not been found", calls)
	}
}

// writing are the store's methods that begin a transaction which writes, by
// themselves or through another.
func (s *source) writing() map[string]bool {
	found := map[string]bool{}
	for more := true; more; {
		more = false
		s.calls(func(_ string, in *ast.FuncDecl, call *ast.CallExpr, name string) {
			on, ok := call.Fun.(*ast.SelectorExpr).X.(*ast.Ident)
			if !ok || on.Name != "s" || receiver(in) != "Store" || found[in.Name.Name] || name != "write" && !found[name] {
				return
			}
			found[in.Name.Name], more = true, true
		})
	}
	return found
}

// TestSQLGoesThroughOnePlace: what bypassed tx would be held to nothing.
func TestSQLGoesThroughOnePlace(t *testing.T) {
	t.Parallel()
	direct := regexp.MustCompile(`^(Must|Named)?(Exec|Query|QueryRow|Queryx|QueryRowx|Get|Select|Prepare|Preparex|PrepareNamed|Stmt|Stmtx|NamedStmt)(Context)?$`)
	may := map[string]string{
		"tx.go": "is the place", "dialect.go": "connects, and asks about the server", "migrate.go": "migrates", "migrate_group.go": "migrates",
		"sweep.go": "sweeps the files, by the dialect's own statements", "check.go": "asks",
		"backup.go": "copies a SQLite file", "backup_postgres.go": "reads whole tables, in a transaction that waits for pg_dump",
	}
	readSource(t).calls(func(file string, in *ast.FuncDecl, call *ast.CallExpr, name string) {
		if direct.MatchString(name) && may[file] == "" {
			t.Errorf("%s, %s: %s bypasses tx.exec, tx.one and tx.all", file, in.Name.Name, name)
		}
	})
}
