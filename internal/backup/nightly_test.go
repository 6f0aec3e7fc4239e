package backup_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pullquote/internal/backup"
	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

// nights is a blog that is backed up each night, with a clock to be moved.
type nights struct {
	place
	store   *sqlite.Store
	clock   *sqlitetest.Clock
	nightly *backup.Nightly
}

func newNights(t *testing.T, want blog.Backups) nights {
	t.Helper()
	clock := sqlitetest.NewClock()
	p := place{t.TempDir()}
	store := sqlitetest.Open(t, p.database(), clock, nil)
	post(t, store, sqlitetest.SetUp(t, store), "One", true)
	n := nights{p, store, clock, backup.NewNightly(store, p.folder, clock.Now, slog.New(slog.DiscardHandler))}
	n.want(t, want)
	return n
}

func (n nights) want(t *testing.T, want blog.Backups) {
	t.Helper()
	sqlitetest.Change(t, n.store, func(s *blog.Settings) { s.Backups = want })
}

func (n nights) due(t *testing.T) {
	t.Helper()
	if err := n.nightly.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (n nights) state(t *testing.T) blog.BackupState {
	t.Helper()
	state, err := n.store.BackupState(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// files returns the names in the folder of the backups.
func (n nights) files(t *testing.T) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(n.folder, "nightly"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestACopyIsMadeOnceANight(t *testing.T) {
	n := newNights(t, blog.Backups{})
	n.due(t)
	if got := n.files(t); got != nil {
		t.Errorf("nobody wants copies, and there are %q", got)
	}
	n.want(t, blog.Backups{Folder: "nightly", Days: 7})
	n.due(t)
	n.due(t)
	first := n.state(t)
	if got := n.files(t); !slices.Equal(got, []string{"pullquote-2012-11-21.db.zst"}) || first.Kept != 1 || first.Bytes == 0 || first.Fault != "" || !first.Good.Equal(sqlitetest.Start) {
		t.Errorf("files %q, state %+v", got, first)
	}
	n.clock.Advance(8 * time.Hour) // 01:07: not yet
	n.due(t)
	if got := n.files(t); len(got) != 1 {
		t.Errorf("before two o'clock there are %q", got)
	}
	n.clock.Advance(time.Hour)
	n.due(t)
	if got := n.files(t); !slices.Equal(got, []string{"pullquote-2012-11-21.db.zst", "pullquote-2012-11-22.db.zst"}) {
		t.Errorf("the next night there are %q", got)
	}
	q := place{t.TempDir()}
	if restored, err := q.restore(n.state(t).File, false).Run(t.Context()); err != nil || restored.Posts != 1 {
		t.Errorf("restored: %+v, %v", restored, err)
	}
}

func TestTheExportsStateAndTheBackupsDoNotGetInEachOthersWay(t *testing.T) {
	n := newNights(t, blog.Backups{Folder: "nightly", Days: 7})
	n.due(t)
	want := n.state(t)
	export := blog.NightlyState{JobState: blog.JobState{Done: sqlitetest.Start, Fault: "a fault"}, Posts: 7}
	if err := n.store.SetNightlyState(t.Context(), export); err != nil {
		t.Fatal(err)
	}
	if got := n.state(t); got != want {
		t.Errorf("the backup's state is now %+v", got)
	}
	if err := n.store.SetBackupState(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	if got, err := n.store.NightlyState(t.Context()); err != nil || got != export {
		t.Errorf("the export's state is now %+v, %v", got, err)
	}
}

func TestAClockThatWasAheadOnceKeepsNoCopyFromBeingMadeAndKept(t *testing.T) {
	n := newNights(t, blog.Backups{Folder: "nightly", Days: 1})
	const years = 10 * 365 * 24 * time.Hour
	n.clock.Advance(years)
	n.due(t)
	n.clock.Advance(-years)
	n.due(t)
	if got := n.files(t); !slices.Equal(got, []string{"pullquote-2012-11-21.db.zst", "pullquote-2022-11-19.db.zst"}) {
		t.Errorf("there are %q", got)
	}
	if state := n.state(t); !state.Good.Equal(sqlitetest.Start) {
		t.Errorf("the last copy that went well is of %s", state.Good)
	}
	n.clock.Advance(24 * time.Hour)
	n.due(t)
	if got := n.files(t); !slices.Equal(got, []string{"pullquote-2012-11-22.db.zst", "pullquote-2022-11-19.db.zst"}) {
		t.Errorf("a day later there are %q", got)
	}
}

func TestOlderCopiesAreKeptByDaysWeeksAndMonths(t *testing.T) {
	n := newNights(t, blog.Backups{Folder: "nightly", Days: 3, Weeks: 2, Months: 3})
	for range 100 {
		n.due(t)
		n.clock.Advance(24 * time.Hour)
	}
	// From 2012-11-21 on; the last night is 2013-02-28, a Thursday.
	want := []string{"2012-12-31", "2013-01-31", "2013-02-24", "2013-02-26", "2013-02-27", "2013-02-28"}
	for i, day := range want {
		want[i] = "pullquote-" + day + ".db.zst"
	}
	if got := n.files(t); !slices.Equal(got, want) {
		t.Errorf("kept are %q, want %q", got, want)
	}
	if kept := n.state(t).Kept; kept != len(want) {
		t.Errorf("%d are said to be kept", kept)
	}
}

func TestABackupThatFailsRemovesNoGoodOne(t *testing.T) {
	n := newNights(t, blog.Backups{Folder: "nightly", Days: 1})
	n.due(t)
	good := n.state(t)
	folder := filepath.Join(n.folder, "nightly")
	// What is not a copy of ours, or not whole, counts for nothing and stays.
	for _, name := range []string{"pullquote-2012-11-20.db.zst", "pullquote-2012-11-19.db", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// Of the next night's name there is a folder already.
	if err := os.Mkdir(filepath.Join(folder, "pullquote-2012-11-22.db.zst"), 0o700); err != nil {
		t.Fatal(err)
	}
	before := n.files(t)
	n.clock.Advance(24 * time.Hour)
	if err := n.nightly.Due(t.Context()); blog.KindOf(err) != blog.Conflict {
		t.Errorf("it gives %v", err)
	}
	state := n.state(t)
	if got := n.files(t); !slices.Equal(got, before) || state.File != good.File || !state.Good.Equal(good.Good) || !strings.Contains(state.Fault, "is a folder") {
		t.Errorf("files %q, state %+v", got, state)
	}
	n.clock.Advance(24 * time.Hour)
	n.due(t)
	if got := n.files(t); slices.Contains(got, "pullquote-2012-11-21.db.zst") || !slices.Contains(got, "pullquote-2012-11-23.db.zst") || len(got) != len(before) || n.state(t).Fault != "" {
		t.Errorf("after a good night there are %q", got)
	}
}

func TestADiskThatIsNotThereIsAFault(t *testing.T) {
	n := newNights(t, blog.Backups{Folder: filepath.Join(t.TempDir(), "not mounted", "backups"), Days: 1})
	if err := n.nightly.Due(t.Context()); blog.KindOf(err) != blog.Unavailable {
		t.Errorf("it gives %v", err)
	}
	if state := n.state(t); state.Fault == "" || !state.Good.IsZero() {
		t.Errorf("state %+v", state)
	}
}
