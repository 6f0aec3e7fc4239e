package markup

import "pullquote/internal/blog"

// Version is the version of the renderer. It is stored with Render's result, so that
// a later version can render the post again.
const Version = 6

// HTML is a fragment that has passed a policy. Pages contain it unescaped.
type HTML struct{ s string }

// String returns the fragment.
func (h HTML) String() string { return h.s }

// Stored returns HTML that Render made earlier and the store kept.
func Stored(r blog.Rendered) HTML { return HTML{r.HTML} }
