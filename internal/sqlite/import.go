package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Importing is what all items of a batch have in common.
type Importing struct {
	Rules
	Batch int64
	Again bool  // also update the posts of unchanged items if they are parsed differently now
	Done  int64 // bytes of the archive that have been read once these items are imported
}

// ImportPosts imports items of an archive in one transaction, writes their lines
// in the batch's report, and returns a result for each. An item is identified by
// its key: importing the same item again changes nothing, and a changed item
// changes its post, unless the author has changed or deleted the post since. An
// item whose post exists under another key is a duplicate. A path that is taken or
// reserved is not used, and a note says so. It fails with Unavailable.
func (s *Store) ImportPosts(ctx context.Context, in Importing, items []blog.Import) (results []blog.ImportResult, err error) {
	for _, careful := range []bool{false, true} {
		err = s.db.WriteMuch(ctx, func(tx *pool.Tx) error {
			i := importer{Importing: in, tx: tx, careful: careful, authors: map[string]blog.Author{}, hosts: map[string]bool{}}
			results, err = i.all(ctx, items)
			return err
		})
		if !errors.Is(err, errRefused) {
			break
		}
	}
	return results, wrap(err, "import %d items", len(items))
}

// errRefused means that an item was refused in a transaction without savepoints,
// which has to be run again with them.
var errRefused = errors.New("an item was refused")

// importer imports items in one transaction.
type importer struct {
	Importing
	tx      *pool.Tx
	careful bool // each item has a savepoint, so that one that is refused leaves nothing behind
	line    int  // number of the last line
	mark    int64
	next    blog.PostID
	authors map[string]blog.Author
	hosts   map[string]bool

	unindexed []blog.Post // stored posts whose rows in the search index are missing or outdated
}

func (in *importer) all(ctx context.Context, items []blog.Import) ([]blog.ImportResult, error) {
	err := into(ctx, in.tx, `/* import: batch */ SELECT rows, mark FROM import_batch WHERE id = ?`, []any{&in.line, &in.mark}, in.Batch)
	if err != nil {
		return nil, err
	}
	results := make([]blog.ImportResult, len(items))
	seen := false // readers can see a change
	for i := range items {
		result, was, err := in.guarded(ctx, &items[i])
		if err != nil {
			return nil, err
		}
		if err := in.report(ctx, &items[i], result, was); err != nil {
			return nil, err
		}
		results[i] = result
		seen = seen || result.Outcome == blog.ImportNew || result.Outcome == blog.ImportChanged
	}
	if !seen {
		in.tx.Touch()
	}
	if err := in.index(ctx); err != nil {
		return nil, err
	}
	_, err = in.tx.Exec(ctx, `/* import: settled */ UPDATE import_batch SET rows = ?, done = max(done, ?) WHERE id = ?`, in.line, in.Done, in.Batch)
	return results, err
}

// report stores an item's line in the report.
func (in *importer) report(ctx context.Context, item *blog.Import, result blog.ImportResult, was *former) error {
	in.line++
	var post, before any
	if result.PostID != 0 {
		post = result.PostID
	}
	if was != nil {
		text, err := json.Marshal(was)
		if err != nil {
			return err
		}
		before = text
	}
	title := item.Post.Title
	if title == "" {
		title = item.Post.Name()
	}
	if item.Outcome != "" {
		title = item.Post.Title
	}
	_, err := in.tx.Exec(ctx, `/* import: line */
		INSERT INTO import_line (batch_id, number, origin, key, outcome, title, notes, post_id, former) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		in.Batch, in.line, item.Origin, item.Key, result.Outcome, title, strings.Join(result.Notes, "\n"), post, before)
	return err
}

// guarded imports one item. If the item itself is at fault, it is rejected.
func (in *importer) guarded(ctx context.Context, item *blog.Import) (blog.ImportResult, *former, error) {
	if item.Outcome != "" {
		return blog.ImportResult{Outcome: item.Outcome, Notes: item.Notes}, nil, nil
	}
	if in.careful {
		if _, err := in.tx.Exec(ctx, `/* import: savepoint */ SAVEPOINT item`); err != nil {
			return blog.ImportResult{}, nil, err
		}
	}
	result, was, err := in.one(ctx, item)
	if err != nil {
		rejected, ok := refusal(err)
		if ok && !in.careful {
			return blog.ImportResult{}, nil, errors.Join(errRefused, err)
		}
		if !ok {
			return blog.ImportResult{}, nil, err
		}
		if _, err := in.tx.Exec(ctx, `/* import: back */ ROLLBACK TO item`); err != nil {
			return blog.ImportResult{}, nil, err
		}
		in.next, result, was = 0, rejected, nil
		clear(in.authors)
		clear(in.hosts)
	}
	if in.careful {
		if _, err := in.tx.Exec(ctx, `/* import: on */ RELEASE item`); err != nil {
			return blog.ImportResult{}, nil, err
		}
	}
	result.Notes = append(item.Notes[:len(item.Notes):len(item.Notes)], result.Notes...)
	return result, was, nil
}

// refusal returns the result for an item that is itself at fault, and whether err
// is such an error: a violated constraint of the schema, or no free address.
func refusal(err error) (blog.ImportResult, bool) {
	switch {
	case pool.IsConstraint(err):
		return blog.ImportResult{Outcome: blog.ImportRejected, Notes: []string{"The database refuses this item: " + err.Error()}}, true
	case blog.KindOf(err) == blog.Conflict:
		return blog.ImportResult{Outcome: blog.ImportRejected, Notes: []string{blog.Faults(err)[0].Sentence()}}, true
	}
	return blog.ImportResult{}, false
}

// remembered is what the database remembers of an item that was imported before.
type remembered struct {
	Post    blog.PostID
	Version int64
	Batch   int64
	Origin  string
	Path    string
	Format  string
	Raw     []byte
	Hash    []byte
	Seen    int64
}

// former is the state before an import changed a post: the post and what was
// remembered of its item.
type former struct {
	Post  blog.Post
	Known remembered
}

// one imports one item. If it changes a post, was is its former state.
func (in *importer) one(ctx context.Context, item *blog.Import) (result blog.ImportResult, was *former, err error) {
	sum := sha256.Sum256(item.Raw)
	hash := sum[:]
	before, err := in.find(ctx, item, hash)
	switch {
	case pool.IsNoRows(err):
		if result, err = in.duplicate(ctx, item); err != nil || result.Outcome != "" {
			return result, nil, err
		}
		result, err = in.create(ctx, item, hash)
		return result, nil, err
	case err != nil:
		return result, nil, err
	case before.Post == 0:
		return blog.ImportResult{Outcome: blog.ImportKept, Notes: []string{"You deleted this post after it came in, so it was left out."}}, nil, in.see(ctx, item.Key)
	}
	stored, err := postByID(ctx, in.tx, before.Post)
	if err != nil {
		return result, nil, err
	}
	result = blog.ImportResult{Outcome: blog.ImportUnchanged, PostID: stored.ID, Path: stored.Path}
	same := bytes.Equal(before.Hash, hash)
	touched := stored.Version != before.Version || stored.InTrash()
	switch {
	case before.Seen == in.mark && (same || !item.Post.Updated.After(stored.Updated)):
		return repeated(stored, before, same), nil, nil
	case same && (touched || !in.Again):
		return result, nil, in.see(ctx, item.Key)
	case touched:
		result.Outcome = blog.ImportKept
		result.Notes = []string{"The archive's item has changed, but you have changed or deleted the post since, so yours was left alone."}
		return result, nil, in.see(ctx, item.Key)
	}
	return in.update(ctx, item, stored, before, hash)
}

// repeated returns the result for an item that is in the archive more than once.
func repeated(stored blog.Post, before remembered, same bool) blog.ImportResult {
	if same {
		return blog.ImportResult{Outcome: blog.ImportSkipped, PostID: stored.ID, Path: stored.Path, Notes: []string{fmt.Sprintf("The same item as in %s.", before.Origin)}}
	}
	return blog.ImportResult{Outcome: blog.ImportRejected, Notes: []string{fmt.Sprintf(
		"This is the item of %s again, in other words; that one was taken. If this is the right one, import it alone afterwards.", before.Origin)}}
}

// see records that an item is in the archive of this batch.
func (in *importer) see(ctx context.Context, key string) error {
	_, err := in.tx.Exec(ctx, `/* import: see */ UPDATE import_row SET seen = ? WHERE key = ?`, in.mark, key)
	return err
}

// find returns what is remembered of an item. It fails with sql.ErrNoRows if the
// item was never imported.
//
// An item that is identified only by its source's address, such as a bookmark, may
// be in an archive several times with different words: a number is appended to the
// keys of all but the first, and find sets the key of the item accordingly. Items
// with the same words are the same; otherwise the item is matched with the first
// one that was not yet seen in this archive.
func (in *importer) find(ctx context.Context, item *blog.Import, hash []byte) (remembered, error) {
	key := item.Key
	k, err := in.recall(ctx, key)
	if err != nil || item.Post.URL == "" || !strings.HasSuffix(key, ":"+item.Post.URL) || bytes.Equal(k.Hash, hash) {
		return k, err
	}
	var unseen *remembered
	if k.Seen != in.mark {
		unseen = &k
	}
	unseenKey := key
	for n := 2; n <= mostAlike; n++ {
		numbered := fmt.Sprintf("%s#%d", key, n)
		other, err := in.recall(ctx, numbered)
		switch {
		case err == nil && bytes.Equal(other.Hash, hash):
			item.Key = numbered
			return other, nil
		case err == nil && other.Seen != in.mark && unseen == nil:
			unseen, unseenKey = &other, numbered
		case pool.IsNoRows(err) && unseen != nil:
			item.Key = unseenKey
			return *unseen, nil
		case err != nil:
			item.Key = numbered
			return remembered{}, err
		}
	}
	return k, nil
}

// mostAlike is how many items with one address an archive may hold. Further ones
// are rejected: no person's archive has so many.
const mostAlike = 100

func (in *importer) recall(ctx context.Context, key string) (remembered, error) {
	return pool.One(ctx, in.tx, `/* import: recall */
		SELECT coalesce(post_id, 0), post_version, batch_id, hash, seen, origin FROM import_row WHERE key = ?`,
		func(row pool.Scanner) (k remembered, err error) {
			return k, row.Scan(&k.Post, &k.Version, &k.Batch, &k.Hash, &k.Seen, &k.Origin)
		}, key)
}

// createdOrPublished selects a post that links to the same page and was created or
// published in the same second.
const createdOrPublished = `/* import: same link */
	SELECT ` + shownColumns + ` FROM source JOIN post ON post.source_id = source.id JOIN author ON author.id = post.author_id
	WHERE source.key = ?1 AND post.url = ?2 AND (post.published BETWEEN ?3 AND ?3 + 999 OR post.created BETWEEN ?3 AND ?3 + 999) LIMIT 1`

// duplicate looks for the item's post under another key: a post that was written
// here and comes back in an export, or a bookmark that another service stored,
// too. If there is none, the result has no outcome.
func (in *importer) duplicate(ctx context.Context, item *blog.Import) (result blog.ImportResult, err error) {
	p := &item.Post
	if p.GUID != "" {
		there, err := pool.One(ctx, in.tx, `/* import: same guid */
			SELECT `+shownColumns+postSource+`WHERE post.guid = ? AND post.guid <> '' LIMIT 1`, scanShown, p.GUID)
		switch {
		case err == nil && there.InTrash():
			return blog.ImportResult{Outcome: blog.ImportKept, Notes: []string{"You deleted this post, so it was left out."}}, nil
		case err == nil && (there.URL == p.URL && there.Title == p.Title || strings.HasPrefix(item.Key, OwnKey)):
			return twin(there), nil
		case err == nil:
			p.GUID = ""
		case !pool.IsNoRows(err):
			return result, err
		}
	}
	when := firstTime(p.Published, p.Created)
	if p.URL == "" || when.IsZero() {
		return result, nil
	}
	there, err := pool.One(ctx, in.tx, createdOrPublished, scanShown, blog.EvidenceKey(p.URL), p.URL, when.Truncate(time.Second).UnixMilli())
	switch {
	case pool.IsNoRows(err):
		return result, nil
	case err != nil || there.Title != p.Title && there.Title != "" && p.Title != "":
		return result, err
	}
	if other, err := in.isOther(ctx, item, there.ID); err != nil || other {
		return result, err
	}
	return twin(there), nil
}

// isOther reports whether a post has come of another item of the same archive, where
// each item is a post of its own because this program has exported it.
func (in *importer) isOther(ctx context.Context, item *blog.Import, id blog.PostID) (bool, error) {
	if !strings.HasPrefix(item.Key, OwnKey) {
		return false, nil
	}
	return pool.One(ctx, in.tx, `/* import: other */
		SELECT EXISTS (SELECT 1 FROM import_row WHERE post_id = ? AND seen = ? AND key GLOB ?)`, pool.Value[bool], id, in.mark, OwnKey+"*")
}

// OwnKey is the prefix of the keys of items that this program has exported.
const OwnKey = "pullquote:"

func twin(there blog.Post) blog.ImportResult {
	return blog.ImportResult{
		Outcome: blog.ImportDuplicate, PostID: there.ID, Path: there.Path,
		Notes: []string{"This post is here already, from elsewhere: the same source, title and time."},
	}
}
