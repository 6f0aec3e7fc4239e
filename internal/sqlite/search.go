package sqlite

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite/pool"
)

// Limits of a search.
const (
	// CountedHits is how many of the posts found are counted at most.
	CountedHits = 200
	// rankedHits is how many of the newest hits are ranked if the best are asked
	// for: reading and ranking one costs about 50 µs.
	rankedHits = 500
	// rankedText is how many characters of a text are ranked.
	rankedText = 4000
)

// Searching is a search request.
type Searching struct {
	Query  search.Query
	Author bool  // the searcher is signed in: drafts and the trash may be searched
	Before int64 // place after which the newest hits begin; 0 is the beginning
	Best   bool  // order by relevance, not by time
	Skip   int   // number of the best hits to skip
	Limit  int

	// Patience limits the time spent on hits beyond those shown, which are only
	// counted or ranked; 0 means no limit. Most searches take a fraction of a
	// millisecond. If few posts contain a phrase of frequent words, each hit costs
	// milliseconds.
	Patience time.Duration
}

// Found is the result of a search. Its posts have their whole plain text.
type Found struct {
	Posts []blog.Post
	Total int   // number of all hits, CountedHits at most; 0 if Posts is empty
	More  bool  // there are more hits than were counted
	Late  bool  // the newest posts could not be indexed in time
	Next  int64 // place after which the next hits begin, or number of the best to skip; 0 if there are no more
}

// indexNow indexes posts that were stored a moment ago, and reports whether some
// are still missing.
func (s *Store) indexNow(ctx context.Context) (late bool, err error) {
	waiting, err := s.waiting(ctx)
	if err != nil && pool.IsDamaged(err) {
		return true, nil // what is in the search is found all the same
	}
	if err != nil || !waiting {
		return false, err
	}
	inTime, cancel := context.WithTimeout(ctx, indexPatience)
	defer cancel()
	// Whatever the error is, older posts can be found.
	_, fault := s.Index(inTime, nil)
	return fault != nil, nil
}

// indexPatience is how long a search waits for its turn to index posts that were
// stored a moment ago. That usually takes a few milliseconds, but an import may
// hold the database.
const indexPatience = 250 * time.Millisecond

// Search finds posts. Posts that a searcher who is not signed in may not see are
// not found, whatever the query is.
func (s *Store) Search(ctx context.Context, in Searching) (f Found, err error) {
	late, err := s.indexNow(ctx)
	if err != nil {
		return f, wrap(err, "search for %q", in.Query.Text)
	}
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		f = Found{Late: late}
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
		hits, total, ended, err := hits(ctx, tx, in, table, match)
		if err != nil || len(hits) == 0 {
			return err
		}
		f.count(total, ended)
		if len(hits) > in.Limit {
			hits = hits[:in.Limit]
			if f.Next = hits[in.Limit-1]; in.Best {
				f.Next = int64(in.Skip + in.Limit)
			}
		}
		if f.Posts, err = postsAt(ctx, tx, hits); err != nil {
			return err
		}
		return loadTags(ctx, tx, f.Posts)
	})
	return f, wrap(err, "search for %q", in.Query.Text)
}

// count sets the number of hits. If counting was cut short, it is rounded down to
// one of a few round numbers: how far the count got depends on chance, and a
// reader who comes back should not see another number because of that.
func (f *Found) count(total int, ended bool) {
	switch {
	case total > CountedHits:
		f.Total, f.More = CountedHits, true
	case !ended:
		f.Total, f.More = max(total-1, 1), true
		for _, round := range []int{10, 20, 50, 100} {
			if total > round {
				f.Total = round
			}
		}
	default:
		f.Total = total
	}
}

// hits returns the places of the posts to show, and of one more if there is one,
// and the number of all hits as far as they were counted; ended reports whether
// all were. Except for older pages, one query does both: with prefix searches,
// starting to read the index is what costs.
func hits(ctx context.Context, tx *pool.Tx, in Searching, table, match string) (shown []int64, total int, ended bool, err error) {
	low, high := places(&in.Query)
	find := func(name string, high int64, limit, needed int) (places []int64, ended bool, err error) {
		return pool.SelectWhile(ctx, tx, `/* Search: `+name+` */
			SELECT rowid FROM `+table+` WHERE `+table+` MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?`,
			pool.Value[int64], patient(needed, in.Patience), match, low, high, limit)
	}
	switch {
	case in.Best:
		all, ended, err := find("best", high, rankedHits, in.Skip+in.Limit+1)
		if err != nil || in.Skip >= len(all) {
			return nil, len(all), ended, err
		}
		ranked, err := rank(ctx, tx, &in.Query, all)
		return ranked[min(in.Skip, len(ranked)):min(in.Skip+in.Limit+1, len(ranked))], len(all), ended, err
	case in.Before != 0:
		if shown, _, err = find("older", min(high, in.Before), in.Limit+1, in.Limit+1); err != nil || len(shown) == 0 {
			return nil, 0, false, err
		}
		all, ended, err := find("count", high, CountedHits+1, 2)
		return shown, len(all), ended, err
	}
	all, ended, err := find("newest", high, max(CountedHits, in.Limit)+1, in.Limit+1)
	return all[:min(len(all), in.Limit+1)], len(all), ended, err
}

// patient returns a function that wants as many rows as are needed, and then more
// for as long as patience, without limit if patience is 0.
func patient(needed int, patience time.Duration) func(int, time.Duration) bool {
	var had time.Duration // when the needed rows were complete
	return func(n int, spent time.Duration) bool {
		if n <= needed {
			had = spent
		}
		return n < needed || patience == 0 || spent-had < patience
	}
}

// postsAt returns the posts at places, in the same order.
func postsAt(ctx context.Context, tx *pool.Tx, places []int64) ([]blog.Post, error) {
	wanted, err := json.Marshal(places)
	if err != nil {
		return nil, err
	}
	return pool.Select(ctx, tx, `/* Search: posts */
		SELECT post.id, post.status, post.title, post.url, post.lang, post.path, post.published, post.trashed, post.touched,
			post.own, post.quoted, author.id, author.name, author.slug
		FROM json_each(?) AS wanted JOIN post ON post.place = wanted.value JOIN author ON author.id = post.author_id ORDER BY wanted.key`,
		func(row pool.Scanner) (p blog.Post, err error) {
			return p, row.Scan(&p.ID, &p.Status, &p.Title, &p.URL, &p.Lang, &p.Path, instant{&p.Published}, instant{&p.Trashed}, instant{&p.Touched},
				&p.Rendered.Own, &p.Rendered.Quoted, &p.Author.ID, &p.Author.Name, &p.Author.Slug)
		}, string(wanted))
}

// rank sorts places by how well their posts match the query, and equal matches by
// time, newest first. FTS5's own bm25 counts the posts that contain each word,
// which takes longer the more posts there are.
func rank(ctx context.Context, tx *pool.Tx, q *search.Query, places []int64) ([]int64, error) {
	wanted, err := json.Marshal(places)
	if err != nil {
		return nil, err
	}
	r := q.Ranking()
	err = each(ctx, tx, `/* Search: rank */
		SELECT post.title, substr(post.own, 1, ?2), substr(post.quoted, 1, ?2), coalesce((SELECT group_concat(name, ', ') FROM post_tag WHERE post_id = post.id), '')
		FROM json_each(?1) AS wanted JOIN post ON post.place = wanted.value ORDER BY wanted.key`,
		func(row pool.Scanner) error {
			var title, own, quoted, tags string
			err := row.Scan(&title, &own, &quoted, &tags)
			r.Add(title, own, quoted, tags)
			return err
		}, string(wanted), rankedText)
	if err != nil {
		return nil, err
	}
	ranked := make([]int64, 0, len(places))
	for _, i := range r.Order() {
		ranked = append(ranked, places[i])
	}
	return ranked, nil
}

// places converts the times of a query to a range of places in the index.
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

// matching returns the FTS5 expression of a query, with authors replaced by their
// IDs.
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
