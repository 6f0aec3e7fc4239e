package sqlite

import (
	"context"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite/pool"
)

// Limits of a search.
const (
	// CountedHits is how many posts that were found are counted.
	CountedHits = 1000
	// rankedHits is how many of the newest are compared when the best are asked
	// for: comparing costs 2 µs each.
	rankedHits = 2000
)

// Searching is how posts are searched for.
type Searching struct {
	Query  search.Query
	Author bool  // one who is signed in asks: drafts and the trash may be searched
	Before int64 // the place after which the newest are given; 0 is the beginning
	Best   bool  // the best come first, not the newest
	Skip   int   // how many of the best are left out
	Limit  int
}

// Found is what a search comes to. Its posts have the whole plain text of their
// words.
type Found struct {
	Posts []blog.Post
	Total int   // how many there are, CountedHits at most
	More  bool  // there are more than were counted
	Next  int64 // the place after which the next are; 0 if there are none. Of the best, how many to skip
}

// Search finds posts.
func (s *Store) Search(ctx context.Context, in Searching) (f Found, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		f = Found{}
		match, err := matching(ctx, tx, &in.Query)
		if err != nil {
			return err
		}
		table := "search"
		if in.Author && (in.Query.In == search.Drafts || in.Query.In == search.Trash) {
			table = "search_desk"
		} else if in.Query.In != search.Anywhere && in.Query.In != search.Published {
			return nil
		}
		low, high := int64(-1<<62), int64(1<<62)
		if !in.Query.From.IsZero() {
			low = in.Query.From.Unix() << placeBits
		}
		if !in.Query.Until.IsZero() {
			high = in.Query.Until.Unix() << placeBits
		}
		if f.Total, err = pool.One(ctx, tx, `/* Search: count */
			SELECT count(*) FROM (SELECT 1 FROM `+table+` WHERE `+table+` MATCH ? AND rowid >= ? AND rowid < ? LIMIT ?)`,
			pool.Value[int], match, low, high, CountedHits+1); err != nil {
			return err
		}
		if f.Total > CountedHits {
			f.Total, f.More = CountedHits, true
		}
		hits, err := hits(ctx, tx, in, table, match, low, high)
		if err != nil {
			return err
		}
		if len(hits) > in.Limit {
			hits = hits[:in.Limit]
			if f.Next = hits[in.Limit-1].place; in.Best {
				f.Next = int64(in.Skip + in.Limit)
			}
		}
		for _, h := range hits {
			f.Posts = append(f.Posts, h.post)
		}
		return loadTags(ctx, tx, f.Posts)
	})
	return f, wrap(err, "search for %q", in.Query.Text)
}

// hit is a post that was found.
type hit struct {
	post  blog.Post
	place int64
}

// hits gives the posts that are shown, and one more if there is one.
func hits(ctx context.Context, tx *pool.Tx, in Searching, table, match string, low, high int64) ([]hit, error) {
	const columns = `SELECT post.place, post.id, post.status, post.title, post.url, post.lang, post.path, post.published, post.trashed, post.touched,
		post.own, post.quoted, author.id, author.name, author.slug
		FROM found JOIN post ON post.place = found.place JOIN author ON author.id = post.author_id `
	scan := func(row pool.Scanner) (h hit, err error) {
		p := &h.post
		return h, row.Scan(&h.place, &p.ID, &p.Status, &p.Title, &p.URL, &p.Lang, &p.Path, instant{&p.Published}, instant{&p.Trashed}, instant{&p.Touched},
			&p.Rendered.Own, &p.Rendered.Quoted, &p.Author.ID, &p.Author.Name, &p.Author.Slug)
	}
	if in.Best {
		return pool.Select(ctx, tx, `/* Search: best */
			WITH newest AS MATERIALIZED (
				SELECT rowid AS place, bm25(`+table+`, 5, 2, 1, 3, 0.5, 0) AS score FROM `+table+`
				WHERE `+table+` MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?
			), found AS (SELECT place, score FROM newest ORDER BY score, place DESC LIMIT ? OFFSET ?)
			`+columns+`ORDER BY found.score, found.place DESC`, scan, match, low, high, rankedHits, in.Limit+1, in.Skip)
	}
	if in.Before != 0 {
		high = min(high, in.Before)
	}
	return pool.Select(ctx, tx, `/* Search */
		WITH found AS (SELECT rowid AS place FROM `+table+` WHERE `+table+` MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?)
		`+columns+`ORDER BY found.place DESC`, scan, match, low, high, in.Limit+1)
}

// matching gives the expression of a query, in which authors are numbers.
func matching(ctx context.Context, tx *pool.Tx, q *search.Query) (string, error) {
	if !q.NamesPeople() {
		return q.Match(nil), nil
	}
	authors, err := pool.Select(ctx, tx, `/* Search: authors */ SELECT `+authorColumns+` FROM author`, scanAuthor)
	if err != nil {
		return "", err
	}
	return q.Match(func(wanted string) (ids []blog.AuthorID) {
		for _, a := range authors {
			name := " " + search.Fold(a.Name) + " "
			if strings.Contains(name, " "+wanted+" ") || search.Fold(a.Username) == wanted || search.Fold(a.Slug) == wanted {
				ids = append(ids, a.ID)
			}
		}
		return ids
	}), nil
}
