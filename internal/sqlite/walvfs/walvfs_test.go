package walvfs_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"pullquote/internal/sqlite/walvfs"
)

// plain is the system's VFS.
const plain = ""

// open opens a connection to a database in a folder. Its page cache is so small that
// pages of a large transaction are written to the WAL before it ends.
func open(t *testing.T, folder, vfs string) *sql.Conn {
	t.Helper()
	q := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "cache_size(10)", "wal_autocheckpoint(50)"}}
	if vfs != plain {
		q.Set("vfs", vfs)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, "test.db")+"?"+q.Encode())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func run(t *testing.T, c *sql.Conn, queries ...string) {
	t.Helper()
	for _, q := range queries {
		if _, err := c.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

const (
	table = `CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL)`
	index = `CREATE INDEX word_text ON word (text)`
)

// add is a statement that adds n rows of a kilobyte, from a number on.
func add(from, n int) string {
	return fmt.Sprintf(`WITH RECURSIVE n (id) AS (VALUES (%d) UNION ALL SELECT id + 1 FROM n WHERE id < %d)
		INSERT INTO word SELECT id, hex(id * 7919) || printf('%%.*c', 1000, char(97 + id %% 26)) FROM n`, from, from+n-1)
}

// words returns what a database holds, in short, and fails if it is damaged.
func words(t *testing.T, c *sql.Conn) string {
	t.Helper()
	var state, content string
	ask := func(query string, to *string) {
		t.Helper()
		if err := c.QueryRowContext(t.Context(), query).Scan(to); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	ask(`PRAGMA integrity_check`, &state)
	if state != "ok" {
		t.Fatalf("integrity_check: %s", state)
	}
	ask(`SELECT coalesce(group_concat(id || ' ' || substr(text, 1, 8), char(10) ORDER BY id), '') FROM word`, &content)
	return content
}

// recovered returns what a database holds that is opened after a crash: the index of
// the WAL, which was in memory, is gone.
func recovered(t *testing.T, folder string) string {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{"test.db", "test.db-wal"} {
		b, err := os.ReadFile(filepath.Join(folder, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return words(t, open(t, to, plain))
}

func TestACommittedTransactionIsSeenByOthersAndAfterACrash(t *testing.T) {
	ours, theirs := t.TempDir(), t.TempDir()
	writer, model := open(t, ours, walvfs.Name()), open(t, theirs, plain)
	reader := open(t, ours, plain)
	both := func(q string) {
		t.Helper()
		run(t, writer, q)
		run(t, model, q)
	}
	both(table)
	both(index)
	r := rand.New(rand.NewPCG(1, 2))
	next := 1
	change := func() {
		switch n := 1 + r.IntN(60); r.IntN(4) {
		case 0, 1:
			both(add(next, n))
			next += n
		case 2:
			both(fmt.Sprintf(`UPDATE word SET text = 'changed ' || text WHERE id %% 7 = %d`, r.IntN(7)))
		case 3:
			both(fmt.Sprintf(`DELETE FROM word WHERE id %% 11 = %d`, r.IntN(11)))
		}
	}
	for range 40 {
		both(`BEGIN IMMEDIATE`)
		for range 1 + r.IntN(3) {
			switch r.IntN(3) {
			case 0:
				both(`SAVEPOINT part`)
				change()
				change()
				both(`ROLLBACK TO part`)
				both(`RELEASE part`)
			default:
				change()
			}
		}
		if r.IntN(4) == 0 {
			both(`ROLLBACK`)
		} else {
			both(`COMMIT`)
		}
		want := words(t, model)
		if got := words(t, reader); got != want {
			t.Fatalf("another connection sees\n%s\nand not\n%s", got, want)
		}
		if got := recovered(t, ours); got != want {
			t.Fatalf("after a crash there is\n%s\nand not\n%s", got, want)
		}
		if r.IntN(10) == 0 {
			both(`PRAGMA wal_checkpoint(TRUNCATE)`)
		}
	}
	if strings.Count(words(t, reader), "\n") < 100 {
		t.Error("there are hardly any rows left to compare")
	}
}

func TestWhatWasRolledBackIsNotWrittenOverWhatAnotherConnectionCommits(t *testing.T) {
	folder := t.TempDir()
	ours, theirs := open(t, folder, walvfs.Name()), open(t, folder, plain)
	run(t, ours, table)
	for n := range 3 {
		// From an empty WAL nothing is read, which would write what is collected.
		run(t, theirs, `PRAGMA wal_checkpoint(TRUNCATE)`)
		run(t, ours, `BEGIN IMMEDIATE`, add(1000, 60), `ROLLBACK`)
		run(t, theirs, add(1+100*n, 3))
		run(t, ours, add(51+100*n, 3))
	}
	want := 18
	for what, got := range map[string]string{"ours": words(t, ours), "theirs": words(t, theirs), "after a crash": recovered(t, folder)} {
		if n := strings.Count(got, "\n") + 1; n != want {
			t.Errorf("%s: %d rows, not %d:\n%s", what, n, want, got)
		}
	}
}

func TestAWALIsOpenedAnewAfterTheJournalWasChanged(t *testing.T) {
	folder := t.TempDir()
	c := open(t, folder, walvfs.Name())
	run(t, c, table, index, add(1, 5), `PRAGMA journal_mode = DELETE`, add(10, 5), `PRAGMA journal_mode = WAL`, add(20, 5))
	if got := strings.Count(recovered(t, folder), "\n") + 1; got != 15 {
		t.Errorf("%d rows", got)
	}
}

func BenchmarkCommit(b *testing.B) {
	for _, bc := range []struct{ name, vfs string }{{"plain", plain}, {"collected", walvfs.Name()}} {
		b.Run(bc.name, func(b *testing.B) {
			q := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)"}}
			if bc.vfs != plain {
				q.Set("vfs", bc.vfs)
			}
			db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "test.db")+"?"+q.Encode())
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			db.SetMaxOpenConns(1)
			exec(b, db, table)
			n := 1
			for b.Loop() {
				exec(b, db, add(n, 120))
				n += 120
			}
		})
	}
}

func exec(b *testing.B, db *sql.DB, query string) {
	b.Helper()
	if _, err := db.ExecContext(context.Background(), query); err != nil {
		b.Fatal(err)
	}
}
