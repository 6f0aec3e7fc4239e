package publish

import (
	"context"
	"fmt"

	"pullquote/internal/blog"
)

// Import brings a batch of an archive's posts in, in one transaction, and
// tells for each what became of it, in their order. A post that breaks a rule
// is rejected, with the rule as its note; the others come in all the same.
// Nobody is told of imported posts.
func (g *Gate) Import(ctx context.Context, batch int64, items []blog.Import) ([]blog.ImportResult, error) {
	return g.admit(ctx, items, func(pass []blog.Import, settings blog.Settings) ([]blog.ImportResult, error) {
		return g.store.ImportPosts(ctx, batch, pass, settings.Pattern, settings.Zone())
	})
}

// PreviewImport gives Import's answers and changes nothing.
func (g *Gate) PreviewImport(ctx context.Context, items []blog.Import) ([]blog.ImportResult, error) {
	return g.admit(ctx, items, func(pass []blog.Import, settings blog.Settings) ([]blog.ImportResult, error) {
		return g.store.PreviewImport(ctx, pass, settings.Pattern, settings.Zone())
	})
}

// admit holds each item against the rules, renders those that pass, hands
// them to store, and puts the answers into the items' order.
func (g *Gate) admit(ctx context.Context, items []blog.Import, store func([]blog.Import, blog.Settings) ([]blog.ImportResult, error)) ([]blog.ImportResult, error) {
	settings, err := g.store.Settings(ctx)
	if err != nil {
		return nil, err
	}
	results := make([]blog.ImportResult, len(items))
	var pass []blog.Import
	var places []int
	for i, item := range items {
		notes, err := prepare(&item.Post)
		results[i].Notes = notes
		if err != nil {
			results[i].Outcome = blog.ImportRejected
			for _, fault := range blog.Faults(err) {
				results[i].Notes = append(results[i].Notes, fault.Message)
			}
			continue
		}
		pass = append(pass, item)
		places = append(places, i)
	}
	if len(pass) == 0 {
		return results, nil
	}
	stored, err := store(pass, settings)
	if err != nil {
		return nil, err
	}
	for k, r := range stored {
		r.Notes = append(results[places[k]].Notes, r.Notes...)
		results[places[k]] = r
	}
	return results, nil
}

// prepare makes an archive's post fit to be stored: what is wrong with its
// ornaments (a tag, a via link) is taken off with a note, what is wrong with
// the post itself is an error.
func prepare(p *blog.Post) (notes []string, err error) {
	tags := p.Tags[:0:0]
	for _, t := range p.Tags {
		if fault := t.Validate(); fault != nil {
			notes = append(notes, "Tag left out: "+fault.(*blog.Error).Message)
			continue
		}
		tags = append(tags, t)
	}
	if len(tags) > blog.MaxTags {
		notes = append(notes, fmt.Sprintf("%d tags left out; %d is the most.", len(tags)-blog.MaxTags, blog.MaxTags))
		tags = tags[:blog.MaxTags]
	}
	p.Tags = tags
	if fault := blog.CheckURL("via", p.Via); p.Via != "" && fault != nil {
		notes = append(notes, "Via link left out: "+p.Via)
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
	if p.Slug == "" {
		p.Slug = slugOf(p)
	}
	return notes, nil
}
