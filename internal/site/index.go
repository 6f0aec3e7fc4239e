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

// An index is the search index that assets/js/search.js reads: for each word the
// numbers of the posts that contain it, in files by the word's first two
// characters; and what the results show of the posts, newest first, in files of
// postsPerFile.
type index struct {
	posts []found
	words map[string]map[string][]int // file, word, posts
}

// found is a post as a result shows it.
type found struct {
	Title string `json:"t"`
	Path  string `json:"p"`
	Date  string `json:"d"`
	Text  string `json:"x"`

	at   time.Time
	text string // all text that is indexed
}

const (
	postsPerFile = 200
	shownWords   = 220 // length of the excerpt in a result, in characters
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

// files passes the files of the index to put.
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

// shard returns the name of the file that contains a word, from its first two
// characters.
func shard(word string) string {
	var parts []string
	for _, r := range word {
		if parts = append(parts, fmt.Sprintf("%x", r)); len(parts) == 2 {
			break
		}
	}
	return strings.Join(parts, "-")
}

// words splits a text into words without accents, in lower case. Text in scripts
// that don't separate words is split into overlapping pairs of characters.
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
