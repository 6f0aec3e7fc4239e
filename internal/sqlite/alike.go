package sqlite

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Which words of a title tell something of it: those that few titles have. A
// title is like another if they share at least two of these, and half of the
// shorter one's.
const (
	tellingWords = 6
	tellingPosts = 2000 // a word that stands in more titles tells nothing
	tellingShare = 0.5
)

// alike gives the posts whose titles are most like one, newest first among
// equals, without those that are known already. It looks up the rarest words
// only, so that its cost does not grow with the blog.
func alike(ctx context.Context, tx *pool.Tx, title string, except blog.PostID, known []blog.Post) ([]blog.Post, error) {
	words := titleWords(title)
	telling, err := rarest(ctx, tx, words)
	if err != nil || len(telling) < 2 {
		return nil, err
	}
	posts, err := pool.Select(ctx, tx, `/* alike */
		SELECT `+shownColumns+` FROM (
			SELECT rowid AS id FROM post_title WHERE post_title MATCH ? ORDER BY rank LIMIT ?) AS hit
		JOIN post ON post.id = hit.id JOIN author ON author.id = post.author_id
		WHERE post.trashed IS NULL AND post.id <> ?`, scanShown, `"`+strings.Join(telling, `" OR "`)+`"`, alikePosts, except)
	if err != nil {
		return nil, err
	}
	shares := map[blog.PostID]float64{}
	posts = slices.DeleteFunc(posts, func(p blog.Post) bool {
		other := titleWords(p.Title)
		common := 0
		for _, w := range other {
			if slices.Contains(words, w) {
				common++
			}
		}
		shares[p.ID] = float64(common) / float64(max(1, min(len(words), len(other))))
		return common < 2 || shares[p.ID] < tellingShare || slices.ContainsFunc(known, func(k blog.Post) bool { return k.ID == p.ID })
	})
	slices.SortStableFunc(posts, func(a, b blog.Post) int {
		switch {
		case shares[a.ID] > shares[b.ID]:
			return -1
		case shares[a.ID] < shares[b.ID]:
			return 1
		}
		return int(b.ID - a.ID)
	})
	return posts[:min(len(posts), linkedSimilar)], nil
}

// titleWords gives the words of a title that are long enough to tell anything,
// each once. Scripts that part no words give long ones, which is all right:
// equal phrases are found.
func titleWords(title string) []string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	words = slices.DeleteFunc(words, func(w string) bool { return len(w) < 4 })
	slices.Sort(words)
	return slices.Compact(words)
}

// rarest gives the words that stand in the fewest titles, of those that stand
// in some.
func rarest(ctx context.Context, tx *pool.Tx, words []string) ([]string, error) {
	type counted struct {
		word string
		n    int
	}
	var found []counted
	for _, w := range words[:min(len(words), 40)] {
		n, err := pool.One(ctx, tx, `/* rarest */ SELECT doc FROM post_title_word WHERE term = ?`, pool.Value[int], w)
		if pool.IsNoRows(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if n <= tellingPosts {
			found = append(found, counted{w, n})
		}
	}
	slices.SortStableFunc(found, func(a, b counted) int { return a.n - b.n })
	out := make([]string, 0, tellingWords)
	for _, c := range found[:min(len(found), tellingWords)] {
		out = append(out, c.word)
	}
	return out, nil
}
