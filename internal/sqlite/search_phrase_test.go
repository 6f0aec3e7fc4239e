package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite"
)

// spoken are words for texts in which frequent words are adjacent, in several
// languages, with rare words and symbols among them.
var spoken = []string{
	"the", "of", "and", "to", "a", "The", "OF", "und", "für", "die", "à", "la", "l’", "и", "не", "the", "of", "heron", "an", "ant", "water", "C++", "don't", "2012", "静", "水", "静水中", "カ\u3099", "น้ำ", "한국", "—", ".",
}

func speak(random *rand.Rand, n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = spoken[random.IntN(len(spoken))]
	}
	return strings.Join(words, " ")
}

// TestAPhraseIsFoundWhereItStandsAndNowhereElse compares the search with a plain
// comparison of the words of each post.
func TestAPhraseIsFoundWhereItStandsAndNowhereElse(t *testing.T) {
	store, _ := newBlog(t)
	random := rand.New(rand.NewPCG(6, 2))
	items := make([]blog.Import, 150)
	texts := map[string]map[string][]string{} // by post and field, as in the index
	for i := range items {
		title := fmt.Sprintf("Post %d, %s", i, speak(random, random.IntN(6)))
		items[i] = item(title, "")
		p := &items[i].Post
		p.URL = fmt.Sprintf("https://example.org/%d", i)
		p.Rendered.Own, p.Rendered.Quoted = speak(random, random.IntN(40)), speak(random, random.IntN(20))
		p.Tags = blog.NewTags([]string{speak(random, 2), speak(random, 2), "tag " + speak(random, 1)})
		p.Source.About = blog.About{Title: speak(random, random.IntN(8)), Site: speak(random, 2), Author: speak(random, 1), Description: speak(random, random.IntN(10))}
		var tags []string
		for _, tag := range p.Tags {
			tags = append(tags, tag.Name)
		}
		about := p.Source.About
		texts[title] = map[string][]string{
			"title": {title}, "mine": {p.Rendered.Own}, "quoted": {p.Rendered.Quoted}, "": append(tags, title, p.Rendered.Own, p.Rendered.Quoted),
			"source": {about.Title, about.Site, about.Author, about.Description},
		}
	}
	bring(t, store, items...)
	holds := func(title, field, phrase string, beginning bool) bool {
		wanted := " " + search.Fold(phrase)
		if !beginning {
			wanted += " "
		}
		return slices.ContainsFunc(texts[title][field], func(text string) bool { return strings.Contains(" "+search.Fold(text)+" ", wanted) })
	}
	hits := 0
	for round := range 600 {
		phrase := strings.Trim(speak(random, 1+random.IntN(5)), " .—")
		if search.Fold(phrase) == "" {
			continue
		}
		field := []string{"", "", "title", "mine", "quoted", "source"}[random.IntN(6)]
		beginning, other := random.IntN(4) == 0 && strings.HasSuffix(phrase, "an"), strings.Trim(speak(random, 2), " .—")
		asked := `"` + phrase + `"`
		if beginning {
			asked += "*"
		}
		if field != "" {
			asked = field + ":" + asked
		}
		want := func(title string) bool { return holds(title, field, phrase, beginning) }
		how := random.IntN(4)
		if search.Fold(other) == "" {
			how = 0
		}
		query := asked
		switch how {
		case 1:
			query = asked + ` "` + other + `"`
		case 2:
			query = asked + ` OR mine:"` + other + `"`
		case 3:
			query = asked + ` -"` + other + `"`
		}
		var expected []string
		for title := range texts {
			found := want(title)
			switch how {
			case 1:
				found = found && holds(title, "", other, false)
			case 2:
				found = found || holds(title, "mine", other, false)
			case 3:
				found = found && !holds(title, "", other, false)
			}
			if found {
				expected = append(expected, title)
			}
		}
		got := titles(searched(t, store, sqlite.Searching{Query: search.Parse(query, time.UTC), Limit: 200}).Posts)
		slices.Sort(got)
		slices.Sort(expected)
		if !slices.Equal(got, expected) {
			t.Fatalf("round %d: %s finds %d posts, and stands in %d:\n%q\n%q", round, query, len(got), len(expected), got, expected)
		}
		hits += len(got)
	}
	if hits < 1000 {
		t.Errorf("all phrases together were found %d times only", hits)
	}
}
