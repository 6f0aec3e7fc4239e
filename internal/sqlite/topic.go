package sqlite

import (
	"context"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Latest is the topic of what changes whenever a post is published that is newer
// than all others.
const Latest = "latest"

// Topics returns the topics that a list's pages depend on. When a post is
// published that is newer than all others, only pages with one of its topics or
// Latest change; any other change that readers see may change every page. A page
// that shows only posts which have newer ones has no topic.
func (of Of) Topics() []string {
	switch {
	case of.Tag != "":
		return []string{"tag " + of.Tag}
	case of.Site != "":
		return []string{"site " + of.Site}
	case of.Author != "":
		return []string{"author " + of.Author}
	case of.Kind != "":
		return []string{"kind " + string(of.Kind)}
	}
	return []string{Latest}
}

// touch declares the topics of a new post, if it is a draft (none) or the newest
// of all.
func touch(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	if !p.Public() {
		tx.Touch()
		return nil
	}
	later, err := pool.One(ctx, tx, `/* touch */ SELECT EXISTS (
		SELECT 1 FROM post WHERE status = 'published' AND trashed IS NULL AND (published, id) > (?, ?))`, pool.Value[bool], millis(p.Published), p.ID)
	if err != nil || later {
		return err
	}
	lists := []Of{{}, {Site: p.Host()}, {Author: p.Author.Slug}, {Kind: p.Kind()}}
	for _, t := range p.Tags {
		lists = append(lists, Of{Tag: t.Slug})
	}
	var topics []string
	for _, of := range lists {
		topics = append(topics, of.Topics()...)
	}
	tx.Touch(topics...)
	return nil
}
