package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"sync"

	"pullquote/internal/blog"
)

// SetUp holds the settings of a new blog and its first author.
type SetUp struct {
	Title    string
	Name     string
	Username string
	Email    string // may be empty
	Password string `json:"-"`
	TimeZone string // empty is the default, like Lang
	Lang     string
	BaseURL  string // empty if not known
}

// SetUp sets up the blog and stores its first author, who can sign in from then
// on.
//
// It fails with Invalid for every field at fault (blog_title, name, username,
// email, password, time_zone, lang, base_url), joined, and with Conflict if
// the blog is set up already. Of several concurrent calls one succeeds.
func (a *Auth) SetUp(ctx context.Context, in SetUp) (blog.Author, error) {
	fail := func(err error) (blog.Author, error) {
		return blog.Author{}, fmt.Errorf("auth: set up: %w", err)
	}
	settings, author := in.records()
	if err := in.validate(settings, author); err != nil {
		return fail(err)
	}
	hash, err := a.hasher.hash(ctx, in.Password)
	if err != nil {
		return fail(err)
	}
	author, err = a.store.SetUp(ctx, settings, author, hash)
	if err != nil {
		return fail(err)
	}
	return author, nil
}

// records returns the settings and the author that are stored.
func (in SetUp) records() (blog.Settings, blog.Author) {
	s := blog.DefaultSettings()
	s.Title = strings.TrimSpace(in.Title)
	if in.TimeZone != "" {
		s.TimeZone = in.TimeZone
	}
	if in.Lang != "" {
		s.Lang = in.Lang
	}
	s.BaseURL = strings.TrimSuffix(strings.TrimSpace(in.BaseURL), "/")
	return s, blog.Author{
		Name:     strings.TrimSpace(in.Name),
		Username: tidyUsername(in.Username),
		Email:    strings.TrimSpace(in.Email),
	}
}

func (in SetUp) validate(s blog.Settings, author blog.Author) error {
	return errors.Join(
		s.Validate(),
		author.Validate(),
		blog.CheckPassword(in.Password),
		checkBaseURL(s.BaseURL),
	)
}

// checkBaseURL reports why an address can't be a blog's base URL.
func checkBaseURL(base string) error {
	if _, _, ok := blog.SplitBase(base); !ok && base != "" {
		return blog.Fault("base_url", "The blog's address is a scheme and a host, like https://links.example.org, and the path below which it stands if it shares the host: https://example.org/links.")
	}
	return nil
}

// Invitation is the one-time secret in the address that is printed when a blog
// is served for the first time: it proves that whoever sets the blog up can read
// the terminal. A nil Invitation accepts nothing. It is safe for concurrent use.
//
// Two people who open the address at the same moment may both try; the store's
// SetUp lets one of them succeed, and Use then ends the invitation.
type Invitation struct {
	token string
	mu    sync.Mutex
	used  bool
}

// NewInvitation returns an Invitation with a new secret.
func NewInvitation() *Invitation { return &Invitation{token: newToken()} }

// Token returns the secret for the address; empty once it is used.
func (i *Invitation) Token() string {
	if i == nil || i.spent() {
		return ""
	}
	return i.token
}

// Accepts reports whether the token is the invitation's and the invitation has
// not been used. It takes constant time.
func (i *Invitation) Accepts(token string) bool {
	if i == nil {
		return false
	}
	want, got := sha256.Sum256([]byte(i.token)), sha256.Sum256([]byte(token))
	same := subtle.ConstantTimeCompare(want[:], got[:]) == 1
	return same && !i.spent()
}

// Use ends the invitation. Call it once the blog is set up, by whatever means.
func (i *Invitation) Use() {
	if i == nil {
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.used = true
}

func (i *Invitation) spent() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.used
}
