package auth

import (
	"errors"
	"fmt"
	"time"

	"pullquote/internal/blog"
)

// retryError is the cause of a TooMany error: it says when to come again.
type retryError struct{ after time.Duration }

func (r retryError) Error() string { return "retry after " + r.after.String() }

// RetryAfter gives how long to wait, in whole seconds, before the same is
// tried again, for the header of that name; zero if err doesn't say.
func RetryAfter(err error) time.Duration {
	r, _ := errors.AsType[retryError](err)
	return r.after
}

// tooMany makes the error of one who has to wait. The sentence says what
// happened; when to try again is added.
func tooMany(after time.Duration, sentence string) error {
	after = max((after + time.Second - 1).Truncate(time.Second), time.Second)
	return &blog.Error{Kind: blog.TooMany, Message: sentence + " Try again in " + inWords(after) + ".", Err: retryError{after}}
}

// inWords writes whole seconds as a person says them.
func inWords(d time.Duration) string {
	unit, n := "second", int(d/time.Second)
	if d > 90*time.Second {
		unit, n = "minute", int((d+time.Minute-1)/time.Minute)
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}
