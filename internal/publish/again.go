package publish

import (
	"context"
	"fmt"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// derivation is the version of all that is derived from what an author wrote:
// the finished HTML, the quotes, and the key of the source.
const derivation = markup.Version<<8 | blog.SourceKeyVersion

// Derivation is the version of all that is derived from what an author wrote.
// It stands beside what was derived.
func Derivation() int { return derivation }

// RerenderAll derives everything again, and tells of how many posts.
func (g *Gate) RerenderAll(ctx context.Context) (int, error) {
	if err := g.store.Forget(ctx); err != nil {
		return 0, err
	}
	return g.Rerender(ctx)
}

// Rerender derives again what an older version has derived from posts' words, and tells how many it were. It is run when the program
// starts; a run that is cut short goes on the next time.
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

// Index brings new posts into the search, makes what lists show of them, and tells
// of how many.
func (g *Gate) Index(ctx context.Context) (int, error) {
	settings, err := g.store.Settings(ctx)
	if err != nil {
		return 0, err
	}
	return g.store.Index(ctx, g.looks.For(settings))
}

// FinishEntries makes what lists show of posts, where the templates, the
// settings or a post have changed since, and tells of how many. Until then pages
// make it each time.
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
