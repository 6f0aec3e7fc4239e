package pool_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"pullquote/internal/sqlite/pool"
)

// changes reports whether the generation changes, and waits for that.
func changes(db *pool.DB, from uint64) bool { return changesWithin(db, from, time.Minute) }

func changesWithin(db *pool.DB, from uint64, patience time.Duration) bool {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if db.Generation() != from {
			return true
		}
	}
	return false
}

// settled returns the generation when nothing is about to change it: when it has
// stayed the same for a second of repeated checks.
func settled(db *pool.DB) uint64 {
	for n := db.Generation(); ; n = db.Generation() {
		if !changesWithin(db, n, time.Second) {
			return n
		}
	}
}

func TestTheGenerationChangesWithEachCommitThatReadersSee(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "words.db")
	db, other := open(t, path, pool.Options{}), open(t, path, pool.Options{})
	quietly := func(db *pool.DB, word string) {
		t.Helper()
		if err := db.WriteQuietly(t.Context(), func(tx *pool.Tx) error { return insert(t.Context(), tx, word) }); err != nil {
			t.Fatal(err)
		}
	}
	before := settled(db)

	if err := put(t.Context(), db, "own"); err != nil {
		t.Fatal(err)
	}
	if now := db.Generation(); now != before+1 {
		t.Errorf("after a commit it is %d, was %d", now, before)
	}
	if now := settled(db); now != before+1 {
		t.Errorf("one commit moved it from %d to %d", before, now)
	}

	quietly(db, "quiet")
	if now := settled(db); now != before+1 {
		t.Errorf("a quiet commit moved it to %d", now)
	}
	if err := put(t.Context(), db, "quiet"); err == nil {
		t.Fatal("a word was stored twice")
	}
	if now := settled(db); now != before+1 {
		t.Errorf("a transaction that failed moved it to %d", now)
	}

	if err := put(t.Context(), other, "theirs"); err != nil {
		t.Fatal(err)
	}
	if !changes(db, before+1) {
		t.Error("another program's commit is not seen")
	}

	now := settled(db)
	quietly(db, "ours, quiet")
	if err := put(t.Context(), other, "theirs, at the same time"); err != nil {
		t.Fatal(err)
	}
	if !changes(db, now) {
		t.Error("another program's commit hides behind a quiet one")
	}

	now = settled(db)
	shell, err := other.SQL()
	if err != nil {
		t.Fatal(err)
	}
	defer shell.Close()
	if _, err := shell.ExecContext(t.Context(), `INSERT INTO word (text) VALUES ('by a shell')`); err != nil {
		t.Fatal(err)
	}
	if !changes(db, now) {
		t.Error("a commit of a shell is not seen")
	}
}

func TestAPoolThatIsClosedSaysSo(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "words.db"), pool.Options{})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	read := db.Read(t.Context(), func(*pool.Tx) error { return nil })
	if read == nil || put(t.Context(), db, "late") == nil {
		t.Error("it reads or writes on")
	}
	if err := db.Close(); err != nil {
		t.Errorf("closing it again: %v", err)
	}
	db.Generation()
}

func TestAnotherProgramsCommitTouchesEverythingThoughOursComesRightBehindIt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "words.db")
	db, other := open(t, path, pool.Options{}), open(t, path, pool.Options{})
	shell, err := other.SQL()
	if err != nil {
		t.Fatal(err)
	}
	defer shell.Close()
	ours := func(word string) {
		t.Helper()
		err := db.Write(t.Context(), func(tx *pool.Tx) error {
			tx.Touch("ours")
			return insert(t.Context(), tx, word)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	ours("one")
	for name, theirs := range map[string]func(){
		"of one like us": func() {
			if err := put(t.Context(), other, "theirs"); err != nil {
				t.Fatal(err)
			}
		},
		"of a shell": func() {
			if _, err := shell.ExecContext(t.Context(), `INSERT INTO word (text) VALUES ('by hand')`); err != nil {
				t.Fatal(err)
			}
		},
	} {
		before := settled(db)
		ours("before " + name)
		if !db.Unchanged(before, []string{"others"}) || db.Unchanged(before, []string{"others", "ours"}) {
			t.Errorf("%s: our commit touches others' topics, or not its own", name)
		}
		before = db.Generation()
		theirs()
		ours("behind " + name)
		if db.Unchanged(before, nil) {
			t.Errorf("a commit %s hides behind ours", name)
		}
	}
}

func TestAnotherProgramsCommitIsSeenThoughOursFailsRightBehindIt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "words.db")
	db, other := open(t, path, pool.Options{}), open(t, path, pool.Options{})
	before := settled(db)
	if err := put(t.Context(), other, "theirs"); err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	if err := db.Write(t.Context(), func(*pool.Tx) error { return refused }); !errors.Is(err, refused) {
		t.Fatal(err)
	}
	if db.Generation() == before {
		t.Error("it is not seen")
	}
}

func TestAnotherProgramsCommitIsSeenWhileOursWaitsForItsNext(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "words.db")
	db, other := open(t, path, pool.Options{}), open(t, path, pool.Options{})
	shell, err := other.SQL()
	if err != nil {
		t.Fatal(err)
	}
	defer shell.Close()
	theirs := func(statements ...string) {
		t.Helper()
		for _, s := range statements {
			if _, err := shell.ExecContext(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := settled(db)
	theirs(`BEGIN IMMEDIATE`)
	waited := make(chan error, 1)
	go func() { waited <- put(t.Context(), db, "ours") }()
	theirs(`INSERT INTO word (text) VALUES ('theirs')`, `COMMIT`, `BEGIN IMMEDIATE`)
	if !changesWithin(db, before, 4*time.Second) {
		t.Error("it is not seen")
	}
	select {
	case err := <-waited:
		t.Logf("ours came in between (%v), so that there was nothing to see", err)
	default:
	}
	theirs(`ROLLBACK`)
}
