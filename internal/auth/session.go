package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"pullquote/internal/blog"
)

// SessionLife is how long a session lasts after the last visit.
const SessionLife = 90 * 24 * time.Hour

const (
	// slideAfter is how far a visit has to extend a session for the new end to
	// be stored: not every read may cost a write.
	slideAfter = 24 * time.Hour
	// tokenSize is the size of a session's secret and of an invitation's, in
	// bytes: 256 bits can't be guessed.
	tokenSize = 32
	// maxUserAgent is how much of a User-Agent is kept, in bytes.
	maxUserAgent = 300
)

// Session returns the session and the author that a token from a cookie belongs
// to, and extends the session. It fails with Unauthorized if there is no such
// session or it has ended.
func (a *Auth) Session(ctx context.Context, token string) (blog.Session, blog.Author, error) {
	s, author, err := a.store.SessionByToken(ctx, digest(token))
	if err != nil {
		if blog.KindOf(err) == blog.NotFound {
			err = &blog.Error{Kind: blog.Unauthorized, Message: "You are not signed in, or your session has ended. Sign in to go on.", Err: err}
		}
		return blog.Session{}, blog.Author{}, fmt.Errorf("auth: session: %w", err)
	}
	return a.slide(ctx, s), author, nil
}

// slidePatience is how long a page waits for its session to be extended. If
// another program holds the database for longer, the next visit tries again.
const slidePatience = 250 * time.Millisecond

// slide extends a session, at most once a day. A full disk is no reason to turn
// the author away, so a failure is only logged.
func (a *Auth) slide(ctx context.Context, s blog.Session) blog.Session {
	expires := a.now().Add(SessionLife)
	if expires.Sub(s.Expires) < slideAfter {
		return s
	}
	soon, cancel := context.WithTimeout(ctx, slidePatience)
	defer cancel()
	if err := a.store.TouchSession(soon, s.ID, expires); err != nil {
		a.log.WarnContext(ctx, "session not prolonged", "session", s.ID, "err", err)
		return s
	}
	s.Expires = expires
	return s
}

// open stores a new session and returns its token.
func (a *Auth) open(ctx context.Context, author blog.AuthorID, userAgent string) (string, error) {
	token := newToken()
	_, err := a.store.CreateSession(ctx, digest(token), blog.Session{
		AuthorID:  author,
		UserAgent: cutText(userAgent, maxUserAgent),
		Expires:   a.now().Add(SessionLife),
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// SignOut ends the session of a token. It is no error if it has ended already.
func (a *Auth) SignOut(ctx context.Context, token string) error {
	s, _, err := a.store.SessionByToken(ctx, digest(token))
	if err == nil {
		err = a.store.EndSession(ctx, s.ID)
	}
	if err != nil && blog.KindOf(err) != blog.NotFound {
		return fmt.Errorf("auth: sign out: %w", err)
	}
	return nil
}

// SignOutEverywhere ends all sessions of an author except one, or all if except
// is zero.
func (a *Auth) SignOutEverywhere(ctx context.Context, author blog.AuthorID, except int64) error {
	if err := a.store.EndSessions(ctx, author, except); err != nil {
		return fmt.Errorf("auth: sign author %d out everywhere: %w", author, err)
	}
	return nil
}

// Sessions lists where an author is signed in.
func (a *Auth) Sessions(ctx context.Context, author blog.AuthorID) ([]blog.Session, error) {
	sessions, err := a.store.Sessions(ctx, author)
	if err != nil {
		return nil, fmt.Errorf("auth: sessions of author %d: %w", author, err)
	}
	return sessions, nil
}

// newToken returns a new random secret that is safe in cookies and URLs.
func newToken() string {
	b := make([]byte, tokenSize)
	_, _ = rand.Read(b) // never fails: the program ends if the system has no randomness
	return base64.RawURLEncoding.EncodeToString(b)
}

// digest returns the hash of a token that is stored. It needs no salt, since a
// token is random: there is no dictionary to try.
func digest(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// cutText returns at most n bytes of untrusted text, as valid UTF-8.
func cutText(text string, n int) string {
	text = strings.ToValidUTF8(text, "")
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
