package capture_test

import (
	"context"

	"pullquote/internal/blog"
)

// outside is an outside web that answers as a function does.
type outside func(address string) (blog.About, error)

// About implements capture.Outside.
func (f outside) About(_ context.Context, address string) (blog.About, error) { return f(address) }
