package publish

import (
	"context"
	"slices"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/sqlite"
)

// localize leads the links of rendered posts that lead to the blog's former
// hosts to the posts here, and shows the pictures that are kept here. The
// author's words stay as they are.
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

// localizeOne does so for one post, if there is anything to lead to.
func (g *Gate) localizeOne(ctx context.Context, p *blog.Post) error {
	posts := []blog.Post{*p}
	if leads, err := g.leads(ctx, posts); err != nil || !leads {
		return err
	}
	err := g.localize(ctx, posts)
	*p = posts[0]
	return err
}

// leads reports whether links of the posts may lead elsewhere than they say: if
// something that stands here was reached elsewhere, or if they do not say it whole.
func (g *Gate) leads(ctx context.Context, posts []blog.Post) (bool, error) {
	if slices.ContainsFunc(posts, func(p blog.Post) bool { return p.Base != "" }) {
		return true, nil
	}
	return g.store.Elsewhere(ctx)
}

// Localize leads the links of an import's posts, when all are in, to one
// another. It returns the posts as they are now, some at a time, so that
// files they show can be brought in first.
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
