package capture_test

import (
	"context"

	"pullquote/internal/blog"
)

// outside implements capture.Outside by a function.
type outside func(address string) (blog.About, error)

// About implements capture.Outside.
func (f outside) About(_ context.Context, address string) (blog.About, error) { return f(address) }
