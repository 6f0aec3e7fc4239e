package auth

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pullquote/internal/blog"
)

// guess has one wrong password tried and returns how long it took, in whole
// milliseconds of the bubble's clock, and why it was refused.
func guess(t *testing.T, th *throttle, address, account string) (time.Duration, error) {
	t.Helper()
	began := time.Now()
	x, err := th.enter(t.Context(), address, account)
	if err == nil {
		x.wrong()
	}
	return time.Since(began), err
}

func TestAnAddressIsRefusedForLongerEachTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(time.Now)
		account := 0
		next := func() error { // a new account each time, so that none is delayed
			account++
			_, err := guess(t, th, "192.0.2.1", fmt.Sprint(account))
			return err
		}
		for i := range freeTries {
			if err := next(); err != nil {
				t.Fatalf("try %d is refused: %v", i+1, err)
			}
		}
		var waits []time.Duration
		for range 11 {
			err := next()
			if blog.KindOf(err) != blog.TooMany {
				t.Fatalf("kind of %v is %d, want TooMany", err, blog.KindOf(err))
			}
			wait := RetryAfter(err)
			waits = append(waits, wait)
			time.Sleep(wait - time.Millisecond)
			if next() == nil {
				t.Fatalf("a try a moment before the %v were over passed", wait)
			}
			time.Sleep(time.Millisecond)
			if err := next(); err != nil {
				t.Fatalf("after %v: %v", wait, err)
			}
		}
		s, m := time.Second, time.Minute
		want := fmt.Sprint([]time.Duration{2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 64 * s, 128 * s, 256 * s, 512 * s, 15 * m, 15 * m})
		if fmt.Sprint(waits) != want {
			t.Errorf("waits are %v, want %v", waits, want)
		}
	})
}

func TestAnAccountIsOneHoweverItsNameIsWritten(t *testing.T) {
	h := newHome(t)
	author := h.author
	author.Username = "tesskå"
	if err := h.store.SaveAuthor(t.Context(), author); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tesskå", "TESSKÅ", "teſſkå", "tess\u212aå", "tessk\u212b"} {
		if _, _, err := h.SignIn(t.Context(), Login{Username: name, Password: password}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if accountKey(name) != accountKey("tesskå") {
			t.Errorf("%q signs in as tesskå, and guesses are counted for another account", name)
		}
	}
}

func TestARefusedTryDoesNotLengthenTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(time.Now)
		for range 1000 {
			_, _ = guess(t, th, "192.0.2.1", "ada")
		}
		time.Sleep(firstRefusal)
		if _, err := guess(t, th, "192.0.2.1", "ada"); err != nil {
			t.Errorf("after the wait: %v", err)
		}
	})
}

func TestAnAddressIsForgivenWithTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(time.Now)
		for range freeTries {
			_, _ = guess(t, th, "192.0.2.1", "ada")
		}
		time.Sleep(freeTries * addressForget)
		for i := range freeTries {
			if took, err := guess(t, th, "192.0.2.1", "ada"); err != nil || took != 0 {
				t.Fatalf("try %d took %v, %v", i+1, took, err)
			}
		}
		time.Sleep(24 * time.Hour)
		if c := th.addresses.get("192.0.2.1", time.Now()); c != nil {
			t.Errorf("after a day the address is still remembered: %+v", *c)
		}
	})
}

func TestABurstFromOneAddressIsNotAllFirstTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(time.Now)
		passed := make(chan *try, 200)
		for i := range 200 {
			go func() {
				if x, err := th.enter(t.Context(), "192.0.2.1", fmt.Sprint(i)); err == nil {
					passed <- x
				}
			}()
		}
		synctest.Wait()
		if n := len(passed); n != freeTries {
			t.Errorf("%d of 200 at once passed, want %d", n, freeTries)
		}
	})
}

func TestAnAccountIsDelayedButNeverClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(time.Now)
		var delays []time.Duration
		for i := range 13 {
			took, err := guess(t, th, fmt.Sprintf("192.0.2.%d", i), "ada")
			if err != nil {
				t.Fatalf("try %d: %v", i+1, err)
			}
			delays = append(delays, took)
		}
		ms := time.Millisecond
		want := fmt.Sprint([]time.Duration{0, 0, 0, 0, 0, 250 * ms, 500 * ms, 1000 * ms, 2000 * ms, 4000 * ms, 5000 * ms, 5000 * ms, 5000 * ms})
		if fmt.Sprint(delays) != want {
			t.Errorf("delays are %v, want %v", delays, want)
		}
		if took, _ := guess(t, th, "198.51.100.1", "grace"); took != 0 {
			t.Errorf("another account is delayed by %v", took)
		}
		time.Sleep(10 * accountForget)
		if took, _ := guess(t, th, "198.51.100.2", "ada"); took != 0 {
			t.Errorf("ten minutes later the delay is %v, want none", took)
		}
	})
}

// The attack: five hundred addresses, each trying again the moment it may, for
// half an hour. Then the owner comes, who knows the password.
func TestTheOwnerGetsInWhileABotnetHammers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(time.Now)
		ctx, stop := context.WithCancel(t.Context())
		var botnet sync.WaitGroup
		var guesses atomic.Int64
		for i := range 500 {
			botnet.Go(func() {
				for ctx.Err() == nil {
					x, err := th.enter(ctx, fmt.Sprintf("10.0.%d.%d", i/250, i%250), "ada")
					if err == nil {
						x.wrong()
						guesses.Add(1)
						continue
					}
					select {
					case <-time.After(RetryAfter(err)):
					case <-ctx.Done():
					}
				}
			})
		}
		time.Sleep(30 * time.Minute)
		began := time.Now()
		x, err := th.enter(t.Context(), "192.0.2.1", "ada")
		took := time.Since(began)
		stop()
		botnet.Wait()
		if err != nil {
			t.Fatalf("the owner is refused: %v", err)
		}
		x.right()
		if took > longestDelay {
			t.Errorf("the owner waits %v, want %v at most", took, longestDelay)
		}
		// The first tries, before the delay has grown, come on top.
		if most := 30*60*maxWaiting/int64(longestDelay.Seconds()) + 20*maxWaiting; guesses.Load() > most {
			t.Errorf("the botnet guessed %d times, want %d at most", guesses.Load(), most)
		}
	})
}

func TestOnlySoManyWaitForAnAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(time.Now)
		for i := range 20 { // the longest delay
			_, _ = guess(t, th, fmt.Sprintf("192.0.2.%d", i), "ada")
		}
		refused := make(chan error, 100)
		waiting := func() int {
			th.mu.Lock()
			defer th.mu.Unlock()
			return len(th.waiting["ada"])
		}
		wait := func(address string) {
			if _, err := th.enter(t.Context(), address, "ada"); err != nil {
				refused <- err
			}
		}
		for i := range maxWaiting {
			go wait(fmt.Sprintf("192.0.2.%d", i)) // each has one wrong password behind it
		}
		synctest.Wait()
		go wait("192.0.2.19") // no better than they
		synctest.Wait()
		if len(refused) != 1 {
			t.Fatalf("%d refused, want the one who came last", len(refused))
		}
		if err := <-refused; blog.KindOf(err) != blog.TooMany || RetryAfter(err) != longestDelay {
			t.Errorf("refused with %v", err)
		}
		go wait("198.51.100.1") // has none behind it
		synctest.Wait()
		if len(refused) != 1 || waiting() != maxWaiting {
			t.Errorf("%d refused and %d wait; want one of the others to make room", len(refused), waiting())
		}
		time.Sleep(longestDelay)
		synctest.Wait()
		if n := waiting(); n != 0 {
			t.Errorf("after the delay %d still wait", n)
		}
	})
}

func TestAnEndedRequestStopsWaitingAndDoesNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(time.Now)
		for i := range freeTries + 3 {
			_, _ = guess(t, th, fmt.Sprintf("192.0.2.%d", i), "ada")
		}
		before := th.accounts.get("ada", time.Now()).wrong
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if _, err := th.enter(ctx, "198.51.100.1", "ada"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v, want the context's", err)
		}
		if took := time.Since(began); took != time.Second {
			t.Errorf("it took %v", took)
		}
		if after := th.accounts.get("ada", time.Now()).wrong; after != before {
			t.Errorf("%d wrong passwords are counted for the account, want %d", after, before)
		}
		if c := th.addresses.get("198.51.100.1", time.Now()); c != nil {
			t.Errorf("the address has a count: %+v", *c)
		}
	})
}

func TestARightPasswordClears(t *testing.T) {
	enter := func(t *testing.T, th *throttle, account string) *try {
		x, err := th.enter(t.Context(), "192.0.2.1", account)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	t.Run("the account and its address", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			th := newThrottle(time.Now)
			for range freeTries - 1 {
				enter(t, th, "ada").wrong()
			}
			enter(t, th, "ada").right()
			if len(th.accounts.byKey)+len(th.addresses.byKey) != 0 {
				t.Errorf("still counted: %v, %v", th.accounts.byKey, th.addresses.byKey)
			}
		})
	})
	t.Run("but not guesses at another's password", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			th := newThrottle(time.Now)
			for range freeTries - 1 {
				enter(t, th, "ada").wrong()
			}
			enter(t, th, "mallory").right()
			enter(t, th, "ada").wrong()
			if _, err := th.enter(t.Context(), "192.0.2.1", "ada"); blog.KindOf(err) != blog.TooMany {
				t.Errorf("error is %v, want TooMany", err)
			}
		})
	})
	t.Run("and tries that are given up clear nothing", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			th := newThrottle(time.Now)
			for i := range 20 {
				_, _ = guess(t, th, fmt.Sprintf("192.0.2.%d", i), "ada")
			}
			ctx, cancel := context.WithCancel(t.Context())
			for i := range maxWaiting {
				go func() { _, _ = th.enter(ctx, fmt.Sprintf("198.51.100.%d", i), "ada") }()
			}
			synctest.Wait()
			cancel()
			synctest.Wait()
			if took, _ := guess(t, th, "203.0.113.1", "ada"); took != longestDelay {
				t.Errorf("the next try is delayed by %v, want %v", took, longestDelay)
			}
		})
	})
	t.Run("and a try that compared nothing does not count", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			th := newThrottle(time.Now)
			for range 50 {
				enter(t, th, "ada").void()
			}
		})
	})
}

func TestTheThrottleIsBounded(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	ts := &tallies{size: 100, most: 14, forget: time.Hour, byKey: map[string]*tally{}}
	for range 8 {
		ts.add("the worst", now)
	}
	for i := range 1000 {
		ts.add(fmt.Sprint(i), now.Add(time.Duration(i)*time.Millisecond))
	}
	if n := len(ts.byKey); n != 100 {
		t.Errorf("%d keys are remembered, want 100", n)
	}
	if c := ts.get("the worst", now); c == nil || c.wrong != 8 {
		t.Errorf("a flood of new keys pushed the worst out: %v", c)
	}
	if ts.get("999", now) == nil || ts.get("0", now) != nil {
		t.Error("of the others the oldest should be gone and the newest there")
	}
}

func TestAddressesThatCountAsOne(t *testing.T) {
	for _, tc := range []struct{ name, address, want string }{
		{"an IPv4 address", "192.0.2.1", "192.0.2.1"},
		{"with its port", "192.0.2.1:50123", "192.0.2.1"},
		{"written as IPv6", "::ffff:192.0.2.1", "192.0.2.1"},
		{"an IPv6 network", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"another address of it, with a port", "[2001:db8:1:2:ffff::1]:443", "2001:db8:1:2::/64"},
		{"in brackets alone", "[2001:db8:1:2::9]", "2001:db8:1:2::/64"},
		{"with a zone", "fe80::1%eth0", "fe80::/64"},
		{"no address", "@", ""},
		{"none at all", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := AddressKey(tc.address); got != tc.want {
				t.Errorf("AddressKey(%q) = %q, want %q", tc.address, got, tc.want)
			}
		})
	}
}

func TestTheSentenceSaysWhenToTryAgain(t *testing.T) {
	for _, tc := range []struct {
		after time.Duration
		want  string
		retry time.Duration
	}{
		{time.Millisecond, "Slow down. Try again in 1 second.", time.Second},
		{7*time.Second + time.Millisecond, "Slow down. Try again in 8 seconds.", 8 * time.Second},
		{90 * time.Second, "Slow down. Try again in 90 seconds.", 90 * time.Second},
		{10*time.Minute + time.Second, "Slow down. Try again in 11 minutes.", 10*time.Minute + time.Second},
	} {
		err := fmt.Errorf("sign in: %w", tooMany(tc.after, "Slow down."))
		if got := blog.Faults(err)[0].Sentence(); got != tc.want {
			t.Errorf("after %v the sentence is %q, want %q", tc.after, got, tc.want)
		}
		if got := RetryAfter(err); got != tc.retry {
			t.Errorf("after %v RetryAfter is %v, want %v", tc.after, got, tc.retry)
		}
	}
	if got := RetryAfter(errors.New("another")); got != 0 {
		t.Errorf("RetryAfter of another error is %v", got)
	}
}
