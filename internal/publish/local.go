package publish

import (
	"context"
	"slices"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/sqlite"
)

// localize rewrites the rendered HTML of posts: links to the blog's former hosts
// lead to the posts here, and pictures that are stored here are shown from here. The
// source text stays as it is.
func (g *Gate) localize(ctx context.Context, posts []blog.Post) error {
	var refs []string
	for i := range posts {
		for _, r := range markup.References(posts[i].Rendered.HTML, posts[i].Base) {
			refs = append(refs, r.Address)
		}
	}
	local, err := g.store.Local(ctx, refs)
	if err != nil {
		return err
	}
	for i := range posts {
		posts[i].Rendered.HTML = markup.Localize(posts[i].Rendered.HTML, posts[i].Base, local)
	}
	return nil
}

// localizeOne is localize for one post. It skips the work if nothing can change.
func (g *Gate) localizeOne(ctx context.Context, p *blog.Post) error {
	posts := []blog.Post{*p}
	if leads, err := g.leads(ctx, posts); err != nil || !leads {
		return err
	}
	err := g.localize(ctx, posts)
	*p = posts[0]
	return err
}

// leads reports whether localize may change anything: whether the blog has former
// addresses, or the posts have a base for relative links.
func (g *Gate) leads(ctx context.Context, posts []blog.Post) (bool, error) {
	if slices.ContainsFunc(posts, func(p blog.Post) bool { return p.Base != "" }) {
		return true, nil
	}
	return g.store.Elsewhere(ctx)
}

// Localize makes the links between the posts of an import lead here, once all posts
// are stored. It passes the posts to before, some at a time, so that the files they
// show can be stored first.
func (g *Gate) Localize(ctx context.Context, batch int64, before func([]sqlite.PostOfBatch) error) error {
	for after := 0; ; {
		found, last, err := g.store.PostsOfBatch(ctx, batch, after, 200)
		if err != nil || last == 0 {
			return err
		}
		after = last
		if err := before(found); err != nil {
			return err
		}
		posts := make([]blog.Post, len(found))
		for i := range found {
			posts[i] = found[i].Post
		}
		if leads, err := g.leads(ctx, posts); err != nil {
			return err
		} else if !leads {
			continue
		}
		was := make([]string, len(posts))
		for i := range posts {
			was[i] = posts[i].Rendered.HTML
		}
		if err := g.localize(ctx, posts); err != nil {
			return err
		}
		var changed []blog.Post
		for i := range posts {
			if posts[i].Rendered.HTML != was[i] {
				changed = append(changed, posts[i])
			}
		}
		if len(changed) > 0 {
			if err := g.store.SaveHTML(ctx, changed); err != nil {
				return err
			}
		}
	}
}
