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

// Ready holds items of an archive that Prepare has rendered or rejected.
type Ready struct{ items []blog.Import }

// Prepare validates and renders items of an archive, in parallel. An item that
// breaks a rule is rejected, with the rule as its note, and the others are not
// affected.
func (g *Gate) Prepare(items []blog.Import) Ready {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	const share = 16 // rendering one post takes less time than starting a goroutine
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

// admit prepares one item, unless it has an outcome already.
func admit(item *blog.Import) {
	if item.Outcome != "" {
		return
	}
	notes, err := prepare(&item.Post)
	item.Notes = append(item.Notes, notes...)
	reject(item, err)
}

// reject marks an item as rejected and notes why. It does nothing if err is nil.
func reject(item *blog.Import, err error) {
	for _, fault := range blog.Faults(err) {
		item.Outcome = blog.ImportRejected
		item.Notes = append(item.Notes, fault.Sentence())
	}
}

// ImportInto says into which batch items are imported.
type ImportInto struct {
	Batch int64
	Again bool  // see sqlite.Importing
	Done  int64 // bytes of the archive that have been read once these items are stored
}

// Import stores items of an archive in one transaction, and returns the result of
// each, in their order.
func (g *Gate) Import(ctx context.Context, into ImportInto, ready Ready) ([]blog.ImportResult, error) {
	settings, err := g.store.Settings(ctx)
	if err != nil {
		return nil, err
	}
	return g.store.ImportPosts(ctx, sqlite.Importing{
		Rules: g.rules(settings), Batch: into.Batch, Again: into.Again, Done: into.Done,
	}, ready.items)
}

// Undo takes back some of an import's lines, of those with numbers below before; see
// sqlite.Store.Undo.
func (g *Gate) Undo(ctx context.Context, batch int64, before int) (sqlite.Undone, error) {
	return g.store.Undo(ctx, batch, before, undoneAtOnce)
}

// undoneAtOnce is how many lines one transaction takes back. It is small, so that an
// author who saves meanwhile does not wait long.
const undoneAtOnce = 200

// tagNotes is the maximum number of bad tags of a post that are noted one by one.
const tagNotes = 5

// prepare validates and renders a post of an archive. An invalid tag, via link or
// language is left out with a note; any other fault is an error.
func prepare(p *blog.Post) (notes []string, err error) {
	tags := p.Tags[:0:0]
	bad := 0
	for _, t := range p.Tags {
		if fault := t.Validate(); fault != nil {
			if bad++; bad <= tagNotes {
				notes = append(notes, "Tag left out: "+blog.Faults(fault)[0].Sentence())
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
