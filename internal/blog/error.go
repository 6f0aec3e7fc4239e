package blog

import (
	"errors"
	"fmt"
	"strings"
)

// ErrorKind is the kind of a failure. It decides the HTTP status and the exit code.
type ErrorKind int

// The kinds of failure that the program foresees. Anything that is not an
// *Error is Internal.
const (
	Internal     ErrorKind = iota // a fault of ours: 500
	Invalid                       // what was handed in breaks a rule: 422
	NotFound                      // nothing is there and nothing was: 404
	Gone                          // something was there: 410
	Conflict                      // someone else changed it meanwhile, or the name is taken: 409
	Unauthorized                  // sign in first: 401
	Forbidden                     // signed in, but not allowed: 403
	TooLarge                      // more than we take: 413
	TooMany                       // too often; try again later: 429
	Unavailable                   // the disk is full, the database is read-only or busy: 503
	Late                          // what was announced did not come in time: 408
)

// Term is a part of a sentence that is said in the sentence's language, too.
type Term string

// Error is a failure that the program foresaw.
type Error struct {
	Kind    ErrorKind
	Field   string // the form field at fault, by its name in the form; empty if none is
	Message string // a sentence for the person at the keyboard: what happened, what to do; a format if there are Args
	Args    []any  // what the sentence is filled with, so that it can be said in other languages
	Err     error  // the cause, for the log; it never leaves the machine
}

// Sentence gives the sentence for the person, in English.
func (e *Error) Sentence() string {
	if len(e.Args) == 0 {
		return e.Message
	}
	return fmt.Sprintf(e.Message, e.Args...)
}

// Error gives the sentence and the cause. It is for logs: what a person sees
// is the sentence alone.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Field != "" {
		b.WriteString(e.Field)
		b.WriteString(": ")
	}
	b.WriteString(e.Sentence())
	if e.Err != nil { // in brackets, since the sentence has its full stop
		b.WriteString(" (")
		b.WriteString(e.Err.Error())
		b.WriteString(")")
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Fault makes an Invalid error of the field at fault and a sentence, which is a
// format if there are args.
func Fault(field, message string, args ...any) *Error {
	return &Error{Kind: Invalid, Field: field, Message: message, Args: args}
}

// KindOf gives the kind of the first *Error in err's tree, Internal if there
// is none.
func KindOf(err error) ErrorKind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Faults gives every *Error in err's tree, in order. A form shows each beside
// its field, the command line prints them one after the other.
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
