package auth

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alexedwards/argon2id"

	"pullquote/internal/blog"
)

func TestAHashHasTheCostThatOWASPRecommends(t *testing.T) {
	hash, err := newHasher().hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash is %q", hash)
	}
}

func TestNobodysHashCostsAsMuchAsAnyones(t *testing.T) {
	params, salt, key, err := argon2id.DecodeHash(nobody)
	if err != nil {
		t.Fatal(err)
	}
	if want := newHasher().params; *params != *want || len(salt) != 16 || len(key) != 32 {
		t.Errorf("its cost is %+v, want %+v", *params, *want)
	}
}

func TestOnePasswordOnEveryKeyboard(t *testing.T) {
	h := newHasher()
	h.params.Memory = 64
	hash, err := h.hash(t.Context(), "caf\u00e9 au lait")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, password string
		want           bool
	}{
		{"as it was typed", "caf\u00e9 au lait", true},
		{"the accent as a character of its own", "cafe\u0301 au lait", true},
		{"without the accent", "cafe au lait", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, err := h.matches(t.Context(), tc.password, hash); got != tc.want || err != nil {
				t.Errorf("matches: %v, %v", got, err)
			}
		})
	}
}

func TestWhatIsLongerThanAnyPasswordMatchesNone(t *testing.T) {
	h := newHasher()
	h.params.Memory = 64
	longest := strings.Repeat("x", blog.MaxPassword)
	hash, err := h.hash(t.Context(), longest)
	if err != nil {
		t.Fatal(err)
	}
	for _, more := range []int{1, 2, 1 << 20} {
		if got, err := h.matches(t.Context(), longest+strings.Repeat("x", more), hash); got || err != nil {
			t.Errorf("%d bytes more: %v, %v", more, got, err)
		}
	}
}

func TestOneHashAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHasher()
		if err := h.acquire(t.Context()); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		_, err := h.hash(t.Context(), password)
		if blog.KindOf(err) != blog.TooMany || RetryAfter(err) != hashWait || time.Since(began) != hashWait {
			t.Errorf("after %v the error is %v, want TooMany after %v", time.Since(began), err, hashWait)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := h.matches(ctx, password, nobody); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the context ends and the error is %v", err)
		}
		h.release()
		if err := h.acquire(t.Context()); err != nil {
			t.Errorf("the slot is free, but: %v", err)
		}
	})
}
