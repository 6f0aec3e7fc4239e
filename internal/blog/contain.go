package blog

import (
	"fmt"
	"runtime/debug"
)

// Contain runs fn. A panic in it becomes an error of kind Internal, whose cause
// bears the stack for the log: what one piece of work trips over must not end
// the program for all others. Each goroutine that the server starts has it,
// since a panic in one can be held nowhere else.
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

// Panic is a panic that was contained.
type Panic struct {
	Value any
	Stack []byte
}

// Error gives the value and the stack.
func (p *Panic) Error() string { return fmt.Sprintf("panic: %v\n%s", p.Value, p.Stack) }
