package auth

import (
	"errors"
	"time"

	"pullquote/internal/blog"
)

// retryError is the cause of a TooMany error and says how long to wait.
type retryError struct{ after time.Duration }

func (r retryError) Error() string { return "retry after " + r.after.String() }

// RetryAfter returns how long to wait before trying again, in whole seconds, for
// the Retry-After header. It is zero if err doesn't say.
func RetryAfter(err error) time.Duration {
	r, _ := errors.AsType[retryError](err)
	return r.after
}

// tooMany returns a TooMany error. The sentence says what happened; tooMany adds
// when to try again.
func tooMany(after time.Duration, sentence blog.Term) error {
	after = max((after + time.Second - 1).Truncate(time.Second), time.Second)
	e := &blog.Error{Kind: blog.TooMany, Err: retryError{after}}
	switch {
	case after > 90*time.Second:
		e.Message, e.Args = "%s Try again in %d minutes.", []any{sentence, int((after + time.Minute - 1) / time.Minute)}
	case after > time.Second:
		e.Message, e.Args = "%s Try again in %d seconds.", []any{sentence, int(after / time.Second)}
	default:
		e.Message, e.Args = "%s Try again in 1 second.", []any{sentence}
	}
	return e
}
