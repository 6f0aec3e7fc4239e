package sqlite

import (
	"context"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Latest is the topic of what changes whenever there is a newer post than all
// others.
const Latest = "latest"

// Topics gives what a list's pages depend on. Where a post is published that is
// newer than all others, those change that are of one of its topics, and Latest;
// with any other change of what readers see, everything does. A page that shows
// no more than posts which others follow in time is of no topic.
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

// touch says in which topics a new post shows, if it is a draft or the latest of
// all.
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
