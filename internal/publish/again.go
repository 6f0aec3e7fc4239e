package publish

import (
	"context"
	"fmt"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// derivation is the version of everything that is derived from what an author wrote:
// the rendered HTML, the quotes, and the key of the source.
const derivation = markup.Version<<8 | blog.SourceKeyVersion

// Derivation returns the version of everything that is derived from what an author
// wrote. It is stored beside the derived data.
func Derivation() int { return derivation }

// RerenderAll derives the data of all posts again, and returns how many there were.
func (g *Gate) RerenderAll(ctx context.Context) (int, error) {
	if err := g.store.Forget(ctx); err != nil {
		return 0, err
	}
	return g.Rerender(ctx)
}

// Rerender derives the data again of posts for which another version derived it, and
// returns how many there were. It runs when the server starts; one that is
// interrupted continues the next time.
func (g *Gate) Rerender(ctx context.Context) (int, error) {
	settings, err := g.store.Settings(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for {
		posts, err := g.store.Outdated(ctx, derivation, 200)
		if err != nil || len(posts) == 0 {
			return n, err
		}
		for i := range posts {
			render(&posts[i], posts[i].Quotes)
		}
		if err := g.localize(ctx, posts); err != nil {
			return n, err
		}
		if err := g.store.SaveRendered(ctx, posts, g.looks.For(settings)); err != nil {
			return n, fmt.Errorf("publish: render again: %w", err)
		}
		n += len(posts)
	}
}

// Index adds new posts to the search index, makes their entries for lists, and
// returns how many there were.
func (g *Gate) Index(ctx context.Context) (int, error) {
	settings, err := g.store.Settings(ctx)
	if err != nil {
		return 0, err
	}
	return g.store.Index(ctx, g.looks.For(settings))
}

// FinishEntries makes the stored entries for lists again where the templates, the
// settings or a post have changed since, and returns how many it made. Until then
// pages render such entries on each request.
func (g *Gate) FinishEntries(ctx context.Context) (int, error) {
	for n := 0; ; {
		settings, err := g.store.Settings(ctx)
		if err != nil {
			return n, err
		}
		made, err := g.store.FinishEntries(ctx, g.looks.For(settings), 100)
		if n += made; err != nil || made == 0 {
			return n, err
		}
	}
}
