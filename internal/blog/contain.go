package blog

import (
	"fmt"
	"runtime/debug"
)

// Contain runs fn and turns a panic in it into an error of kind Internal, whose
// cause includes the stack for the log: a panic in one task must not end the whole
// program. Every goroutine that the server starts uses it, since a panic can be
// recovered only in its own goroutine.
func Contain(fn func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = &Error{
				Message: "The program met a fault of its own (%s). Nothing that was saved before is lost; please report it, with what is in the log.",
				Args:    []any{Excerpt(fmt.Sprint(fault), 200)}, Err: &Panic{Value: fault, Stack: debug.Stack()},
			}
		}
	}()
	return fn()
}

// Panic is a recovered panic.
type Panic struct {
	Value any
	Stack []byte
}

// Error returns the value and the stack.
func (p *Panic) Error() string { return fmt.Sprintf("panic: %v\n%s", p.Value, p.Stack) }
