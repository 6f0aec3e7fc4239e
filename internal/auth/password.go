package auth

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"pullquote/internal/blog"
)

// hashWait is how long a sign-in waits for its turn to compute a hash. A hash
// takes about 40 ms, so a sign-in that gives up had some 250 others ahead of it.
const hashWait = 10 * time.Second

// nobody is the hash of 32 random bytes that were thrown away. The password is
// compared with it if there is no such user, so that the answer takes as long as
// for a wrong password. Its cost is that of newHasher.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$nlbRegSxUylfrsdprmO2FA$87OmrcRsN5s+WPIFvi8ZMySwt3POqVBhbPBHURrJVAw"

// hasher computes password hashes, one at a time: each takes 19 MiB, and a
// hundred sign-ins at once must not take a hundred times that.
type hasher struct {
	params *argon2id.Params
	slot   chan struct{} // holds a token while a hash is computed
	wait   time.Duration // for the slot
}

// newHasher returns a hasher with the minimum cost that OWASP's Password Storage
// Cheat Sheet recommends for argon2id: 19 MiB, two passes, one lane.
func newHasher() *hasher {
	return &hasher{
		params: &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32},
		slot:   make(chan struct{}, 1),
		wait:   hashWait,
	}
}

// hash returns the encoded hash of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.acquire(ctx); err != nil {
		return "", err
	}
	defer h.release()
	encoded, err := argon2id.CreateHash(prepare(password), h.params)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return encoded, nil
}

// matches reports whether the password is the one that was hashed.
func (h *hasher) matches(ctx context.Context, password, encoded string) (bool, error) {
	if err := h.acquire(ctx); err != nil {
		return false, err
	}
	defer h.release()
	match, err := argon2id.ComparePasswordAndHash(prepare(password), encoded)
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return match, nil
}

// acquire waits for the slot. It fails with TooMany if that takes too long,
// and with the context's error.
func (h *hasher) acquire(ctx context.Context) error {
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.slot <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return tooMany(h.wait, "Very many people sign in at this moment.")
	}
}

func (h *hasher) release() { <-h.slot }

// prepare returns the form of a password that is hashed. Keyboards differ in how
// they compose "é"; NFC makes it one password on all of them (RFC 8265, 4.2.2).
// Input longer than any valid password is cut one byte after the limit: it can't
// match, and hashing it costs no more.
func prepare(password string) string {
	password = norm.NFC.String(password)
	return password[:min(len(password), blog.MaxPassword+1)]
}

// tidyUsername drops the space that a phone's keyboard adds after a word.
func tidyUsername(username string) string { return strings.TrimSpace(username) }
