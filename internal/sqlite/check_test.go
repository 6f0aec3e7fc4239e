package sqlite_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

func check(t *testing.T, store *sqlite.Store) blog.CheckState {
	t.Helper()
	state, err := store.Check(t.Context(), sqlitetest.NewClock().Now, func(context.Context) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestDamageIsKnownFromTheCheckOnAndAfterTheNextStart(t *testing.T) {
	path, pages := shelfOf(t)
	store := sqlitetest.Open(t, path, nil, nil)
	if state := check(t, store); len(state.Damaged) > 0 || store.Damaged() || !state.Done.Equal(sqlitetest.Start) {
		t.Errorf("of a whole blog the check says %+v", state)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	spoil(t, path, pages["revision"][0])
	store = sqlitetest.Open(t, path, nil, nil)
	if store.Damaged() {
		t.Error("a damaged page is known before anybody has met it")
	}
	if state := check(t, store); !slices.Equal(state.Damaged, []string{"revision"}) || !store.Damaged() {
		t.Errorf("the check says %+v", state)
	}
	// The results of the nightly work are stored in the same column.
	if err := errors.Join(store.SetNightlyState(t.Context(), blog.NightlyState{Posts: 3}), store.SetBackupState(t.Context(), blog.BackupState{Kept: 3}), store.Close()); err != nil {
		t.Fatal(err)
	}
	store = sqlitetest.Open(t, path, nil, nil)
	if state := store.CheckState(); !slices.Equal(state.Damaged, []string{"revision"}) || !store.Damaged() {
		t.Errorf("after the next start it is known as %+v", state)
	}
}

func TestDamageThatAQueryMeetsIsKnownAtOnceAndUntilACheckFindsNone(t *testing.T) {
	path, pages := shelfOf(t)
	spoil(t, path, pages["revision"][0])
	store := sqlitetest.Open(t, path, nil, nil)
	if _, err := store.Revisions(t.Context(), 1); blog.KindOf(err) != blog.Unavailable || !store.Damaged() {
		t.Errorf("the query fails with %v, and damage is known: %t", err, store.Damaged())
	}
	sqlitetest.Script(t, store.DB(), `PRAGMA foreign_keys = 0; PRAGMA writable_schema = 1; DELETE FROM sqlite_schema WHERE tbl_name = 'revision'; PRAGMA writable_schema = 0`)
	if !store.Damaged() {
		t.Error("it is forgotten before a check")
	}
	if state := check(t, store); len(state.Damaged) > 0 || store.Damaged() {
		t.Errorf("when what was damaged is gone, the check says %+v", state)
	}
}

func TestACheckEndsWhenItsRestDoes(t *testing.T) {
	path, _ := shelfOf(t)
	store := sqlitetest.Open(t, path, nil, nil)
	enough := errors.New("enough")
	if _, err := store.Check(t.Context(), sqlitetest.NewClock().Now, func(context.Context) error { return enough }); !errors.Is(err, enough) || !store.CheckState().Done.IsZero() {
		t.Errorf("it fails with %v, and %+v is kept", err, store.CheckState())
	}
}

func TestACheckBeginsNoOtherLogWhenTheBlogHasLostItsOwn(t *testing.T) {
	path, _ := shelfOf(t)
	store := sqlitetest.Open(t, path, nil, nil)
	if err := os.Remove(path + "-wal"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Check(t.Context(), sqlitetest.NewClock().Now, func(context.Context) error { return nil }); blog.KindOf(err) != blog.Unavailable || store.Damaged() {
		t.Errorf("the check says %v, and the blog counts as damaged: %t", err, store.Damaged())
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		t.Error("there is another log")
	}
}
