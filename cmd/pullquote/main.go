// Command pullquote is a link blog in one program. It serves the blog, and offers on
// the command line what the browser does, and what an operator needs.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	// If the reader of the output goes away, writing fails and the command cleans up,
	// instead of being killed.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
