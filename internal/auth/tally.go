package auth

import "time"

// tally counts the wrong passwords from an address or for an account that are
// not forgotten yet.
type tally struct {
	wrong   int
	at      time.Time // when the interval began after which the next one is forgotten
	until   time.Time // refused before then (addresses only)
	account string    // that the last try was for (addresses only)
	mixed   bool      // tries were for more than one account (addresses only)
}

// tallies holds a tally for each of at most size keys, and forgets one wrong
// password of each key per interval of forget. It is not safe for concurrent use.
type tallies struct {
	size   int
	most   int // the largest count of a tally, so that it is forgotten in good time
	forget time.Duration
	byKey  map[string]*tally
}

// get returns the tally of a key, nil if nothing is counted.
func (t *tallies) get(key string, now time.Time) *tally {
	c := t.byKey[key]
	if c == nil {
		return nil
	}
	t.fade(c, now)
	if c.wrong <= 0 && !now.Before(c.until) {
		delete(t.byKey, key)
		return nil
	}
	return c
}

// add counts one more wrong password. It returns the tally and whether it grew:
// if not, takeBack has nothing to undo.
func (t *tallies) add(key string, now time.Time) (c *tally, grew bool) {
	if c = t.get(key, now); c == nil {
		t.makeRoom(now)
		c = &tally{}
		t.byKey[key] = c
	}
	c.at = now
	if c.wrong == t.most {
		return c, false
	}
	c.wrong++
	return c, true
}

// takeBack undoes an add that returned grew, since no password was compared
// after all.
func (t *tallies) takeBack(key string, grew bool, now time.Time) {
	c := t.get(key, now)
	if c == nil {
		return
	}
	c.until = time.Time{}
	if grew {
		c.wrong = max(c.wrong-1, 0)
	}
}

func (t *tallies) remove(key string) { delete(t.byKey, key) }

// fade forgets what is old enough. A time in the future means that the clock was
// set back meanwhile; it is taken for now.
func (t *tallies) fade(c *tally, now time.Time) {
	if now.Before(c.at) {
		c.at = now
	}
	if n := int(now.Sub(c.at) / t.forget); n > 0 {
		c.wrong = max(c.wrong-n, 0)
		c.at = c.at.Add(time.Duration(n) * t.forget)
	}
}

// makeRoom drops a key if the table is full: the one with the fewest wrong
// passwords, and of these the oldest. A flood of new addresses thus evicts its
// own, while the worst offenders stay known. Scanning all keys takes less time
// than the hash that each try costs.
func (t *tallies) makeRoom(now time.Time) {
	if len(t.byKey) < t.size {
		return
	}
	var weakest string
	var least *tally
	for key, c := range t.byKey {
		t.fade(c, now)
		if least == nil || c.wrong < least.wrong || c.wrong == least.wrong && c.at.Before(least.at) {
			weakest, least = key, c
		}
	}
	delete(t.byKey, weakest)
}
