package auth

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"pullquote/internal/blog"
)

const (
	// freeTries are the wrong passwords that cost nothing: a person who has
	// three passwords in mind and types one of them wrong.
	freeTries = 5

	// The fifth wrong password closes an address for firstRefusal, each further
	// one for twice as long, up to longestRefusal.
	firstRefusal   = 2 * time.Second
	longestRefusal = 15 * time.Minute
	addressForget  = 15 * time.Minute

	// The sixth try for an account waits for firstDelay, each further one twice
	// as long, up to longestDelay.
	firstDelay    = 250 * time.Millisecond
	longestDelay  = 5 * time.Second
	accountForget = time.Minute

	// maxWaiting is how many tries wait for one account. With longestDelay it
	// bounds what a botnet can guess: some 3 passwords a second.
	maxWaiting = 16

	// maxTallies is how many addresses, and how many accounts, are remembered.
	maxTallies = 10_000
)

// throttle slows those who guess passwords. It keeps its counts in memory: a
// restart forgets them, and the hash's cost stands behind it.
type throttle struct {
	now func() time.Time

	mu        sync.Mutex
	addresses tallies
	accounts  tallies
	waiting   map[string][]*waiter // by account
}

func newThrottle(now func() time.Time) *throttle {
	return &throttle{
		now:       now,
		addresses: tallies{size: maxTallies, most: freeTries + doublings(firstRefusal, longestRefusal), forget: addressForget, byKey: map[string]*tally{}},
		accounts:  tallies{size: maxTallies, most: freeTries + doublings(firstDelay, longestDelay), forget: accountForget, byKey: map[string]*tally{}},
		waiting:   map[string][]*waiter{},
	}
}

// waiter is a try that waits for its account.
type waiter struct {
	wrong int           // how many wrong passwords came from its address
	leave chan struct{} // closed when it must make room
}

// try is one password that is about to be compared. It counts as wrong from
// its beginning, so that a thousand at once are not all the first. One of
// right, wrong and void ends it.
type try struct {
	throttle *throttle
	address  string // empty is not counted
	account  string

	addressGrew, accountGrew bool // the tallies, by this try
}

// enter lets a try pass, after a delay if the account has had many wrong
// passwords. It fails with TooMany if too many came from the address or too
// many wait for the account, and with the context's error.
func (t *throttle) enter(ctx context.Context, address, account string) (*try, error) {
	x := &try{throttle: t, address: address, account: account}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if c := t.addresses.get(address, now); c != nil {
		// Nobody is refused for longer than that, unless the clock was set back.
		if wait := c.until.Sub(now); wait > 0 && wait <= longestRefusal {
			return nil, tooMany(wait, "Too many wrong passwords came from your address.")
		}
	}
	tried := 0
	if c := t.accounts.get(account, now); c != nil {
		tried = c.wrong
	}
	before := x.count(now)
	if err := t.delay(ctx, account, before, growing(tried, firstDelay, longestDelay)); err != nil {
		x.takeBack()
		return nil, err
	}
	return x, nil
}

// delay holds a try back. The throttle is locked before and after, not while
// it waits.
func (t *throttle) delay(ctx context.Context, account string, wrong int, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	busy := tooMany(longestDelay, "Many sign-ins are being tried for this user at the moment.")
	w := &waiter{wrong: wrong, leave: make(chan struct{})}
	if !t.queue(account, w) {
		return busy
	}
	t.mu.Unlock()
	timer := time.NewTimer(d)
	defer timer.Stop()
	var err error
	select {
	case <-timer.C:
	case <-w.leave:
		err = busy
	case <-ctx.Done():
		err = ctx.Err()
	}
	t.mu.Lock()
	t.dequeue(account, w)
	return err
}

// queue adds a waiter and reports whether there was a place. Where there is
// none, one whose address has brought more wrong passwords makes room: so the
// owner, who has brought none, gets through a crowd of guessers.
func (t *throttle) queue(account string, w *waiter) bool {
	q := t.waiting[account]
	if len(q) >= maxWaiting {
		worst := slices.MaxFunc(q, func(a, b *waiter) int { return cmp.Compare(a.wrong, b.wrong) })
		if worst.wrong <= w.wrong {
			return false
		}
		t.dequeue(account, worst)
		close(worst.leave)
	}
	t.waiting[account] = append(t.waiting[account], w)
	return true
}

func (t *throttle) dequeue(account string, w *waiter) {
	q := slices.DeleteFunc(t.waiting[account], func(other *waiter) bool { return other == w })
	if t.waiting[account] = q; len(q) == 0 {
		delete(t.waiting, account)
	}
}

// forget drops what is counted for an account.
func (t *throttle) forget(account string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.accounts.remove(account)
}

// count counts the try as wrong and gives how many its address had before.
func (x *try) count(now time.Time) int {
	t := x.throttle
	_, x.accountGrew = t.accounts.add(x.account, now)
	if x.address == "" {
		return 0
	}
	c, grew := t.addresses.add(x.address, now)
	x.addressGrew = grew
	c.mixed = c.mixed || c.account != "" && c.account != x.account
	c.account = x.account
	c.until = now.Add(growing(c.wrong, firstRefusal, longestRefusal))
	return c.wrong - 1
}

func (x *try) takeBack() {
	now := x.throttle.now()
	x.throttle.accounts.takeBack(x.account, x.accountGrew, now)
	x.throttle.addresses.takeBack(x.address, x.addressGrew, now)
}

// wrong ends a try whose password was wrong. The address's refusal begins now.
func (x *try) wrong() {
	t := x.throttle
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if c := t.addresses.get(x.address, now); c != nil {
		c.until = now.Add(growing(c.wrong, firstRefusal, longestRefusal))
	}
}

// right ends a try whose password was right: what was counted for the account
// is forgotten, and for the address too, unless it has tried other accounts:
// nobody shall clear guesses at another's password by signing in with their own.
func (x *try) right() {
	t := x.throttle
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	c := t.addresses.get(x.address, now)
	switch {
	case c == nil:
	case c.mixed:
		t.addresses.takeBack(x.address, x.addressGrew, now)
	default:
		t.addresses.remove(x.address)
	}
	t.accounts.remove(x.account)
}

// void ends a try whose password was not compared.
func (x *try) void() {
	x.throttle.mu.Lock()
	defer x.throttle.mu.Unlock()
	x.takeBack()
}

// growing gives the time that n wrong passwords cost: none below freeTries,
// then first, and twice as much for each further one.
func growing(n int, first, longest time.Duration) time.Duration {
	if n < freeTries {
		return 0
	}
	return min(first<<min(n-freeTries, doublings(first, longest)), longest)
}

// doublings gives how often first must be doubled to reach longest.
func doublings(first, longest time.Duration) int {
	n := 0
	for ; first < longest; first *= 2 {
		n++
	}
	return n
}

// AddressKey gives what addresses count as one: an IPv4 address, or the /64
// network that one IPv6 customer has to choose addresses from. It is empty for
// what is no address.
func AddressKey(address string) string {
	ip, err := netip.ParseAddr(strings.Trim(address, "[]"))
	if err != nil {
		withPort, err := netip.ParseAddrPort(address)
		if err != nil {
			return ""
		}
		ip = withPort.Addr()
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	return netip.PrefixFrom(ip, 64).Masked().String()
}

// accountKey gives what tries are counted by: the same for all ways to write a user
// name. No user name is longer than what it keeps.
func accountKey(username string) string {
	return blog.FoldUsername(cutText(username, 4*blog.MaxUsername))
}
