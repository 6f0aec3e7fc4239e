package auth

import "time"

// tally is how many wrong passwords came from an address or for an account and
// are not forgotten yet.
type tally struct {
	wrong   int
	at      time.Time // from when the next one is forgotten
	until   time.Time // refused before then (addresses only)
	account string    // for which the tries from an address were
	mixed   bool      // they were for more accounts than one
}

// tallies counts by key. It holds at most size keys and forgets one wrong
// password of each key every forget. It is not safe for concurrent use.
type tallies struct {
	size   int
	most   int // a tally grows no further, so that it is forgotten in good time
	forget time.Duration
	byKey  map[string]*tally
}

// get gives the tally of a key, nil if nothing is counted.
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

// add counts one more. It gives the tally, and whether it grew: if not, there
// is nothing to take back.
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

// takeBack undoes an add that gave grew: no password was compared after all.
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

// fade forgets what is old enough. What was counted at a time that is yet to
// come was counted before the clock was set back: now, as far as can be known.
func (t *tallies) fade(c *tally, now time.Time) {
	if now.Before(c.at) {
		c.at = now
	}
	if n := int(now.Sub(c.at) / t.forget); n > 0 {
		c.wrong = max(c.wrong-n, 0)
		c.at = c.at.Add(time.Duration(n) * t.forget)
	}
}

// makeRoom drops a key if there are too many: the one with the fewest wrong
// passwords, of these the one longest ago. So a flood of new addresses pushes
// out its like, and the worst stay known. Looking at all of them takes less
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
