package publish

import (
	"context"
	"errors"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/entry"
	"pullquote/internal/markup"
	"pullquote/internal/sqlite"
)

// Gate creates and changes posts. Make it with New.
type Gate struct {
	store *sqlite.Store
	looks entry.Looks
}

// New returns a gate to a store.
func New(store *sqlite.Store) *Gate { return &Gate{store: store} }

// Entry holds the parts of a post that a person decides.
type Entry struct {
	Title    string
	URL      string
	Via      string
	Body     string
	Format   blog.Format // empty means Markdown
	Tags     []blog.Tag
	Slug     string       // if empty, an existing slug stays, or one is made from the title at first publication
	Lang     string       // if empty, the blog's
	Captured []blog.Quote // passages as they were captured from the source, kept beside the edited ones
	Source   blog.Source  // what is known of the source; the zero value keeps what was known
}

// Save is a request to create or change a post.
type Save struct {
	ID      blog.PostID // zero for a new post
	Version int64       // the version that the editor started from; zero for a new post
	Key     string      // identifies the form of a new post, so that sending it twice makes one post; may be empty
	Publish bool        // publish a draft; false leaves the status as it is
	Renewed bool        // mark a published post as updated, for its readers
	Entry
}

// Conflict is the error of a save whose post was changed meanwhile, by someone else
// or in another window. Nothing was saved. It wraps a *blog.Error of kind Conflict.
type Conflict struct {
	Stored blog.Post // the post as it stands now
	err    *blog.Error
}

// Error returns the sentence for the person.
func (c *Conflict) Error() string { return c.err.Error() }

// Unwrap returns the *blog.Error.
func (c *Conflict) Unwrap() error { return c.err }

func conflict(stored blog.Post) *Conflict {
	return &Conflict{Stored: stored, err: &blog.Error{
		Kind:    blog.Conflict,
		Message: "This post was changed in another window meanwhile. Nothing of yours is lost: both versions are below.",
	}}
}

// Save stores a new post or a changed one. It fails with all broken rules at once
// (kind Invalid, each with its field), with a *Conflict if the post was changed
// meanwhile, with NotFound if there is no such post, with Gone if it is in the
// trash, and with Unavailable if the database can't be written.
func (g *Gate) Save(ctx context.Context, by blog.Author, s Save) (blog.Post, error) {
	settings, err := g.store.Settings(ctx)
	if err != nil {
		return blog.Post{}, err
	}
	if s.ID == 0 {
		saved, known, err := g.create(ctx, by, s, settings)
		if err != nil || !known {
			return saved, err
		}
		return g.change(ctx, by, saved, s, settings) // the form was sent before
	}
	before, err := g.store.Post(ctx, s.ID)
	if err != nil {
		return blog.Post{}, err
	}
	return g.change(ctx, by, before, s, settings)
}

// create stores a new post. If a post with its key is stored already, create returns
// that one and reports known.
func (g *Gate) create(ctx context.Context, by blog.Author, s Save, settings blog.Settings) (saved blog.Post, known bool, err error) {
	p, err := g.apply(ctx, by, blog.Post{}, s)
	if err != nil {
		return blog.Post{}, false, err
	}
	return g.store.Create(ctx, p, g.rules(settings))
}

// change stores a changed post.
func (g *Gate) change(ctx context.Context, by blog.Author, before blog.Post, s Save, settings blog.Settings) (blog.Post, error) {
	p, err := g.apply(ctx, by, before, s)
	if err != nil {
		return blog.Post{}, err
	}
	if s.ID == 0 && before.Status == blog.Published {
		p.Slug = before.Slug // the slug may have been taken when the form was first sent
	}
	if before.Version != s.Version {
		switch {
		case !same(before, p):
			return blog.Post{}, conflict(before)
		case before.Status == p.Status && before.Slug == p.Slug:
			return before, nil
		}
		// The text is the stored one, so there is nothing to choose between.
	}
	saved, err := g.store.Update(ctx, p, by, s.Renewed, g.rules(settings))
	if blog.KindOf(err) == blog.Conflict {
		if stored, err2 := g.store.Post(ctx, p.ID); err2 == nil && stored.Version != p.Version {
			return blog.Post{}, conflict(stored)
		}
	}
	return saved, err
}

// apply returns the post that results from applying a save to the post before, which
// is the zero Post for a new one. It fails with Gone if that is in the trash.
func (g *Gate) apply(ctx context.Context, by blog.Author, before blog.Post, s Save) (blog.Post, error) {
	if before.InTrash() {
		return blog.Post{}, &blog.Error{Kind: blog.Gone, Message: "This post is in the trash. Restore it from the desk, then save again."}
	}
	p, err := compose(before, by, s)
	if err == nil {
		err = g.localizeOne(ctx, &p)
	}
	return p, err
}

// rules returns how the store treats a post, by the settings.
func (g *Gate) rules(s blog.Settings) sqlite.Rules {
	look := g.looks.For(s)
	return sqlite.Rules{Pattern: s.Pattern, Zone: look.Zone, Finisher: look}
}

// Preview returns the post as Save would store it, and stores nothing. It fails as
// Save does, except for conflicts.
func (g *Gate) Preview(ctx context.Context, by blog.Author, s Save) (before blog.Post, err error) {
	switch {
	case s.ID != 0:
		before, err = g.store.Post(ctx, s.ID)
	case s.Key != "":
		if before, err = g.store.PostByKey(ctx, s.Key); blog.KindOf(err) == blog.NotFound {
			before, err = blog.Post{}, nil
		}
	}
	if err != nil {
		return blog.Post{}, err
	}
	return g.apply(ctx, by, before, s)
}

// compose applies the entry of a save to the post before, validates the result, and
// renders it.
func compose(before blog.Post, by blog.Author, s Save) (blog.Post, error) {
	p := before
	if p.ID == 0 {
		p.Author = by
		p.Key = s.Key
		p.Status = blog.Draft
	}
	if s.Publish {
		p.Status = blog.Published
	}
	p.Title = strings.Join(strings.Fields(s.Title), " ")
	p.URL = strings.TrimSpace(s.URL)
	p.Via = strings.TrimSpace(s.Via)
	p.Body = strings.ReplaceAll(s.Body, "\r\n", "\n")
	p.Tags = s.Tags
	p.Lang = s.Lang
	p.Source = sourceOf(before, &p, s.Source)
	if p.Format = s.Format; p.Format == "" {
		p.Format = blog.Markdown
	}
	slugFault := readdress(&p, s.Slug)
	if err := errors.Join(slugFault, hasSubstance(p), p.Validate()); err != nil {
		return blog.Post{}, err
	}
	render(&p, slices.Concat(before.Quotes, blog.NewQuotes(s.Captured, before.Quotes)))
	if p.Slug == "" && p.Status == blog.Published {
		p.Slug = slugOf(&p)
	}
	return p, nil
}

// readdress sets the slug of a post to the one that a person typed, if any.
func readdress(p *blog.Post, typed string) error {
	if typed = strings.TrimSpace(typed); typed == "" || typed == p.Slug {
		return nil
	}
	slug := blog.Slug(typed)
	if slug == "" {
		return blog.Fault("slug", "The address needs a letter or a digit.")
	}
	p.Slug = slug
	return nil
}

// hasSubstance fails with Invalid if a post has nothing but a title: its URL was
// forgotten. It is not applied to imports, where such posts do occur.
func hasSubstance(p blog.Post) error {
	if p.Title != "" && p.URL == "" && strings.TrimSpace(p.Body) == "" {
		return blog.Fault("url", "A post needs a URL, or words of its own. Give one of them.")
	}
	return nil
}

// render renders the post's body, pairs its quotes with the captured passages, and
// makes the quotes link to them.
func render(p *blog.Post, captured []blog.Quote) {
	rendered, quotes := markup.Render(p.Body, p.Format)
	p.Quotes = blog.PairQuotes(quotes, captured)
	rendered.HTML = markup.Cite(rendered.HTML, passages(p))
	rendered.Version = derivation
	p.Rendered = rendered
}

// passages returns a citation for each quote of a post: the address of its passage,
// if it was captured, and the language of the page, if that is the post's source.
func passages(p *blog.Post) []markup.Citation {
	var out []markup.Citation
	for _, q := range p.Quotes {
		if q.Text == "" {
			continue // edited away: it is not in the body
		}
		var c markup.Citation
		if q.Captured != "" {
			c.Address = passage(p, q)
		}
		if q.Source == "" || blog.SourceKey(q.Source) == blog.SourceKey(p.URL) {
			c.Lang = p.Source.About.Lang
		}
		out = append(out, c)
	}
	return out
}

// passage returns the address of a captured quote, with a text fragment.
func passage(p *blog.Post, q blog.Quote) string {
	source := q.Source
	if source == "" {
		source = p.URL
	}
	directive := markup.TextFragment(q.Captured, q.Prefix, q.Suffix)
	switch {
	case source == "" || directive == "":
		return source
	case strings.Contains(source, "#"):
		return source + directive
	}
	return source + "#" + directive
}

// sourceOf returns what is known of a post's source after a save: what the save
// brought, else what was known before, if the post still links to the same page.
func sourceOf(before blog.Post, p *blog.Post, brought blog.Source) blog.Source {
	switch {
	case p.URL == "":
		return blog.Source{}
	case brought != (blog.Source{}):
		if brought.Original = strings.TrimSpace(brought.Original); brought.Original == p.URL {
			brought.Original = ""
		}
		brought.About = brought.About.Tidy()
		return brought
	case before.URL == p.URL:
		return before.Source
	}
	return blog.Source{}
}

// slugWords is how many words of an untitled post's text make its slug.
const slugWords = 6

// slugOf returns a slug made from the post's title, else from its first words, else
// from the host it links to. It may be empty; the store then uses the post's number.
func slugOf(p *blog.Post) string {
	if s := blog.Slug(p.Title); s != "" {
		return s
	}
	for _, text := range []string{p.Rendered.Own, p.Rendered.Quoted} {
		words := strings.Fields(text)
		if s := blog.Slug(strings.Join(words[:min(len(words), slugWords)], " ")); s != "" {
			return s
		}
	}
	return blog.Slug(p.Host())
}

// same reports whether a post has the text of the stored one, whatever its status. A
// slug matters only if one is stored.
func same(stored, p blog.Post) bool {
	return stored.Title == p.Title && stored.URL == p.URL && stored.Via == p.Via && stored.Body == p.Body &&
		stored.Format == p.Format && stored.Lang == p.Lang && blog.TagList(stored.Tags) == blog.TagList(p.Tags) &&
		(stored.Slug == "" || stored.Slug == p.Slug)
}

// Trash moves a post to the trash. Its address answers 410 Gone until it is restored.
// Trash fails with NotFound.
func (g *Gate) Trash(ctx context.Context, id blog.PostID) (blog.Post, error) {
	return g.store.Trash(ctx, id)
}

// Restore brings a post back from the trash, with the status and the address it had.
// It fails with NotFound.
func (g *Gate) Restore(ctx context.Context, id blog.PostID) (blog.Post, error) {
	return g.store.Restore(ctx, id)
}

// Purge deletes a post in the trash for good. Its address is never used again.
// It fails with NotFound, and with Conflict if the post is not in the trash.
func (g *Gate) Purge(ctx context.Context, id blog.PostID) error { return g.store.Purge(ctx, id) }
