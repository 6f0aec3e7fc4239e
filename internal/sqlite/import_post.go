package sqlite

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// create creates a post from an item.
func (in *importer) create(ctx context.Context, item *blog.Import, hash []byte) (blog.ImportResult, error) {
	p := item.Post
	result := blog.ImportResult{Outcome: blog.ImportNew}
	if err := in.prepare(ctx, &p, blog.Post{}); err != nil {
		return result, err
	}
	if err := in.number(ctx, &p); err != nil {
		return result, err
	}
	if p.GUID == "" {
		p.GUID = guidOf(item.Key) // the same on every blog that imports the item
	}
	if err := in.assignPath(ctx, &p, item.Post.Path, &result); err != nil {
		return result, err
	}
	if err := insertPost(ctx, in.tx, &p); err != nil {
		return result, err
	}
	if err := saveEntry(ctx, in.tx, in.Finisher, &p); err != nil {
		return result, err
	}
	if !in.careful {
		in.unindexed = append(in.unindexed, p)
	}
	err := in.finish(ctx, item, p, hash, &result)
	return result, err
}

// index adds the posts that were stored without it to the search index: all at
// once, for the reasons given at addAllIndex. In a careful transaction, which
// rolls back single items, there are none; Index adds the new ones later.
func (in *importer) index(ctx context.Context) error {
	return indexPosts(ctx, in.tx, in.unindexed)
}

// change stores a post that an item has changed.
func (in *importer) change(ctx context.Context, p *blog.Post) error {
	if in.careful {
		return updatePost(ctx, in.tx, in.Finisher, p, p.Author)
	}
	in.unindexed = append(in.unindexed, *p)
	return changePost(ctx, in.tx, in.Finisher, p, p.Author)
}

// number assigns a new post the next ID. Only the first one is read from the
// database.
func (in *importer) number(ctx context.Context, p *blog.Post) error {
	if in.next == 0 {
		if _, err := nextID(ctx, in.tx, p); err != nil {
			return err
		}
		in.next = p.ID
	}
	p.ID, p.Version = in.next, 1
	in.next++
	return nil
}

// update changes an item's post to the item's new state. Its address stays; an
// address that the item has got since redirects to it.
func (in *importer) update(ctx context.Context, item *blog.Import, stored blog.Post, before remembered, hash []byte) (blog.ImportResult, *former, error) {
	p := item.Post
	result := blog.ImportResult{Outcome: blog.ImportChanged}
	if err := in.prepare(ctx, &p, stored); err != nil {
		return result, nil, err
	}
	if bytes.Equal(before.Hash, hash) && saysTheSame(stored, p) {
		return blog.ImportResult{Outcome: blog.ImportUnchanged, PostID: stored.ID, Path: stored.Path}, nil, nil
	}
	before, err := in.recallWhole(ctx, item.Key, before)
	if err != nil {
		return result, nil, err
	}
	if p.Status == blog.Published && stored.Path == "" {
		if err := in.assignPath(ctx, &p, item.Post.Path, &result); err != nil {
			return result, nil, err
		}
	}
	p.Version = stored.Version + 1
	if err := in.change(ctx, &p); err != nil {
		return result, nil, err
	}
	if moved := item.Post.Path; moved != "" && blog.AddressKey(moved, "") != blog.AddressKey(p.Path, "") && blog.CheckPath(moved) == nil {
		item.Former = append(slices.Clone(item.Former), blog.AddressKey(moved, ""))
	}
	err = in.finish(ctx, item, p, hash, &result)
	return result, &former{Post: stored, Known: before}, err
}

// saysTheSame reports whether parsing an item again has given the same post.
func saysTheSame(stored, p blog.Post) bool {
	return !visibleChange(stored, p) && stored.Status == p.Status && stored.Published.Equal(p.Published) && stored.Base == p.Base
}

// recallWhole returns all that is remembered of an item.
func (in *importer) recallWhole(ctx context.Context, key string, k remembered) (remembered, error) {
	return pool.One(ctx, in.tx, `/* import: knew */ SELECT path, format, raw FROM import_row WHERE key = ?`,
		func(row pool.Scanner) (remembered, error) { return k, row.Scan(&k.Path, &k.Format, &k.Raw) }, key)
}

// prepare sets the fields that an archive does not contain, from the stored post
// if there is one.
func (in *importer) prepare(ctx context.Context, p *blog.Post, stored blog.Post) (err error) {
	p.ID, p.Key, p.Path = stored.ID, stored.Key, stored.Path
	if stored.Path != "" {
		p.Slug = stored.Slug
	}
	if stored.GUID != "" {
		p.GUID = stored.GUID
	}
	p.Created = firstTime(stored.Created, p.Created, p.Published, in.tx.Now())
	p.Published = firstTime(p.Published, stored.Published)
	if p.Status == blog.Published {
		p.Published = firstTime(p.Published, p.Created)
	}
	p.Author, err = in.author(ctx, p.Author.Name)
	return err
}

// author returns the author with a name; without a name, the blog's owner.
func (in *importer) author(ctx context.Context, name string) (a blog.Author, err error) {
	if a, ok := in.authors[name]; ok {
		return a, nil
	}
	if name != "" {
		a, err = authorNamed(ctx, in.tx, name)
	} else {
		a, err = pool.One(ctx, in.tx, `/* import: owner */
			SELECT `+authorColumns+` FROM author WHERE username IS NOT NULL ORDER BY id LIMIT 1`, scanAuthor)
		err = notFound(err, "The blog is not set up yet, so there is no author for posts that name none.")
	}
	if err == nil {
		in.authors[name] = a
	}
	return a, err
}

// firstTime returns the first time that is not zero.
func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// assignPath returns a published post the path that it had in the archive or, if that is
// impossible, one made by the pattern, with a note.
func (in *importer) assignPath(ctx context.Context, p *blog.Post, wanted string, result *blog.ImportResult) error {
	if p.Status != blog.Published {
		return nil
	}
	if wanted != "" {
		fault := blog.CheckPath(wanted)
		free, err := isFree(ctx, in.tx, wanted, p.ID)
		if err != nil {
			return err
		}
		if p.Path = wanted; fault == nil && free {
			return nil
		}
		why := "is another post's"
		if fault != nil {
			why = "is one of the blog's own"
		}
		if blog.IsKindList(wanted) {
			why = "is that of a list of the blog's, which leads there now"
		}
		result.Notes = append(result.Notes, fmt.Sprintf("The address %s %s, so the post got one of its own.", wanted, why))
	}
	return allot(ctx, in.tx, p, in.Pattern, in.Zone)
}

// finish makes the item's former addresses redirect to the post, and remembers the
// item.
func (in *importer) finish(ctx context.Context, item *blog.Import, p blog.Post, hash []byte, result *blog.ImportResult) error {
	result.PostID, result.Path = p.ID, p.Path
	former := item.Former
	if list := item.Post.Path; blog.IsKindList(list) {
		former = append(slices.Clone(former), blog.AddressKey(list, ""))
	}
	for _, key := range former {
		ours, err := addFormer(ctx, in.tx, key, p.ID)
		if err != nil {
			return err
		}
		if !ours {
			result.Notes = append(result.Notes, fmt.Sprintf("The old address %s leads to another post already.", key))
		}
	}
	for _, host := range item.Hosts {
		if err := in.claim(ctx, host); err != nil {
			return err
		}
	}
	return in.remember(ctx, item.Key, in.Batch, remembered{Post: p.ID, Version: p.Version, Origin: item.Origin, Path: item.Path, Format: item.Format, Raw: item.Raw, Hash: hash}, result.Notes)
}

// remember stores what is known of a post's item.
func (in *importer) remember(ctx context.Context, key string, batch int64, k remembered, notes []string) error {
	_, err := in.tx.Exec(ctx, `/* import: remember */
		INSERT INTO import_row (key, batch_id, post_id, post_version, origin, path, format, raw, hash, notes, seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET batch_id = excluded.batch_id, post_id = excluded.post_id, post_version = excluded.post_version,
			origin = excluded.origin, path = excluded.path, format = excluded.format, raw = excluded.raw, hash = excluded.hash, notes = excluded.notes, seen = excluded.seen`,
		key, batch, k.Post, k.Version, k.Origin, k.Path, k.Format, k.Raw, k.Hash, strings.Join(notes, "\n"), in.mark)
	return err
}
