package sqlite

import (
	"context"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// saveRevision adds the current state of a post, and who saved it, to its history.
func saveRevision(ctx context.Context, tx *pool.Tx, p *blog.Post, by blog.Author) error {
	_, err := tx.Exec(ctx, `/* saveRevision */
		INSERT INTO revision (post_id, version, title, url, via, body, format, tags, saved, saved_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.ID, p.Version, p.Title, p.URL, p.Via, p.Body, p.Format, blog.TagList(p.Tags), millis(tx.Now()), by.Name)
	return err
}

// revisionsOf selects the versions of a post, newest first.
const revisionsOf = `/* Revisions */
	SELECT post_id, version, title, url, via, body, format, tags, saved, saved_by
	FROM revision WHERE post_id = ? ORDER BY version DESC`

func scanRevision(row pool.Scanner) (r blog.Revision, err error) {
	var tags string
	err = row.Scan(&r.PostID, &r.Version, &r.Title, &r.URL, &r.Via, &r.Body, &r.Format, &tags, instant{&r.Saved}, &r.By)
	// Not ParseTags: a name may contain what separates tags in a form.
	r.Tags = blog.NewTags(strings.Split(tags, ","))
	return r, err
}

// Revisions returns every saved version of a post, newest first. It fails with
// NotFound.
func (s *Store) Revisions(ctx context.Context, id blog.PostID) (out []blog.Revision, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		out, err = pool.Select(ctx, tx, revisionsOf, scanRevision, id)
		if err == nil && len(out) == 0 {
			return &blog.Error{Kind: blog.NotFound, Message: noSuchPost}
		}
		return err
	})
	return out, wrap(err, "revisions of post %d", id)
}
