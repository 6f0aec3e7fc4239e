package auth

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

const password = "correct horse battery staple"

// house is a blog that is set up, and a clock that the test moves.
type house struct {
	*Auth
	author blog.Author
	dir    string
	mu     sync.Mutex
	time   time.Time
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.time = h.time.Add(d)
}

// newHouse opens an empty blog. Hashes are cheap in it.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{dir: t.TempDir(), time: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	sqlitetest.Place(t, filepath.Join(h.dir, "pullquote.db"))
	store, err := sqlite.Open(t.Context(), filepath.Join(h.dir, "pullquote.db"), pool.Options{Now: h.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	h.Auth = New(store, Options{Now: h.now})
	h.hasher.params.Memory = 64
	return h
}

func setUp() SetUp {
	return SetUp{Title: "Pull quotes", Name: "Ada Lovelace", Username: "ada", Password: password}
}

// newHome opens a blog whose author is ada.
func newHome(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	author, err := h.SetUp(t.Context(), setUp())
	if err != nil {
		t.Fatal(err)
	}
	h.author = author
	return h
}

// signIn signs ada in and returns her session and its token.
func (h *house) signIn(t *testing.T, password string) (blog.Session, string) {
	t.Helper()
	token, _, err := h.SignIn(t.Context(), Login{Username: "ada", Password: password, Address: "192.0.2.1", UserAgent: "Browser"})
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := h.Session(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return s, token
}

// signedIn reports whether the token still opens the door.
func (h *house) signedIn(t *testing.T, token string) bool {
	t.Helper()
	_, _, err := h.Session(t.Context(), token)
	if err != nil && blog.KindOf(err) != blog.Unauthorized {
		t.Fatal(err)
	}
	return err == nil
}

func TestSignIn(t *testing.T) {
	h := newHome(t)
	for _, tc := range []struct {
		name               string
		username, password string
		want               blog.ErrorKind // zero: it works
	}{
		{"the right password", "ada", password, 0},
		{"the user name in other case", "ADA", password, 0},
		{"a space behind the user name, as phones put it", " ada ", password, 0},
		{"a wrong password", "ada", "correct horse battery", blog.Unauthorized},
		{"the password in other case", "ada", strings.ToUpper(password), blog.Unauthorized},
		{"a space behind the password", "ada", password + " ", blog.Unauthorized},
		{"an unknown user", "grace", password, blog.Unauthorized},
		{"no user name", "", password, blog.Unauthorized},
		{"no password", "ada", "", blog.Unauthorized},
		{"a password of a megabyte", "ada", strings.Repeat("x", 1<<20), blog.Unauthorized},
		{"a user name of a megabyte", strings.Repeat("x", 1<<20), password, blog.Unauthorized},
		{"bytes that are no text", "ada\xff", "\xff", blog.Unauthorized},
	} {
		t.Run(tc.name, func(t *testing.T) {
			token, author, err := h.SignIn(t.Context(), Login{Username: tc.username, Password: tc.password, UserAgent: "Browser"})
			h.throttle.forget(accountKey(tidyUsername(tc.username)))
			if tc.want == 0 {
				if err != nil {
					t.Fatal(err)
				}
				if author.ID != h.author.ID || !h.signedIn(t, token) {
					t.Errorf("author is %+v, want %+v signed in", author, h.author)
				}
				return
			}
			if err == nil || blog.KindOf(err) != tc.want {
				t.Fatalf("error is %v", err)
			}
			if got := blog.Faults(err)[0]; got.Field != "" || got.Sentence() != "The user name or the password is wrong. Check both and try again." {
				t.Errorf("the answer tells more than that it is wrong: %q, field %q", got.Sentence(), got.Field)
			}
		})
	}
}

// Who the user is must not show in the time of the answer: with the one slot
// for hashes taken, an unknown user has to wait for it too.
func TestAnUnknownUserCostsAHash(t *testing.T) {
	h := newHome(t)
	if err := h.hasher.acquire(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer h.hasher.release()
	for _, username := range []string{"ada", "nobody at all"} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		_, _, err := h.SignIn(ctx, Login{Username: username, Password: "wrong"})
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: error is %v, want that of the context", username, err)
		}
	}
}

func TestWrongPasswordsAreSlowedAndTheOwnerGetsInAfterAWait(t *testing.T) {
	h := newHome(t)
	try := func(password string) error {
		_, _, err := h.SignIn(t.Context(), Login{Username: "ada", Password: password, Address: "192.0.2.1:4711"})
		return err
	}
	for range freeTries {
		if err := try("wrong"); blog.KindOf(err) != blog.Unauthorized {
			t.Fatal(err)
		}
	}
	err := try(password)
	if blog.KindOf(err) != blog.TooMany || RetryAfter(err) != firstRefusal {
		t.Fatalf("after %d wrong passwords: %v", freeTries, err)
	}
	if got, want := blog.Faults(err)[0].Sentence(), "Too many wrong passwords came from your address. Try again in 2 seconds."; got != want {
		t.Errorf("sentence is %q, want %q", got, want)
	}
	h.pass(firstRefusal)
	if err := try(password); err != nil {
		t.Fatalf("after the wait: %v", err)
	}
	for range freeTries {
		if err := try("wrong"); blog.KindOf(err) != blog.Unauthorized {
			t.Fatalf("the count did not begin anew: %v", err)
		}
	}
}

func TestASessionLivesNinetyDaysAfterTheLastVisit(t *testing.T) {
	h := newHome(t)
	first, token := h.signIn(t, password)
	if want := h.now().Add(SessionLife); !first.Expires.Equal(want) {
		t.Errorf("a new session ends %v, want %v", first.Expires, want)
	}
	h.pass(slideAfter - time.Second)
	if s, _, err := h.Session(t.Context(), token); err != nil || !s.Expires.Equal(first.Expires) {
		t.Errorf("within a day the end moves from %v to %v (%v)", first.Expires, s.Expires, err)
	}
	h.pass(time.Second)
	s, author, err := h.Session(t.Context(), token)
	if err != nil || !s.Expires.Equal(h.now().Add(SessionLife)) || author.ID != h.author.ID {
		t.Errorf("after a day the session is %+v of %+v (%v)", s, author, err)
	}
	for range 4 {
		h.pass(SessionLife - time.Minute)
		if !h.signedIn(t, token) {
			t.Fatal("a session that was visited has ended")
		}
	}
	h.pass(SessionLife)
	if h.signedIn(t, token) {
		t.Error("a session outlives its 90 days")
	}
}

func TestASessionThatCanNotBeProlongedStillHolds(t *testing.T) {
	h := newHome(t)
	first, token := h.signIn(t, password)
	db, err := pool.Open(t.Context(), filepath.Join(h.dir, "pullquote.db"), pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(t.Context(), func(tx *pool.Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE TRIGGER stuck BEFORE UPDATE ON session BEGIN SELECT RAISE(ABORT, 'stuck'); END`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.pass(2 * slideAfter)
	if s, _, err := h.Session(t.Context(), token); err != nil || !s.Expires.Equal(first.Expires) {
		t.Errorf("the session is %+v (%v)", s, err)
	}
}

func TestNobodyWaitsForASessionToBeProlonged(t *testing.T) {
	h := newHome(t)
	first, token := h.signIn(t, password)
	db, err := pool.Open(t.Context(), filepath.Join(h.dir, "pullquote.db"), pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h.pass(2 * slideAfter)
	err = db.Write(t.Context(), func(*pool.Tx) error { // the other program holds it meanwhile
		sqlitetest.Promptly(t, func() {
			s, _, err := h.Session(t.Context(), token)
			if err != nil || !s.Expires.Equal(first.Expires) {
				t.Errorf("the session is %+v (%v)", s, err)
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if s, _, err := h.Session(t.Context(), token); err != nil || !s.Expires.After(first.Expires) {
		t.Errorf("with the lock free it is %+v (%v)", s, err)
	}
}

func TestNoTokenOpensNothing(t *testing.T) {
	h := newHome(t)
	_, token := h.signIn(t, password)
	for _, forged := range []string{"", "x", token + "x", token[1:], strings.ToLower(token), strings.Repeat("A", 43)} {
		if h.signedIn(t, forged) {
			t.Errorf("%q opens a session", forged)
		}
	}
	err := func() error { _, _, err := h.Session(t.Context(), ""); return err }()
	if faults := blog.Faults(err); len(faults) != 1 || faults[0].Sentence() != "You are not signed in, or your session has ended. Sign in to go on." {
		t.Errorf("error is %v", err)
	}
}

func TestNeitherTokenNorPasswordIsInTheDatabase(t *testing.T) {
	h := newHome(t)
	_, token := h.signIn(t, password)
	files, err := filepath.Glob(filepath.Join(h.dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	found := false
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(token)) || bytes.Contains(data, []byte(password)) {
			t.Errorf("%s holds a secret", filepath.Base(name))
		}
		found = found || bytes.Contains(data, []byte("$argon2id$v=19$"))
	}
	if !found {
		t.Error("the hash is nowhere: the test looks in the wrong files")
	}
}

func TestSignOut(t *testing.T) {
	h := newHome(t)
	_, here := h.signIn(t, password)
	_, there := h.signIn(t, password)
	if err := h.SignOut(t.Context(), here); err != nil {
		t.Fatal(err)
	}
	if h.signedIn(t, here) || !h.signedIn(t, there) {
		t.Error("signing out should end this session and no other")
	}
	if err := h.SignOut(t.Context(), here); err != nil {
		t.Errorf("signing out twice: %v", err)
	}
}

func TestAllSessionsCanBeEnded(t *testing.T) {
	h := newHome(t)
	s, here := h.signIn(t, password)
	_, there := h.signIn(t, password)
	if list, err := h.Sessions(t.Context(), h.author.ID); err != nil || len(list) != 2 || list[0].UserAgent != "Browser" {
		t.Errorf("sessions are %+v (%v)", list, err)
	}
	if err := h.SignOutEverywhere(t.Context(), h.author.ID, s.ID); err != nil {
		t.Fatal(err)
	}
	if !h.signedIn(t, here) || h.signedIn(t, there) {
		t.Error("all sessions but this one should have ended")
	}
	if err := h.SignOutEverywhere(t.Context(), h.author.ID, 0); err != nil {
		t.Fatal(err)
	}
	if h.signedIn(t, here) {
		t.Error("this one too should have ended")
	}
}

func TestAChangedPasswordEndsTheOtherSessions(t *testing.T) {
	h := newHome(t)
	s, here := h.signIn(t, password)
	_, there := h.signIn(t, password)
	const changed = "a quite different sentence"
	if err := h.ChangePassword(t.Context(), h.author, password, changed, s.ID); err != nil {
		t.Fatal(err)
	}
	if !h.signedIn(t, here) || h.signedIn(t, there) {
		t.Error("all sessions but this one should have ended")
	}
	h.signIn(t, changed)
	if _, _, err := h.SignIn(t.Context(), Login{Username: "ada", Password: password}); blog.KindOf(err) != blog.Unauthorized {
		t.Errorf("the old password: %v", err)
	}
}

func TestAPasswordIsChangedOnlyByWhoKnowsIt(t *testing.T) {
	for _, tc := range []struct {
		name, old, changed string
		fields             string
	}{
		{"a wrong old password", "wrong", "a quite different sentence", "password"},
		{"a new one that is too short", password, "short", "new_password"},
		{"both", "wrong", "short", "password new_password"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := newHome(t)
			_, token := h.signIn(t, password)
			err := h.ChangePassword(t.Context(), h.author, tc.old, tc.changed, 0)
			if got := fields(err); got != tc.fields {
				t.Errorf("fields at fault are %q, want %q: %v", got, tc.fields, err)
			}
			if !h.signedIn(t, token) {
				t.Error("the session has ended though nothing was changed")
			}
			h.signIn(t, password)
		})
	}
}

func TestSetPasswordFromTheTerminal(t *testing.T) {
	h := newHome(t)
	_, token := h.signIn(t, password)
	if err := h.SetPassword(t.Context(), "Ada", "a quite different sentence"); err != nil {
		t.Fatal(err)
	}
	if h.signedIn(t, token) {
		t.Error("a session outlived the old password")
	}
	h.signIn(t, "a quite different sentence")
	if err := h.SetPassword(t.Context(), "grace", password); blog.KindOf(err) != blog.NotFound || fields(err) != "username" {
		t.Errorf("an unknown user: %v", err)
	}
	if err := h.SetPassword(t.Context(), "ada", "short"); fields(err) != "password" {
		t.Errorf("a short password: %v", err)
	}
}

// fields returns the fields at fault, parted by spaces.
func fields(err error) string {
	var names []string
	for _, f := range blog.Faults(err) {
		names = append(names, f.Field)
	}
	return strings.Join(names, " ")
}
