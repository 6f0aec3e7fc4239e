package sqlite

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// A title's telling words are those that occur in few titles. Two titles are alike
// if they have at least two words in common, and at least half of those of the
// shorter one.
const (
	tellingWords = 6
	tellingPosts = 2000 // a word that occurs in more titles is not telling
	tellingShare = 0.5
)

// alike returns the posts whose titles are most like a title, newest first among
// equals, without posts that are known already. It looks up only the rarest words,
// so that its cost does not grow with the blog.
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

// titleWords returns the words of a title that are long enough to be telling,
// without duplicates. Scripts without spaces yield long words, which is fine:
// equal phrases are found.
func titleWords(title string) []string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	words = slices.DeleteFunc(words, func(w string) bool { return len(w) < 4 })
	slices.Sort(words)
	return slices.Compact(words)
}

// rarest returns the words that occur in the fewest titles, without words that
// occur in none or too many.
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
