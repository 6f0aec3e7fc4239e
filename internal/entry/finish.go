package entry

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/markup"
	"pullquote/views/component"
)

// InList returns a post as an entry of a list that is grouped by day.
func (l *Look) InList(p *blog.Post) component.Entry { return l.Entry(p, i18n.Clock) }

// Finish renders the entry of a post for lists.
func (l *Look) Finish(p *blog.Post) (string, error) {
	var b strings.Builder
	if err := component.LinkPost(l.InList(p)).Render(context.Background(), &b); err != nil {
		return "", fmt.Errorf("entry: finish post %d: %w", p.ID, err)
	}
	return b.String(), nil
}

// Stamp identifies the look in entries that Finish has rendered. It is never zero.
func (l *Look) Stamp() int64 { return l.stamp }

// Finished returns the stored result of Finish as safe HTML.
func Finished(html string) markup.HTML { return markup.Stored(blog.Rendered{HTML: html}) }

// stampOf computes the stamp, from the specimens, the offsets of the time zone, and
// how often the authors' names, which entries contain, have changed.
func (l *Look) stampOf(renamed int64) int64 {
	sum := fnv.New64a()
	for _, p := range specimens() {
		// An error here also occurs, and is reported, where posts are rendered.
		_ = component.LinkPost(l.InList(&p)).Render(context.Background(), sum)
	}
	for year := range 100 {
		for _, month := range []time.Month{time.January, time.July} {
			_, offset := time.Date(1970+year, month, 1, 0, 0, 0, 0, l.Zone).Zone()
			number(sum, int64(offset))
		}
	}
	number(sum, renamed)
	if stamp := int64(sum.Sum64()); stamp != 0 {
		return stamp
	}
	return 1
}

func number(to io.Writer, n int64) { _ = binary.Write(to, binary.LittleEndian, n) } // writing to a hash can't fail

// specimens returns posts that together have everything that an entry of a list can
// show. A test checks that against the template.
func specimens() []blog.Post {
	at := time.Date(2012, time.November, 21, 17, 7, 30, 0, time.UTC)
	words := blog.Rendered{HTML: "<p>Words</p>", Own: "Words"}
	passage := blog.Rendered{HTML: "<blockquote><p>Passage</p></blockquote>", Quoted: "Passage"}
	long := passage
	long.Quoted = strings.Repeat("Passage ", briefLength)
	ada := blog.Author{Name: "Ada", Slug: "ada"}
	return []blog.Post{
		{
			Title: "Title", URL: "https://www.example.org/page", Via: "https://example.net/", Path: "/2012/11/title/", Published: at, Updated: at.AddDate(0, 1, 1),
			Author: ada, Rendered: words, Tags: []blog.Tag{{Name: "Tag", Slug: "tag"}, {Name: "Other", Slug: "other"}},
		},
		{URL: "https://example.org/page", Path: "/2012/11/page/", Published: at.Add(-9 * time.Hour), Author: blog.Author{Name: "Nobody"}, Rendered: words, Lang: "he"},
		{Title: "Note", Path: "/2012/11/ö/", Published: at, Author: ada, Rendered: words, Lang: "fr"},
		{Path: "/2012/11/words/", Published: at, Updated: at.Add(time.Minute), Author: ada, Rendered: words, Lang: "en"},
		{Title: "Title", URL: "https://example.org/", Path: "/2012/11/short/", Published: at, Author: ada, Rendered: passage, Lang: "de"},
		{Title: "Title", URL: "https://example.org/", Path: "/2012/11/long/", Published: at, Author: ada, Rendered: long},
	}
}
