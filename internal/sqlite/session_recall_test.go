package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

// asks counts the statements that read a session.
func asks(t *testing.T, trace *sqlitetest.Trace, s *sqlite.Store, token string) (n int, by blog.Author, err error) {
	t.Helper()
	for _, statement := range trace.Of(func() { _, by, err = s.SessionByToken(t.Context(), []byte(token)) }) {
		if statement.Name == "SessionByToken" {
			n++
		}
	}
	return n, by, err
}

func TestASessionIsReadOnceWhateverIsPosted(t *testing.T) {
	trace := &sqlitetest.Trace{}
	store := sqlitetest.Open(t, filepath.Join(t.TempDir(), "pullquote.db"), nil, trace)
	ada := sqlitetest.SetUp(t, store)
	signIn(t, store, ada, "one")
	if n, _, err := asks(t, trace, store, "one"); n != 1 || err != nil {
		t.Fatalf("first %d queries, %v; want one", n, err)
	}
	create(t, store, postOf(ada, "Herons", "birds"))
	if n, by, err := asks(t, trace, store, "one"); n != 0 || err != nil || by != ada {
		t.Errorf("then %d queries, %+v, %v; want none", n, by, err)
	}
}

// A cached session must not outlive a change of it.
func TestASessionThatIsRememberedEndsAtOnce(t *testing.T) {
	for name, change := range map[string]func(s *sqlite.Store, ada blog.Author, v blog.Session) error{
		"by signing out":            func(s *sqlite.Store, _ blog.Author, v blog.Session) error { return s.EndSession(t.Context(), v.ID) },
		"by signing out everywhere": func(s *sqlite.Store, a blog.Author, _ blog.Session) error { return s.EndSessions(t.Context(), a.ID, 0) },
		"by a new password": func(s *sqlite.Store, a blog.Author, _ blog.Session) error {
			return s.SetPassword(t.Context(), a.ID, "new", 0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			store := sqlitetest.New(t, nil)
			ada := sqlitetest.SetUp(t, store)
			v := signIn(t, store, ada, "one")
			if _, _, err := store.SessionByToken(t.Context(), []byte("one")); err != nil {
				t.Fatal(err)
			}
			if err := change(store, ada, v); err != nil {
				t.Fatal(err)
			}
			_, _, err := store.SessionByToken(t.Context(), []byte("one"))
			wantKind(t, "a session that has ended", err, blog.NotFound)
		})
	}
}

func TestASessionThatIsRememberedEndsWithItsTimeAndNotBefore(t *testing.T) {
	clock := sqlitetest.NewClock()
	store := sqlitetest.New(t, clock)
	v := signIn(t, store, sqlitetest.SetUp(t, store), "one")
	for _, step := range []time.Duration{0, time.Hour - time.Millisecond} {
		clock.Advance(step)
		if _, _, err := store.SessionByToken(t.Context(), []byte("one")); err != nil {
			t.Fatal(err)
		}
	}
	clock.Advance(time.Millisecond)
	_, _, err := store.SessionByToken(t.Context(), []byte("one"))
	wantKind(t, "a session that has expired", err, blog.NotFound)
	clock.Advance(-time.Second)
	now := clock.Now()
	if err := store.TouchSession(t.Context(), v.ID, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got, _, err := store.SessionByToken(t.Context(), []byte("one")); err != nil || !got.Expires.Equal(now.Add(time.Hour)) {
		t.Errorf("one that was moved on ends at %v, %v; want %v", got.Expires, err, now.Add(time.Hour))
	}
}

func TestWhoIsSignedInHasTheNewName(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	signIn(t, store, ada, "one")
	if _, _, err := store.SessionByToken(t.Context(), []byte("one")); err != nil {
		t.Fatal(err)
	}
	ada.Name = "Ada of the marshes"
	if err := store.SaveAuthor(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	if _, by, err := store.SessionByToken(t.Context(), []byte("one")); err != nil || by != ada {
		t.Errorf("%+v, %v; want %+v", by, err, ada)
	}
}

func TestASessionThatAnotherProgramEndsIsOverAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pullquote.db")
	store := sqlitetest.Open(t, path, nil, nil)
	v := signIn(t, store, sqlitetest.SetUp(t, store), "one")
	if _, _, err := store.SessionByToken(t.Context(), []byte("one")); err != nil {
		t.Fatal(err)
	}
	other := sqlitetest.Open(t, path, nil, nil)
	if err := other.EndSession(t.Context(), v.ID); err != nil {
		t.Fatal(err)
	}
	_, _, err := store.SessionByToken(t.Context(), []byte("one"))
	wantKind(t, "a session that another program ended", err, blog.NotFound)
}
