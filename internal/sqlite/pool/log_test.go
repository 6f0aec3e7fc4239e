package pool_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pullquote/internal/sqlite/pool"
)

func TestTheLogShrinksWhenWhoKeptItFromThatHasLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "words.db")
	db, other := open(t, path, pool.Options{}), open(t, path, pool.Options{})
	size := func() int64 {
		t.Helper()
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	const most = 20 << 20 // the WAL's size after a checkpoint, and a few commits
	n := 0
	write := func() {
		t.Helper()
		n++
		if err := put(t.Context(), db, fmt.Sprint(n, strings.Repeat(" many words", 100_000))); err != nil {
			t.Fatal(err)
		}
	}
	err := other.Read(t.Context(), func(tx *pool.Tx) error {
		_, err := pool.One(t.Context(), tx, `SELECT count(*) FROM word`, pool.Value[int])
		for size() <= most && n < 100 {
			write()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if size() <= most {
		t.Fatalf("a reader of an old state does not keep the log from shrinking: %d bytes", size())
	}
	for range 3 {
		write()
	}
	if got := size(); got > most {
		t.Errorf("the log still has %d bytes", got)
	}
}
