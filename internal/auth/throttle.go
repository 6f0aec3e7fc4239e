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
	// freeTries is how many wrong passwords cost nothing: enough for a person
	// who has three passwords in mind and mistypes one.
	freeTries = 5

	// The fifth wrong password has its address refused for firstRefusal, each
	// further one for twice as long, up to longestRefusal.
	firstRefusal   = 2 * time.Second
	longestRefusal = 15 * time.Minute
	addressForget  = 15 * time.Minute

	// The sixth try for an account waits for firstDelay, each further one twice
	// as long, up to longestDelay.
	firstDelay    = 250 * time.Millisecond
	longestDelay  = 5 * time.Second
	accountForget = time.Minute

	// maxWaiting is how many tries for one account may wait at a time. Together
	// with longestDelay it limits a botnet to some 3 passwords a second.
	maxWaiting = 16

	// maxTallies is how many addresses, and how many accounts, are remembered.
	maxTallies = 10_000
)

// throttle slows down password guessing. It keeps its counts in memory: a
// restart forgets them, and the cost of the hash remains.
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

// waiter is a try that is being delayed.
type waiter struct {
	wrong int           // how many wrong passwords came from its address
	leave chan struct{} // closed if it has to make room for another
}

// try is one password that is about to be compared. It counts as wrong from the
// start, so that a thousand concurrent tries are not all the first. It ends with
// a call of right, wrong or void.
type try struct {
	throttle *throttle
	address  string // empty if addresses are not counted
	account  string

	addressGrew, accountGrew bool // the tallies, by this try
}

// enter begins a try, after a delay if the account has had many wrong passwords.
// It fails with TooMany if too many came from the address or too many tries wait
// for the account, and with the context's error.
func (t *throttle) enter(ctx context.Context, address, account string) (*try, error) {
	x := &try{throttle: t, address: address, account: account}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if c := t.addresses.get(address, now); c != nil {
		// A longer wait than that means that the clock was set back.
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

// delay holds a try back for d. It is called with the lock held, and releases it
// while it waits.
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

// queue adds a waiter and reports whether there was room. If the queue is full, a
// waiter whose address has had more wrong passwords is removed: the owner, whose
// address has had none, gets past any number of guessers.
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

// forget drops the tally of an account.
func (t *throttle) forget(account string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.accounts.remove(account)
}

// count counts the try as wrong and returns how many wrong ones its address had
// before.
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

// wrong ends a try whose password was wrong. The refusal of its address starts
// now.
func (x *try) wrong() {
	t := x.throttle
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if c := t.addresses.get(x.address, now); c != nil {
		c.until = now.Add(growing(c.wrong, firstRefusal, longestRefusal))
	}
}

// right ends a try whose password was right. It forgets the tally of the account,
// and that of the address, unless other accounts were tried from there: nobody
// may clear guesses at another's password by signing in with their own.
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

// growing returns the penalty for n wrong passwords: none below freeTries, then
// first, doubled for each further one up to longest.
func growing(n int, first, longest time.Duration) time.Duration {
	if n < freeTries {
		return 0
	}
	return min(first<<min(n-freeTries, doublings(first, longest)), longest)
}

// doublings returns how often first must be doubled to reach longest.
func doublings(first, longest time.Duration) int {
	n := 0
	for ; first < longest; first *= 2 {
		n++
	}
	return n
}

// AddressKey returns the key under which an IP address is counted: an IPv4
// address itself, or the /64 network of an IPv6 address, which is what one
// customer gets. It is empty if address is not an IP address.
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

// accountKey returns the key under which tries for a user name are counted: the
// same for all of its spellings. It keeps more than the longest user name has.
func accountKey(username string) string {
	return blog.FoldUsername(cutText(username, 4*blog.MaxUsername))
}
