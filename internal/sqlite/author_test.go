package sqlite_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

func TestABlogIsSetUpOnce(t *testing.T) {
	store := sqlitetest.New(t, nil)
	if done, err := store.IsSetUp(t.Context()); err != nil || done {
		t.Errorf("a new blog is set up: %t, %v", done, err)
	}
	_, err := store.Owner(t.Context())
	wantKind(t, "its owner", err, blog.NotFound)
	won := race(8, func(int) bool {
		_, err := store.SetUp(t.Context(), blog.DefaultSettings(), blog.Author{Name: "Ada", Username: "ada"}, "hash")
		if err != nil {
			wantKind(t, "a second set-up", err, blog.Conflict)
		}
		return err == nil
	})
	if done, err := store.IsSetUp(t.Context()); won != 1 || err != nil || !done {
		t.Errorf("%d of 8 have set it up; %t, %v", won, done, err)
	}
}

func TestSettingsComeBackAsTheyWereSaved(t *testing.T) {
	store := sqlitetest.New(t, nil)
	if got, err := store.Settings(t.Context()); err != nil || got != blog.DefaultSettings() {
		t.Errorf("before set-up: %+v, %v", got, err)
	}
	want := blog.Settings{Title: "T", Tagline: "Below", Lang: "de", TimeZone: "Europe/Berlin", Pattern: "/{year}/{slug}/", BaseURL: "https://example.org"}
	for range 2 {
		sqlitetest.Change(t, store, func(s *blog.Settings) { *s = want })
		if got, err := store.Settings(t.Context()); err != nil || got != want {
			t.Errorf("got %+v, %v", got, err)
		}
		want.Title = "Another"
	}
}

func TestAUserNameIsFoundInAnyCaseOfLetters(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	for _, name := range []string{"ada", "ADA", "Ada"} {
		if got, hash, err := store.Credentials(t.Context(), name); err != nil || got != ada || hash != "no password" {
			t.Errorf("%s: %+v, %q, %v", name, got, hash, err)
		}
	}
	for _, name := range []string{"", "ad", "ada%", "grace"} {
		_, _, err := store.Credentials(t.Context(), name)
		wantKind(t, "user name "+name, err, blog.NotFound)
	}
}

func TestAnAuthorsRecordIsChanged(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	ada.Name, ada.Username, ada.Email = "Ada E.", "ada2", "ada@example.org"
	if err := store.SaveAuthor(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Author(t.Context(), ada.ID); err != nil || got != ada {
		t.Errorf("got %+v, %v", got, err)
	}
	one := item("One", "")
	one.Post.Author.Name = "Grace"
	bring(t, store, one)
	wantKind(t, "a user name that is taken", store.SaveAuthor(t.Context(), blog.Author{ID: 2, Name: "Grace", Username: "ADA2"}), blog.Conflict)
	if err := store.SaveAuthor(t.Context(), blog.Author{ID: 2, Name: "Grace", Username: "teſs"}); err != nil {
		t.Fatal(err)
	}
	ada.Username = "TESS"
	wantKind(t, "another author's user name, with other letters of the same", store.SaveAuthor(t.Context(), ada), blog.Conflict)
	wantKind(t, "an author who is not there", store.SaveAuthor(t.Context(), blog.Author{ID: 99, Name: "N"}), blog.NotFound)
	_, err := store.Author(t.Context(), 99)
	wantKind(t, "reading one", err, blog.NotFound)
}

// signIn stores a session that expires after an hour.
func signIn(t *testing.T, s *sqlite.Store, a blog.Author, token string) blog.Session {
	t.Helper()
	v, err := s.CreateSession(t.Context(), []byte(token), blog.Session{AuthorID: a.ID, UserAgent: "Browser", Expires: sqlitetest.Start.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestASessionIsFoundUntilItEnds(t *testing.T) {
	clock := sqlitetest.NewClock()
	store := sqlitetest.New(t, clock)
	ada := sqlitetest.SetUp(t, store)
	want := signIn(t, store, ada, "one")
	if got, by, err := store.SessionByToken(t.Context(), []byte("one")); err != nil || by != ada || got != want {
		t.Errorf("%+v of %+v, %v; want %+v", got, by, err, want)
	}
	_, _, err := store.SessionByToken(t.Context(), []byte("two"))
	wantKind(t, "a token that was never given", err, blog.NotFound)

	now := clock.Advance(time.Hour - time.Millisecond)
	if err := store.TouchSession(t.Context(), want.ID, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Hour - time.Millisecond)
	if got, _, err := store.SessionByToken(t.Context(), []byte("one")); err != nil || got.Seen != now {
		t.Errorf("touched at %v it is %+v, %v", now, got, err)
	}
	clock.Advance(time.Millisecond)
	_, _, err = store.SessionByToken(t.Context(), []byte("one"))
	wantKind(t, "an expired session", err, blog.NotFound)
	signIn(t, store, ada, "late")
	if n := count(t, store, `SELECT count(*) FROM session`); n != 1 {
		t.Errorf("%d sessions are stored; those that have expired should not be", n)
	}
	if err := store.EndSession(t.Context(), 99); err != nil {
		t.Errorf("ending a session that is not there: %v", err)
	}
	wantKind(t, "touching one", store.TouchSession(t.Context(), 99, now), blog.NotFound)
}

func TestSessionsEndAndOthersStay(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(s *sqlite.Store, ada blog.Author, keep int64) error
		want []string
	}{
		"one":         {func(s *sqlite.Store, _ blog.Author, keep int64) error { return s.EndSession(t.Context(), keep) }, []string{"3", "2"}},
		"all but one": {func(s *sqlite.Store, a blog.Author, keep int64) error { return s.EndSessions(t.Context(), a.ID, keep) }, []string{"1"}},
		"all":         {func(s *sqlite.Store, a blog.Author, _ int64) error { return s.EndSessions(t.Context(), a.ID, 0) }, nil},
		"another's":   {func(s *sqlite.Store, _ blog.Author, _ int64) error { return s.EndSessions(t.Context(), 99, 0) }, []string{"3", "2", "1"}},
		"a new password's all but one": {func(s *sqlite.Store, a blog.Author, keep int64) error {
			return s.SetPassword(t.Context(), a.ID, "new", keep)
		}, []string{"1"}},
	} {
		t.Run(name, func(t *testing.T) {
			store := sqlitetest.New(t, nil)
			ada := sqlitetest.SetUp(t, store)
			first := signIn(t, store, ada, "1")
			signIn(t, store, ada, "2")
			signIn(t, store, ada, "3")
			if err := c.end(store, ada, first.ID); err != nil {
				t.Fatal(err)
			}
			left, err := store.Sessions(t.Context(), ada.ID)
			var got []string
			for _, v := range left {
				got = append(got, string(rune('0'+v.ID)))
			}
			if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func TestANewPasswordIsStored(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	if err := store.SetPassword(t.Context(), ada.ID, "new", 0); err != nil {
		t.Fatal(err)
	}
	if _, hash, err := store.Credentials(t.Context(), "ada"); err != nil || hash != "new" {
		t.Errorf("the hash is %q, %v", hash, err)
	}
	wantKind(t, "an author who is not there", store.SetPassword(t.Context(), 99, "new", 0), blog.NotFound)
}

func TestWhoChangesAPartOfTheSettingsLeavesTheRest(t *testing.T) {
	store := sqlitetest.New(t, nil)
	sqlitetest.SetUp(t, store)
	read, changed := make(chan struct{}), make(chan error)
	go func() {
		<-read
		_, err := store.ChangeSettings(t.Context(), func(s *blog.Settings) error {
			s.Tagline = "Below"
			return nil
		})
		changed <- err
	}()
	sqlitetest.Change(t, store, func(s *blog.Settings) {
		close(read)
		time.Sleep(50 * time.Millisecond) // time for the other goroutine to start its change
		s.Title = "Another"
	})
	if err := <-changed; err != nil {
		t.Fatal(err)
	}
	if s, err := store.Settings(t.Context()); err != nil || s.Title != "Another" || s.Tagline != "Below" {
		t.Errorf("%q, %q, %v", s.Title, s.Tagline, err)
	}
	before := settingsOf(t, store)
	if _, err := store.ChangeSettings(t.Context(), func(s *blog.Settings) error {
		s.TimeZone = "Mars/Olympus"
		return s.Validate()
	}); blog.KindOf(err) != blog.Invalid {
		t.Errorf("a zone that is none: %v", err)
	}
	if got := settingsOf(t, store); got != before {
		t.Errorf("it was stored: %+v", got)
	}
}

func settingsOf(t *testing.T, store *sqlite.Store) blog.Settings {
	t.Helper()
	s, err := store.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestHowTheNightWentLeavesPagesAsTheyAre(t *testing.T) {
	store := sqlitetest.New(t, nil)
	sqlitetest.SetUp(t, store)
	before := store.Generation()
	for name, err := range map[string]error{
		"an export": store.SetNightlyState(t.Context(), blog.NightlyState{Posts: 1}),
		"a backup":  store.SetBackupState(t.Context(), blog.BackupState{JobState: blog.JobState{Fault: "none"}}),
	} {
		if now := store.Generation(); err != nil || now != before {
			t.Errorf("%s moves the generation from %d to %d, %v", name, before, now, err)
		}
	}
}
