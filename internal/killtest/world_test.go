//go:build unix

package killtest

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pullquote/internal/sqlite/pool"
)

// stored is a post as the file holds it.
type stored struct {
	id, version int64
	state
	path string
}

// law is something that holds at every instant: a query that finds what breaks
// it.
type law struct{ says, query string }

const public = `post.status = 'published' AND post.trashed IS NULL`

var laws = []law{
	{"the file is whole", `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`},
	{"no reference leads nowhere", `SELECT "table" || ' ' || rowid || ' to ' || parent FROM pragma_foreign_key_check`},
	{"a published post has its address", `SELECT id || ' ' || path FROM post WHERE path <> ''
		AND (SELECT count(*) FROM address WHERE post_id = post.id AND canonical = 1) <> 1`},
	{"an address leads to a post, or says that it is gone", `SELECT key FROM address WHERE canonical = 1 AND (SELECT path FROM post WHERE id = post_id) = ''`},
	{"tags are counted", `SELECT slug || ' ' || posts FROM tag WHERE posts <> (SELECT count(*) FROM post_tag JOIN post ON post.id = post_id WHERE tag_id = tag.id AND ` + public + `)`},
	{"a tag's list holds what readers see", `SELECT post_id || ' ' || post_tag.name FROM post_tag JOIN post ON post.id = post_id
		WHERE post_tag.published IS NOT CASE WHEN ` + public + ` THEN post.published END`},
	{"sites are counted", `SELECT host FROM site WHERE posts <> (SELECT count(*) FROM post WHERE site = host AND ` + public + `)`},
	{"authors' posts are counted", `SELECT name FROM author WHERE posts <> (SELECT count(*) FROM post WHERE author_id = author.id AND ` + public + `)`},
	{"days are counted", `SELECT 'days' WHERE (SELECT coalesce(sum(posts), 0) FROM day) <> (SELECT count(*) FROM post WHERE ` + public + `)`},
	{"every version is kept", `SELECT id || ' version ' || version FROM post WHERE NOT EXISTS (
		SELECT 1 FROM revision r WHERE r.post_id = post.id AND r.version = post.version AND r.title = post.title AND r.body = post.body)`},
	{"posts have no place yet, or one in the index of those who may see them", `SELECT id FROM post WHERE place IS NOT NULL
		AND ((place IN (SELECT id FROM search_docsize)) <> (` + public + `) OR (place IN (SELECT id FROM search_desk_docsize)) = (` + public + `))`},
	{"posts have their title in the index exactly if they have a place", `SELECT id FROM post WHERE (place IS NOT NULL) <> (id IN (SELECT id FROM post_title_docsize))`},
	{"posts in the search have an entry", `SELECT id FROM post WHERE place IS NOT NULL AND id NOT IN (SELECT post_id FROM entry)`},
	{"nothing is in an index without a post", `SELECT id FROM (SELECT id FROM search_docsize UNION ALL SELECT id FROM search_desk_docsize)
		WHERE id NOT IN (SELECT place FROM post WHERE place IS NOT NULL)`},
	{"an import's report has as many lines as were settled", `SELECT id || ' ' || rows FROM import_batch WHERE rows <> (SELECT count(*) FROM import_line WHERE batch_id = id)`},
	{"what an import reports is there", `SELECT number || ' ' || title FROM import_line JOIN import_batch ON import_batch.id = batch_id
		WHERE outcome = 'new' AND state IN ('importing', 'done', 'failed') AND post_id NOT IN (SELECT id FROM post)`},
	{"an item of an archive is one post", `SELECT key FROM import_row JOIN import_batch ON import_batch.id = batch_id
		WHERE state IN ('importing', 'done', 'failed') AND (post_id IS NULL OR post_id NOT IN (SELECT id FROM post))`},
}

// indexes are the full-text indexes and how each is checked; one that keeps no
// text of its own can only be held against itself.
var indexes = []string{
	`INSERT INTO search (search) VALUES ('integrity-check')`,
	`INSERT INTO search_desk (search_desk) VALUES ('integrity-check')`,
	`INSERT INTO post_title (post_title, rank) VALUES ('integrity-check', 1)`,
}

// file opens the blog's file beside the program.
func file(t *testing.T, data string) *pool.DB {
	t.Helper()
	db, err := pool.Open(t.Context(), filepath.Join(data, "pullquote.db"), pool.Options{})
	if err != nil {
		t.Fatalf("the file can't be opened: %v", err)
	}
	return db
}

// checkFile checks the laws, and returns all posts by the first word of their
// titles.
func checkFile(t *testing.T, data string) map[string]stored {
	t.Helper()
	db := file(t, data)
	defer db.Close()
	posts := map[string]stored{}
	ctx := t.Context()
	err := db.Read(ctx, func(tx *pool.Tx) error {
		for _, l := range laws {
			broken, err := pool.Select(ctx, tx, l.query, pool.Value[string])
			if err != nil {
				return fmt.Errorf("%s: %w", l.says, err)
			}
			if len(broken) > 0 {
				t.Errorf("it does not hold that %s: %d: %.500s", l.says, len(broken), strings.Join(broken, "; "))
			}
		}
		all, err := pool.Select(ctx, tx, `SELECT id, version, CASE WHEN trashed IS NOT NULL THEN 'trash' ELSE status END, title, body, url, path,
			coalesce((SELECT group_concat(name, ', ') FROM (SELECT name FROM post_tag WHERE post_id = post.id ORDER BY position)), '') FROM post`,
			func(row pool.Scanner) (s stored, err error) {
				return s, row.Scan(&s.id, &s.version, &s.shelf, &s.title, &s.body, &s.url, &s.path, &s.tags)
			})
		for _, s := range all {
			token, _, _ := strings.Cut(s.title, " ")
			if other, twice := posts[token]; twice {
				t.Errorf("%s is there twice: posts %d and %d", token, other.id, s.id)
			}
			posts[token] = s
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	tool, err := db.SQL()
	if err != nil {
		t.Fatal(err)
	}
	defer tool.Close()
	for _, check := range indexes {
		if _, err := tool.ExecContext(ctx, check); err != nil {
			t.Errorf("%s: %v", check, err)
		}
	}
	return posts
}

// checkLedger holds the posts against what was acknowledged, and notes in the
// ledger what became of the rest.
func (l *ledger) check(t *testing.T, posts map[string]stored) {
	t.Helper()
	for _, token := range l.tokens() {
		s := l.stories[token]
		got, there := posts[token]
		allowed := s.tried
		if s.sure != nil {
			allowed = append(slices.Clone(allowed), *s.sure)
		}
		purged := slices.ContainsFunc(allowed, func(to state) bool { return to.shelf == "purged" })
		switch {
		case !there && s.sure != nil && !purged:
			t.Errorf("%s was acknowledged and is lost", token)
		case there && !slices.Contains(allowed, got.state):
			t.Errorf("%s is %+v, sent were %+v, acknowledged %+v", token, got.state, s.tried, s.sure)
		case there && s.path != "" && got.path != s.path:
			t.Errorf("%s is at %s, acknowledged was %s", token, got.path, s.path)
		}
		s.tried = nil
		if !there {
			delete(l.stories, token)
			if purged && s.path != "" {
				l.purged = append(l.purged, s.path)
			}
			continue
		}
		s.sure, s.id, s.version, s.path = &got.state, got.id, got.version, got.path
	}
}

// checkWorld is all that must hold after the program was killed and has started
// again.
func checkWorld(t *testing.T, p *program, l *ledger) {
	t.Helper()
	posts := checkFile(t, p.data)
	l.check(t, posts)
	checkPages(t, p, l)
	checkFeed(t, p)
}

// pagesChecked is how many posts are looked at with a browser: the newest.
const pagesChecked = 5

// checkPages looks at the last posts as a reader does.
func checkPages(t *testing.T, p *program, l *ledger) {
	t.Helper()
	b := p.reader()
	defer b.CloseIdleConnections()
	var last []*story
	for _, token := range l.tokens() {
		last = append(last, l.stories[token])
	}
	for _, path := range l.purged[max(0, len(l.purged)-pagesChecked):] {
		b.page(t, path).wants(t, "a purged post", http.StatusGone)
	}
	slices.SortFunc(last, func(a, b *story) int { return int(b.id - a.id) })
	for _, s := range last[:min(pagesChecked, len(last))] {
		found := b.page(t, "/search?q="+s.token)
		shows := strings.Contains(found.body, `href="`+s.path+`"`)
		switch s.sure.shelf {
		case "published":
			_, said, _ := strings.Cut(s.sure.body, "\n\n")
			said, _, _ = strings.Cut(said, ".")
			a := b.page(t, s.path)
			a.wants(t, s.token, http.StatusOK, html.EscapeString(s.sure.title), html.EscapeString(said), "<blockquote", s.sure.url)
			for tag := range strings.SplitSeq(s.sure.tags, ", ") {
				a.wants(t, s.token, http.StatusOK, ">"+tag+"<")
			}
			if !shows {
				t.Errorf("the search does not find %s: %s", s.token, found.main())
			}
		case "trash":
			b.page(t, s.path).wants(t, s.token+" in the trash", http.StatusGone)
			fallthrough
		case "draft":
			if s.path != "" && shows {
				t.Errorf("the search finds %s, which readers may not see", s.token)
			}
		}
	}
}

// checkFeed holds the feed against the file.
func checkFeed(t *testing.T, p *program) {
	t.Helper()
	var feed struct {
		Items []struct{ URL string }
	}
	b := p.reader()
	defer b.CloseIdleConnections()
	a := b.page(t, "/feed.json?link=permalink")
	if err := json.Unmarshal([]byte(a.body), &feed); err != nil {
		t.Errorf("the feed: %v: %.500s", err, a.body)
		return
	}
	db := file(t, p.data)
	defer db.Close()
	var newest []string
	err := db.Read(t.Context(), func(tx *pool.Tx) (err error) {
		newest, err = pool.Select(t.Context(), tx, `SELECT path FROM post WHERE `+public+` ORDER BY published DESC, id DESC LIMIT 10`, pool.Value[string])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range newest {
		if i >= len(feed.Items) || !strings.HasSuffix(feed.Items[i].URL, path) {
			t.Errorf("place %d of the feed is not %s: %.1000s", i, path, a.body)
			return
		}
	}
}
