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
	CountedHits = 200
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
	Total int   // how many there are in all, CountedHits at most; 0 if no post is given
	More  bool  // there are more than were counted
	Next  int64 // the place after which the next are; 0 if there are none. Of the best, how many to skip
}

// Search finds posts. What one who is not signed in may not see is not found,
// whatever the query says.
func (s *Store) Search(ctx context.Context, in Searching) (f Found, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		f = Found{}
		table := "search"
		switch in.Query.In {
		case search.Drafts, search.Trash:
			if !in.Author {
				return nil
			}
			table = "search_desk"
		}
		match, err := matching(ctx, tx, &in.Query)
		if err != nil {
			return err
		}
		hits, err := hits(ctx, tx, in, table, match)
		if err != nil || len(hits) == 0 {
			return err
		}
		if f.Total = hits[0].total; f.Total > CountedHits {
			f.Total, f.More = CountedHits, true
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
	total int // of all hits that were counted
}

func scanHit(row pool.Scanner) (h hit, err error) {
	p := &h.post
	return h, row.Scan(&h.total, &h.place, &p.ID, &p.Status, &p.Title, &p.URL, &p.Lang, &p.Path, instant{&p.Published}, instant{&p.Trashed}, instant{&p.Touched},
		&p.Rendered.Own, &p.Rendered.Quoted, &p.Author.ID, &p.Author.Name, &p.Author.Slug)
}

// shownHits ends the statements of hits.
const shownHits = `
	SELECT (SELECT count(*) FROM hit), post.place, post.id, post.status, post.title, post.url, post.lang, post.path,
		post.published, post.trashed, post.touched, post.own, post.quoted, author.id, author.name, author.slug
	FROM found JOIN post ON post.place = found.place JOIN author ON author.id = post.author_id `

// hits gives the posts that are shown, and one more if there is one. The index
// is read once for them and for the count: beginning to read it is what costs,
// with the beginnings of words and with phrases.
func hits(ctx context.Context, tx *pool.Tx, in Searching, table, match string) ([]hit, error) {
	low, high := places(&in.Query)
	from := ` FROM ` + table + ` WHERE ` + table + ` MATCH ?1 AND rowid >= ?2 AND rowid < ?3 ORDER BY rowid DESC LIMIT ?4`
	switch {
	case in.Best:
		return pool.Select(ctx, tx, `/* Search: best */
			WITH hit AS MATERIALIZED (SELECT rowid AS place, bm25(`+table+`, 5, 2, 1, 3, 0.5, 0) AS score`+from+`),
			found AS MATERIALIZED (SELECT place, score FROM hit ORDER BY score, place DESC LIMIT ?5 OFFSET ?6)`+shownHits+`ORDER BY found.score, found.place DESC`,
			scanHit, match, low, high, rankedHits, in.Limit+1, in.Skip)
	case in.Before != 0:
		return pool.Select(ctx, tx, `/* Search: older */
			WITH hit AS MATERIALIZED (SELECT rowid AS place`+from+`),
			found AS MATERIALIZED (SELECT rowid AS place FROM `+table+` WHERE `+table+` MATCH ?1 AND rowid >= ?2 AND rowid < ?5 ORDER BY rowid DESC LIMIT ?6)`+
			shownHits+`ORDER BY found.place DESC`,
			scanHit, match, low, high, CountedHits+1, min(high, in.Before), in.Limit+1)
	}
	return pool.Select(ctx, tx, `/* Search */
		WITH hit AS MATERIALIZED (SELECT rowid AS place`+from+`),
		found AS MATERIALIZED (SELECT place FROM hit ORDER BY place DESC LIMIT ?5)`+shownHits+`ORDER BY found.place DESC`,
		scanHit, match, low, high, max(CountedHits, in.Limit)+1, in.Limit+1)
}

// places gives the places in the index that the times of a query come to.
func places(q *search.Query) (low, high int64) {
	low, high = -1<<62, 1<<62
	if !q.From.IsZero() {
		low = q.From.Unix() << placeBits
	}
	if !q.Until.IsZero() {
		high = q.Until.Unix() << placeBits
	}
	return low, high
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
