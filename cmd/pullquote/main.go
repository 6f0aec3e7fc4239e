// Command pullquote is a link blog in one program: it serves the blog and does
// from the command line what the browser does.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(start()) }

// start runs the program with what the system gives it.
func start() int {
	// Who reads our output may go away: then writing fails, and what was begun is
	// cleared away.
	signal.Ignore(syscall.SIGPIPE)
	ctx, _ := untilToldToEnd()
	return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// untilToldToEnd returns a context that ends with the first signal. A second one
// ends the program at once.
func untilToldToEnd() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
