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

// Gate is the one way in. Make it with New.
type Gate struct {
	store *sqlite.Store
	looks entry.Looks
}

// New returns a gate before a store.
func New(store *sqlite.Store) *Gate { return &Gate{store: store} }

// Entry is what a door brings: the parts of a post that a person decides.
type Entry struct {
	Title    string
	URL      string
	Via      string
	Body     string
	Format   blog.Format // empty is Markdown
	Tags     []blog.Tag
	Slug     string       // empty: made of the title at first publication, or left as it is
	Lang     string       // empty: the blog's
	Captured []blog.Quote // passages as they were captured from the source, to be kept beside the edited ones
	Source   blog.Source  // what is known of the source; the zero value leaves what was known
}

// Save is one press of a button: a new post, or a change of one.
type Save struct {
	ID      blog.PostID // zero for a new post
	Version int64       // the version that the editor started from; for a new post zero
	Key     string      // names the form of a new post, so that a form that is sent twice makes one post; may be empty
	Publish bool        // readers may see it from now on; false leaves a draft a draft and a published post published
	Renewed bool        // readers of a published post are told that it was updated
	Entry
}

// Conflict says that the post was changed by someone else, or in another
// window, after the editor had started. Nothing was saved. It is a *blog.Error
// of kind Conflict, too.
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

// Save stores a new post or a changed one. It fails with every broken rule at
// once (kind Invalid, each with its field), with a *Conflict if the post was
// changed meanwhile, with NotFound if there is no such post, with Gone if it
// is in the trash, and with Unavailable if the disk refuses.
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

// create stores a new post. It returns the one that is stored already if the key
// is known.
func (g *Gate) create(ctx context.Context, by blog.Author, s Save, settings blog.Settings) (saved blog.Post, known bool, err error) {
	p, err := g.over(ctx, by, blog.Post{}, s)
	if err != nil {
		return blog.Post{}, false, err
	}
	return g.store.Create(ctx, p, g.rules(settings))
}

// change stores a changed post.
func (g *Gate) change(ctx context.Context, by blog.Author, before blog.Post, s Save, settings blog.Settings) (blog.Post, error) {
	p, err := g.over(ctx, by, before, s)
	if err != nil {
		return blog.Post{}, err
	}
	if s.ID == 0 && before.Status == blog.Published {
		p.Slug = before.Slug // the first sending may have got another than it wanted
	}
	if before.Version != s.Version {
		switch {
		case !same(before, p):
			return blog.Post{}, conflict(before)
		case before.Status == p.Status && before.Slug == p.Slug:
			return before, nil
		}
		// The words are the stored ones: there is nothing to choose from.
	}
	saved, err := g.store.Update(ctx, p, by, s.Renewed, g.rules(settings))
	if blog.KindOf(err) == blog.Conflict && err != nil {
		if stored, err2 := g.store.Post(ctx, p.ID); err2 == nil && stored.Version != p.Version {
			return blog.Post{}, conflict(stored)
		}
	}
	return saved, err
}

// over returns the post as a save leaves it that was there before, the zero Post
// for a new one. It fails with Gone if that is in the trash.
func (g *Gate) over(ctx context.Context, by blog.Author, before blog.Post, s Save) (blog.Post, error) {
	if before.InTrash() {
		return blog.Post{}, &blog.Error{Kind: blog.Gone, Message: "This post is in the trash. Restore it from the desk, then save again."}
	}
	p, err := compose(before, by, s)
	if err == nil {
		err = g.localizeOne(ctx, &p)
	}
	return p, err
}

// rules are what settings decide of a post that is stored.
func (g *Gate) rules(s blog.Settings) sqlite.Rules {
	look := g.looks.For(s)
	return sqlite.Rules{Pattern: s.Pattern, Zone: look.Zone, Finisher: look}
}

// Preview returns the post as Save would leave it, and stores nothing. It fails
// as Save does, save for conflicts.
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
	return g.over(ctx, by, before, s)
}

// compose lays an entry over the post that was there before.
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

// readdress returns the post the slug that a person typed, if it is another.
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

// hasSubstance reports why a post from an author's hand has nothing to show: a
// title alone is a URL that was forgotten. In archives such posts are found,
// and come in as they are.
func hasSubstance(p blog.Post) error {
	if p.Title != "" && p.URL == "" && strings.TrimSpace(p.Body) == "" {
		return blog.Fault("url", "A post needs a URL, or words of its own. Give one of them.")
	}
	return nil
}

// render makes what readers see of the post's body, pairs its quotes with the
// passages as they were captured, and lets those lead there.
func render(p *blog.Post, captured []blog.Quote) {
	rendered, quotes := markup.Render(p.Body, p.Format)
	p.Quotes = blog.PairQuotes(quotes, captured)
	rendered.HTML = markup.Cite(rendered.HTML, passages(p))
	rendered.Version = derivation
	p.Rendered = rendered
}

// passages returns where each quote is from: the address of its passage, unless
// it was typed, and the language of the page, if that is the post's source.
func passages(p *blog.Post) []markup.Citation {
	var out []markup.Citation
	for _, q := range p.Quotes {
		if q.Text == "" {
			continue // edited away, it has no place in the body
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

// sourceOf returns what is known of a post's source after a save: what the door
// brought, else what was known, if the post leads to the same page as before.
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

// slugOf makes the slug of a post's title, else of its first words, else of
// the host it links to. It may be empty; the store then takes the number.
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

// same reports whether a post says what the stored one says, be it published or
// not. Where none is stored yet, a slug is nothing to choose from.
func same(stored, p blog.Post) bool {
	return stored.Title == p.Title && stored.URL == p.URL && stored.Via == p.Via && stored.Body == p.Body &&
		stored.Format == p.Format && stored.Lang == p.Lang && blog.TagList(stored.Tags) == blog.TagList(p.Tags) &&
		(stored.Slug == "" || stored.Slug == p.Slug)
}

// Trash takes a post off the blog and keeps it: its address answers that it is
// gone until it is restored. It fails with NotFound.
func (g *Gate) Trash(ctx context.Context, id blog.PostID) (blog.Post, error) {
	return g.store.Trash(ctx, id)
}

// Restore brings a post back from the trash as what it was, under the address
// it had. It fails with NotFound.
func (g *Gate) Restore(ctx context.Context, id blog.PostID) (blog.Post, error) {
	return g.store.Restore(ctx, id)
}

// Purge deletes a post in the trash for good. Its address is never used again.
// It fails with NotFound, and with Conflict if the post is not in the trash.
func (g *Gate) Purge(ctx context.Context, id blog.PostID) error { return g.store.Purge(ctx, id) }
