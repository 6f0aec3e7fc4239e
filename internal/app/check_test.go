package app

import (
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/metrics"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

func TestTheDatabaseIsCheckedEachNightAndNotAtTheStart(t *testing.T) {
	clock := sqlitetest.NewClock() // 17:07
	store := sqlitetest.New(t, clock)
	sqlitetest.SetUp(t, store)
	c := newChecker(store, make(chan struct{}, 1), clock.Now, slog.New(slog.DiscardHandler))
	for _, step := range []struct {
		passes time.Duration
		checks bool
		when   string
	}{
		{0, false, "at the start, though it never was"},
		{59 * time.Minute, false, "in the first hour"},
		{time.Minute, true, "an hour after the start, to make up for the night"},
		{time.Minute, false, "a minute later"},
		{9 * time.Hour, false, "at three"},
		{time.Hour, true, "at four"},
		{23 * time.Hour, false, "at three again"},
		{time.Hour, true, "at four again"},
	} {
		before, now := store.CheckState().Done, clock.Advance(step.passes)
		if err := c.due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if done := store.CheckState().Done; done.Equal(now) != step.checks || !step.checks && !done.Equal(before) {
			t.Errorf("%s, it is %s, and the last check is of %s", step.when, now.Format(time.TimeOnly), done)
		}
	}
}

// changed returns a store whose file a script has changed before it was opened.
func changed(t *testing.T, clock *sqlitetest.Clock, script string) *sqlite.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "blog.db")
	store := sqlitetest.Open(t, path, clock, nil)
	sqlitetest.SetUp(t, store)
	db, err := pool.Open(t.Context(), path, pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	sqlitetest.Script(t, db, script)
	if err := errors.Join(db.Close(), store.Close()); err != nil {
		t.Fatal(err)
	}
	return sqlitetest.Open(t, path, clock, nil)
}

func TestWhatIsKnownToBeDamagedIsCheckedAtTheStart(t *testing.T) {
	clock := sqlitetest.NewClock()
	// As an earlier run has left it; what was damaged has been repaired since.
	store := changed(t, clock, `UPDATE setting SET nightly_state = json_set(nightly_state, '$.check', json('{"done": "2012-11-21T17:00:00Z", "damaged": ["search_data"]}'))`)
	c := newChecker(store, make(chan struct{}, 1), clock.Now, slog.New(slog.DiscardHandler))
	if !store.Damaged() {
		t.Fatal("the damage is forgotten")
	}
	if err := c.due(t.Context()); err != nil || store.Damaged() {
		t.Errorf("it is not looked at: %v", err)
	}
}

func TestADamagedFileIsLookedAtAgainAfterEverLongerPauses(t *testing.T) {
	clock := sqlitetest.NewClock()
	store := changed(t, clock, `PRAGMA writable_schema = 1; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'address_post') WHERE type = 'table' AND name = 'author'; PRAGMA writable_schema = 0`)
	if _, err := store.Authors(t.Context()); blog.KindOf(err) != blog.Unavailable {
		t.Fatalf("the damage is not met: %v", err)
	}
	c := newChecker(store, make(chan struct{}, 1), clock.Now, slog.New(slog.DiscardHandler))
	var pauses []time.Duration
	for begin, checks := clock.Now(), 0; checks < 14; clock.Advance(time.Second) {
		if err := c.due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if done := store.CheckState().Done; done.Equal(clock.Now()) {
			pauses = append(pauses, done.Sub(begin))
			begin, checks = done, checks+1
		}
	}
	if !slices.IsSorted(pauses) || pauses[0] != 0 || pauses[1] != firstRecheck || pauses[len(pauses)-1] != lastRecheck {
		t.Errorf("it is looked at after %v", pauses)
	}
	select {
	case <-c.wake:
	case <-time.After(time.Minute):
		t.Error("nobody is woken when the pause is over")
	}
}

func TestTheMetricsTellHowTheNightsWent(t *testing.T) {
	clock := sqlitetest.NewClock()
	store := sqlitetest.New(t, clock)
	sqlitetest.SetUp(t, store)
	a := &App{Store: store, log: slog.New(slog.DiscardHandler)}
	var none metrics.Page
	a.writeNights(t.Context(), &none)
	if text := string(none.Bytes()); text != "" {
		t.Errorf("of what was never done is said\n%s", text)
	}
	at := time.Unix(1700000000, 0)
	err := store.SetBackupState(t.Context(), blog.BackupState{JobState: blog.JobState{Done: at, Good: at.Add(-time.Hour), Bad: at, Took: 1500 * time.Millisecond, Fault: "The disk is gone."}, Bytes: 4096, Kept: 3})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.SetNightlyState(t.Context(), blog.NightlyState{JobState: blog.JobState{Done: at, Good: at, Took: time.Second}, Posts: 7, Bytes: 1234}); err != nil {
		t.Fatal(err)
	}
	var p metrics.Page
	a.writeNights(t.Context(), &p)
	writeCheck(&p, store)
	text := string(p.Bytes())
	for _, want := range []string{
		"pullquote_nightly_backup_timestamp_seconds 1.7e+09", "pullquote_nightly_backup_success_timestamp_seconds 1.6999964e+09", "pullquote_nightly_backup_failure_timestamp_seconds 1.7e+09",
		"pullquote_nightly_backup_failed 1", "pullquote_nightly_backup_duration_seconds 1.5", "pullquote_nightly_backup_bytes 4096", "pullquote_nightly_backup_kept 3",
		"pullquote_nightly_export_success_timestamp_seconds 1.7e+09", "pullquote_nightly_export_failed 0", "pullquote_nightly_export_bytes 1234", "pullquote_database_damaged 0",
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
	if strings.Contains(text, "export_failure_timestamp") {
		t.Errorf("a failure that never was has a time:\n%s", text)
	}
}
