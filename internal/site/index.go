package site

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"pullquote/internal/blog"
)

// An index is what assets/js/search.js reads: for each word the numbers of the
// posts in which it stands, in files by the word's first two signs; and what
// is shown of the posts, newest first, in files of some hundred.
type index struct {
	posts []found
	words map[string]map[string][]int // file, word, posts
}

// found is what a result shows.
type found struct {
	Title string `json:"t"`
	Path  string `json:"p"`
	Date  string `json:"d"`
	Text  string `json:"x"`

	at   time.Time
	text string // all words
}

const (
	postsPerFile = 200
	shownWords   = 220 // characters of a post's text that a result shows
)

func newIndex() *index { return &index{words: map[string]map[string][]int{}} }

func (ix *index) add(p *blog.Post) {
	text := p.Rendered.Own
	if text == "" {
		text = p.Rendered.Quoted
	}
	ix.posts = append(ix.posts, found{
		Title: blog.Excerpt(p.Name(), 200), Path: escaped(p.Path), Date: p.Published.Format(time.DateOnly), Text: blog.Excerpt(text, shownWords),
		at: p.Published, text: strings.Join([]string{p.Title, p.Host(), p.Rendered.Own, p.Rendered.Quoted, blog.TagList(p.Tags)}, " "),
	})
}

// files gives the files of the index to put.
func (ix *index) files(put func(name string, v any) error) error {
	slices.SortStableFunc(ix.posts, func(a, b found) int { return b.at.Compare(a.at) })
	for n := range ix.posts {
		seen := map[string]bool{}
		for _, word := range words(ix.posts[n].text) {
			if seen[word] {
				continue
			}
			seen[word] = true
			file := shard(word)
			if ix.words[file] == nil {
				ix.words[file] = map[string][]int{}
			}
			ix.words[file][word] = append(ix.words[file][word], n)
		}
		ix.posts[n].text = ""
	}
	for i := 0; i*postsPerFile < len(ix.posts); i++ {
		part := ix.posts[i*postsPerFile : min((i+1)*postsPerFile, len(ix.posts))]
		if err := put(fmt.Sprintf("search/posts/%d.json", i), part); err != nil {
			return err
		}
	}
	files := make([]string, 0, len(ix.words))
	for file := range ix.words {
		files = append(files, file)
	}
	slices.Sort(files)
	for _, file := range files {
		if err := put("search/words/"+file+".json", ix.words[file]); err != nil {
			return err
		}
	}
	return nil
}

// shard names the file in which a word stands, by its first two signs.
func shard(word string) string {
	var parts []string
	for _, r := range word {
		if parts = append(parts, fmt.Sprintf("%x", r)); len(parts) == 2 {
			break
		}
	}
	return strings.Join(parts, "-")
}

// words cuts a text into words without accents and case. Scripts that part no
// words give each two signs that follow one another.
func words(text string) (out []string) {
	folded := strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text)))
	for run := range strings.FieldsFuncSeq(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.N, r) }) {
		plain, signs := "", []rune(nil)
		flush := func() {
			if plain != "" {
				out = append(out, plain)
			}
			if len(signs) == 1 {
				out = append(out, string(signs))
			}
			for i := 0; i+1 < len(signs); i++ {
				out = append(out, string(signs[i:i+2]))
			}
			plain, signs = "", nil
		}
		for _, r := range run {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
				if plain != "" {
					flush()
				}
				signs = append(signs, r)
				continue
			}
			if len(signs) > 0 {
				flush()
			}
			plain += string(r)
		}
		flush()
	}
	return out
}
