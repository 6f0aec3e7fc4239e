package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// Options are what Auth needs besides its store.
type Options struct {
	Now func() time.Time // nil is time.Now; the store needs the same clock
	Log *slog.Logger     // nil logs nothing
}

// Auth signs authors in and out. It is safe for concurrent use.
type Auth struct {
	store    *sqlite.Store
	now      func() time.Time
	log      *slog.Logger
	hasher   *hasher
	throttle *throttle

	wrong, slowed atomic.Uint64 // sign-ins
}

// New returns an Auth over the store's authors and sessions.
func New(store *sqlite.Store, o Options) *Auth {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Auth{
		store:    store,
		now:      o.Now,
		log:      o.Log,
		hasher:   newHasher(),
		throttle: newThrottle(o.Now),
	}
}

// Login is an attempt to sign in.
type Login struct {
	Username  string
	Password  string `json:"-"`
	Address   string // the client's IP address, with or without a port
	UserAgent string // of the browser, for the list of sessions
}

// SignIn checks a user name and password, opens a session, and returns the
// session's token, for the cookie, and the author.
//
// It fails with Unauthorized if the user name or the password is wrong,
// without saying which, and with TooMany after too many wrong attempts from the
// address or for the account; RetryAfter then says when to try again. For an
// account that is under attack it may take several seconds. If the password was
// right but the session can't be stored, SignIn returns the author along with
// the error.
func (a *Auth) SignIn(ctx context.Context, in Login) (string, blog.Author, error) {
	fail := func(err error) (string, blog.Author, error) {
		return "", blog.Author{}, fmt.Errorf("auth: sign in: %w", err)
	}
	username := tidyUsername(in.Username)
	try, err := a.throttle.enter(ctx, AddressKey(in.Address), accountKey(username))
	if err != nil {
		a.slowed.Add(1)
		return fail(err)
	}
	author, right, err := a.check(ctx, username, in.Password)
	if err != nil {
		try.void()
		return fail(err)
	}
	if !right {
		try.wrong()
		a.wrong.Add(1)
		// The user name is left out: now and then it is a password typed into the wrong field.
		a.log.WarnContext(ctx, "wrong user name or password", "address", in.Address)
		return fail(&blog.Error{Kind: blog.Unauthorized, Message: "The user name or the password is wrong. Check both and try again."})
	}
	try.right()
	token, err := a.open(ctx, author.ID, in.UserAgent)
	if err != nil {
		return "", author, fmt.Errorf("auth: sign in: %w", err)
	}
	return token, author, nil
}

// Failures returns how many sign-ins had a wrong user name or password, and how
// many were refused before any password was compared.
func (a *Auth) Failures() (wrong, slowed uint64) { return a.wrong.Load(), a.slowed.Load() }

// check returns the user's author and whether the password is theirs. An
// unknown user name takes as long as a wrong password.
func (a *Auth) check(ctx context.Context, username, password string) (blog.Author, bool, error) {
	author, hash, err := a.store.Credentials(ctx, username)
	if err != nil && blog.KindOf(err) != blog.NotFound {
		return blog.Author{}, false, err
	}
	known := err == nil && hash != ""
	if !known {
		hash = nobody
	}
	match, err := a.hasher.matches(ctx, password, hash)
	if err != nil {
		return blog.Author{}, false, err
	}
	return author, match && known, nil
}

// ChangePassword replaces an author's password after checking the old one, and
// ends all of the author's sessions except keepSession.
//
// It fails with Invalid for the field password (the old one), new_password, or
// both, and with TooMany like SignIn.
func (a *Auth) ChangePassword(ctx context.Context, author blog.Author, old, password string, keepSession int64) error {
	fail := func(err error) error { return fmt.Errorf("auth: change the password of author %d: %w", author.ID, err) }
	try, err := a.throttle.enter(ctx, "", accountKey(author.Username))
	if err != nil {
		return fail(err)
	}
	owner, right, err := a.check(ctx, author.Username, old)
	if err != nil {
		try.void()
		return fail(err)
	}
	if !right || owner.ID != author.ID {
		try.wrong()
		wrong := blog.Fault("password", "That is not the present password. Nothing was changed; try again.")
		return fail(errors.Join(wrong, checkNewPassword(password)))
	}
	try.right()
	if err := checkNewPassword(password); err != nil {
		return fail(err)
	}
	if err := a.setPassword(ctx, author.ID, password, keepSession); err != nil {
		return fail(err)
	}
	return nil
}

// checkNewPassword is blog.CheckPassword for a form that also asks for the old
// password: a fault names the field new_password.
func checkNewPassword(password string) error {
	fault, ok := errors.AsType[*blog.Error](blog.CheckPassword(password))
	if !ok {
		return nil
	}
	named := *fault
	named.Field = "new_password"
	return &named
}

// SetPassword replaces a user's password without asking for the old one, for
// an operator with access to the machine itself. All of the user's sessions end.
// It fails with NotFound, or with Invalid for the field password.
func (a *Auth) SetPassword(ctx context.Context, username, password string) error {
	username = tidyUsername(username)
	author, _, err := a.store.Credentials(ctx, username)
	if blog.KindOf(err) == blog.NotFound {
		err = &blog.Error{Kind: blog.NotFound, Field: "username", Message: "There is no user named “%s”. Check the spelling.", Args: []any{blog.Excerpt(username, blog.MaxUsername)}, Err: err}
	}
	if err == nil {
		err = a.setPassword(ctx, author.ID, password, 0)
	}
	if err != nil {
		return fmt.Errorf("auth: set a password: %w", err)
	}
	a.throttle.forget(accountKey(username))
	return nil
}

// setPassword checks, hashes and stores a password and ends the author's
// sessions but keepSession.
func (a *Auth) setPassword(ctx context.Context, id blog.AuthorID, password string, keepSession int64) error {
	if err := blog.CheckPassword(password); err != nil {
		return err
	}
	hash, err := a.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return a.store.SetPassword(ctx, id, hash, keepSession)
}
