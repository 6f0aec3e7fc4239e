package blog

import (
	"errors"
	"fmt"
	"strings"
)

// ErrorKind is the kind of a failure. It determines the HTTP status and the exit
// code.
type ErrorKind int

// The kinds of failure. An error that is not an *Error is Internal.
const (
	Internal     ErrorKind = iota // a bug: 500
	Invalid                       // the input breaks a rule: 422
	NotFound                      // it does not exist and never did: 404
	Gone                          // it existed once: 410
	Conflict                      // someone else changed it meanwhile, or the name is taken: 409
	Unauthorized                  // not signed in: 401
	Forbidden                     // signed in, but not allowed: 403
	TooLarge                      // the input exceeds a limit: 413
	TooMany                       // too often; try again later: 429
	Unavailable                   // the disk is full, the database is read-only or busy: 503
	Late                          // the request did not arrive in time: 408
)

// Term is an argument of a sentence that is translated along with it.
type Term string

// Error is a failure that the program expects.
type Error struct {
	Kind    ErrorKind
	Field   string // form field at fault, by its name in the form; may be empty
	Message string // sentence for the user: what happened, what to do; a format string if there are Args
	Args    []any  // arguments of Message, kept apart so that it can be translated
	Err     error  // cause, for the log; it never leaves the machine
}

// Sentence returns the sentence for the user, in English.
func (e *Error) Sentence() string {
	if len(e.Args) == 0 {
		return e.Message
	}
	return fmt.Sprintf(e.Message, e.Args...)
}

// Error returns the sentence and the cause. It is for logs: users see only the
// sentence.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Field != "" {
		b.WriteString(e.Field)
		b.WriteString(": ")
	}
	b.WriteString(e.Sentence())
	if e.Err != nil { // in brackets, since the sentence ends with a full stop
		b.WriteString(" (")
		b.WriteString(e.Err.Error())
		b.WriteString(")")
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Fault returns an Invalid error for a field. The message is a format string if
// there are args.
func Fault(field, message string, args ...any) *Error {
	return &Error{Kind: Invalid, Field: field, Message: message, Args: args}
}

// KindOf returns the kind of the first *Error in err's tree, Internal if there is
// none, as in nil.
func KindOf(err error) ErrorKind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Faults returns every *Error in err's tree, in order. A form shows each beside its
// field, the command line prints them one after the other.
func Faults(err error) []*Error {
	var out []*Error
	var walk func(error)
	walk = func(err error) {
		if err == nil {
			return
		}
		if e, ok := err.(*Error); ok {
			out = append(out, e)
			return
		}
		switch u := err.(type) {
		case interface{ Unwrap() []error }:
			for _, e := range u.Unwrap() {
				walk(e)
			}
		case interface{ Unwrap() error }:
			walk(u.Unwrap())
		}
	}
	walk(err)
	return out
}
