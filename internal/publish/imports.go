package publish

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// Ready are items that have passed the rules and are rendered, or rejected. Only
// Prepare makes them.
type Ready struct{ items []blog.Import }

// Prepare holds items of an archive against the rules and renders them, on all
// processors. One that breaks a rule is rejected, with the rule as its note;
// so is none of the others.
func (g *Gate) Prepare(items []blog.Import) Ready {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	const share = 16 // a post is rendered in less time than a goroutine takes to begin
	for part := range slices.Chunk(items, share) {
		group.Go(func() error {
			for i := range part {
				if err := blog.Contain(func() error { admit(&part[i]); return nil }); err != nil {
					reject(&part[i], err)
				}
			}
			return nil
		})
	}
	_ = group.Wait() // they do not fail
	return Ready{items}
}

// admit prepares one item.
func admit(item *blog.Import) {
	if item.Outcome != "" {
		return
	}
	notes, err := prepare(&item.Post)
	item.Notes = append(item.Notes, notes...)
	reject(item, err)
}

// reject notes why an item can't come in; nil rejects nothing.
func reject(item *blog.Import, err error) {
	for _, fault := range blog.Faults(err) {
		item.Outcome = blog.ImportRejected
		item.Notes = append(item.Notes, fault.Sentence())
	}
}

// ImportInto says into which batch items go.
type ImportInto struct {
	Batch int64
	Again bool  // see sqlite.Importing
	Done  int64 // bytes of the archive that are read when they are in
}

// Import brings items of an archive in, in one transaction, and
// tells for each what became of it, in their order. Nobody is told of imported
// posts.
func (g *Gate) Import(ctx context.Context, into ImportInto, ready Ready) ([]blog.ImportResult, error) {
	settings, err := g.store.Settings(ctx)
	if err != nil {
		return nil, err
	}
	return g.store.ImportPosts(ctx, sqlite.Importing{
		Rules: g.rules(settings), Batch: into.Batch, Again: into.Again, Done: into.Done,
	}, ready.items)
}

// Undo takes back some lines of an import, of those with numbers below before;
// see sqlite.Store.Undo.
func (g *Gate) Undo(ctx context.Context, batch int64, before int) (sqlite.Undone, error) {
	return g.store.Undo(ctx, batch, before, undoneAtOnce)
}

// undoneAtOnce is how many lines one transaction takes back: an author who
// writes meanwhile does not wait long.
const undoneAtOnce = 200

// tagNotes is about how many bad tags of a post its line says what is wrong.
const tagNotes = 5

// prepare makes an archive's post fit to be stored: what is wrong with its
// ornaments (a tag, a via link) is taken off with a note, what is wrong with
// the post itself is an error.
func prepare(p *blog.Post) (notes []string, err error) {
	tags := p.Tags[:0:0]
	bad := 0
	for _, t := range p.Tags {
		if fault := t.Validate(); fault != nil {
			if bad++; bad <= tagNotes {
				notes = append(notes, "Tag left out: "+fault.(*blog.Error).Sentence())
			}
			continue
		}
		tags = append(tags, t)
	}
	if bad > tagNotes {
		notes = append(notes, fmt.Sprintf("%d more tags left out.", bad-tagNotes))
	}
	if len(tags) > blog.MaxTags {
		notes = append(notes, fmt.Sprintf("%d tags left out; %d is the most.", len(tags)-blog.MaxTags, blog.MaxTags))
		tags = tags[:blog.MaxTags]
	}
	p.Tags = tags
	if fault := blog.CheckURL("via", p.Via); p.Via != "" && fault != nil {
		notes = append(notes, "Via link left out: "+blog.Excerpt(p.Via, 200))
		p.Via = ""
	}
	if fault := blog.CheckLang(p.Lang); fault != nil {
		notes = append(notes, "Language left out: "+blog.Excerpt(p.Lang, 40))
		p.Lang = ""
	}
	if err := p.Validate(); err != nil {
		return notes, err
	}
	render(p, p.Quotes)
	if p.Slug == "" && p.Status == blog.Published {
		p.Slug = slugOf(p)
	}
	return notes, nil
}
