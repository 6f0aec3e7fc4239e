package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// tagLines scans the tags of a post from one text with three lines per tag,
// position, name and slug, in any order of tags. Names and slugs contain no line
// breaks.
type tagLines struct{ to *[]blog.Tag }

// Scan implements sql.Scanner.
func (l tagLines) Scan(src any) error {
	*l.to = nil
	text, ok := src.(string)
	if !ok || text == "" {
		return nil
	}
	lines := strings.Split(text, "\n")
	tags, positions := make([]blog.Tag, 0, len(lines)/3), make([]int, 0, len(lines)/3)
	for ; len(lines) >= 3; lines = lines[3:] {
		position, err := strconv.Atoi(lines[0])
		if err != nil {
			return fmt.Errorf("a tag's position is %q", lines[0])
		}
		at := len(tags)
		for at > 0 && positions[at-1] > position {
			at--
		}
		tags, positions = slices.Insert(tags, at, blog.Tag{Name: lines[1], Slug: lines[2]}), slices.Insert(positions, at, position)
	}
	*l.to = tags
	return nil
}

// loadTags loads the tags of all posts in one query.
func loadTags(ctx context.Context, tx *pool.Tx, posts []blog.Post) error {
	if len(posts) == 0 {
		return nil
	}
	ids := make([]blog.PostID, len(posts))
	at := make(map[blog.PostID]int, len(posts))
	for i, p := range posts {
		ids[i], at[p.ID] = p.ID, i
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	_, err = pool.Select(ctx, tx, `/* loadTags */
		SELECT post_tag.post_id, post_tag.name, tag.slug
		FROM json_each(?) AS wanted JOIN post_tag ON post_tag.post_id = wanted.value JOIN tag ON tag.id = post_tag.tag_id
		ORDER BY post_tag.post_id, post_tag.position`,
		func(row pool.Scanner) (struct{}, error) {
			var id blog.PostID
			var t blog.Tag
			err := row.Scan(&id, &t.Name, &t.Slug)
			p := &posts[at[id]]
			p.Tags = append(p.Tags, t)
			return struct{}{}, err
		}, string(list))
	return err
}

// saveTags replaces a post's tags, in their order. If two names have the same
// slug, the first counts.
func saveTags(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	if _, err := tx.Exec(ctx, `/* saveTags: clear */ DELETE FROM post_tag WHERE post_id = ?`, p.ID); err != nil {
		return err
	}
	return addTags(ctx, tx, p)
}

// addTags stores the tags of a post that has none in the database.
func addTags(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	if len(p.Tags) == 0 {
		return nil
	}
	list := make([][2]string, len(p.Tags))
	for i, t := range p.Tags {
		list[i] = [2]string{t.Slug, t.Name}
	}
	tags, err := json.Marshal(list)
	if err != nil {
		return err
	}
	n, err := addKnownTags(ctx, tx, p, string(tags))
	if err != nil || n == int64(len(p.Tags)) {
		return err
	}
	// A tag is new, or the post has it twice.
	if _, err := tx.Exec(ctx, `/* addTags: new */
		INSERT INTO tag (slug, name) SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE true ON CONFLICT (slug) DO NOTHING`, string(tags)); err != nil {
		return err
	}
	_, err = addKnownTags(ctx, tx, p, string(tags))
	return err
}

// addKnownTags adds those tags to a post that are stored already, and returns how
// many it did not have. Tags is a JSON array of arrays of slug and name.
func addKnownTags(ctx context.Context, tx *pool.Tx, p *blog.Post, tags string) (int64, error) {
	var published any
	if p.Public() {
		published = millis(p.Published)
	}
	result, err := tx.Exec(ctx, `/* addTags */
		INSERT INTO post_tag (post_id, tag_id, position, name, published)
		SELECT ?, tag.id, wanted.key, wanted.value ->> 1, ?
		FROM json_each(?) AS wanted CROSS JOIN tag ON tag.slug = wanted.value ->> 0
		WHERE true ON CONFLICT DO NOTHING`, p.ID, published, tags)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
