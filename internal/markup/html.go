package markup

import "pullquote/internal/blog"

// Version is the version of the renderer. It stands beside what Render made,
// so that it can be made again when a later version does better.
const Version = 5

// HTML is a fragment that has passed a policy and goes onto pages as it is.
type HTML struct{ s string }

// String gives the fragment.
func (h HTML) String() string { return h.s }

// Stored gives the HTML that Render made earlier and the store kept.
func Stored(r blog.Rendered) HTML { return HTML{r.HTML} }
