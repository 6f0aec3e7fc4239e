package pinboard

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

var saved = time.Date(2012, 11, 21, 15, 54, 10, 0, time.UTC)

// post returns a public post, rendered.
func post(change func(*blog.Post)) blog.Post {
	p := blog.Post{
		ID: 7, Status: blog.Published, Title: "Herons", URL: "https://example.org/heron", Body: "Words.", Format: blog.Markdown,
		Path: "/links/herons/", Created: saved.Add(-time.Hour), Published: saved,
	}
	change(&p)
	p.Rendered, p.Quotes = markup.Render(p.Body, p.Format)
	return p
}

func entries(posts ...blog.Post) iter.Seq2[record.Entry, error] {
	return func(yield func(record.Entry, error) bool) {
		for _, p := range posts {
			if !yield(record.Entry{Post: p}, nil) {
				return
			}
		}
	}
}

func write(t *testing.T, posts ...blog.Post) string {
	t.Helper()
	var out bytes.Buffer
	b := record.Blog{Base: "https://links.example.org", Exported: saved.AddDate(1, 0, 0)}
	if err := Write(&out, b, entries(posts...)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// written returns the one bookmark of a post.
func written(t *testing.T, p blog.Post) bookmark {
	t.Helper()
	var got []bookmark
	if err := json.Unmarshal([]byte(write(t, p)), &got); err != nil || len(got) != 1 {
		t.Fatalf("%d bookmarks and %v", len(got), err)
	}
	return got[0]
}

func TestAPostIsWrittenAsABookmark(t *testing.T) {
	p := post(func(p *blog.Post) {
		p.Body = "> It *stood* there.\n\nHm & <3."
		p.Tags = blog.NewTags([]string{"art deco", "C++", ".net"})
		p.Via = "https://example.net/"
	})
	want := `[{"href":"https://example.org/heron","description":"Herons","extended":"<blockquote>It <em>stood</em> there.</blockquote>\n\nHm & <3.","meta":"META","hash":"0b11a0f59a7e9bd7ebdc44b1cc3a1f6d","time":"2012-11-21T15:54:10Z","shared":"yes","toread":"no","tags":"art-deco C++ net via:https://example.net/","pullquote":{"tags":["art deco","C++",".net"]}}]` + "\n"
	got := write(t, p)
	var one []bookmark
	if err := json.Unmarshal([]byte(got), &one); err != nil {
		t.Fatal(err)
	}
	got = strings.Replace(got, one[0].Meta, "META", 1)
	want = strings.Replace(want, "0b11a0f59a7e9bd7ebdc44b1cc3a1f6d", sum(p.URL), 1)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if sum("") != "d41d8cd98f00b204e9800998ecf8427e" {
		t.Errorf("the hash is not MD5: %s", sum(""))
	}
}

func TestEachBookmarkHasALine(t *testing.T) {
	p := post(func(*blog.Post) {})
	if got := write(t, p, p, p); strings.Count(got, "\n") != 3 || !strings.HasPrefix(got, "[{") || !strings.HasSuffix(got, "}]\n") {
		t.Errorf("got %s", got)
	}
	if got := write(t); got != "[]\n" {
		t.Errorf("no posts are %q", got)
	}
}

func TestWhatIsNotPublicIsPrivateOrLeftOut(t *testing.T) {
	draft := written(t, post(func(p *blog.Post) { p.Status, p.Published = blog.Draft, time.Time{} }))
	if draft.Shared != "no" || draft.ToRead != "no" || draft.Time != "2012-11-21T14:54:10Z" {
		t.Errorf("a draft became %+v", draft)
	}
	if empty := written(t, post(func(p *blog.Post) { p.Status, p.Body = blog.Draft, "" })); empty.Shared != "no" || empty.ToRead != "yes" {
		t.Errorf("a draft without words became %+v", empty)
	}
	if got := write(t, post(func(p *blog.Post) { p.Trashed = saved })); got != "[]\n" {
		t.Errorf("a post in the trash became %s", got)
	}
}

func TestPostsWithoutASourceLeadToThemselves(t *testing.T) {
	if got := written(t, post(func(p *blog.Post) { p.URL, p.Path = "", "/links/grüße/" })).Href; got != "https://links.example.org/links/gr%C3%BC%C3%9Fe/" {
		t.Errorf("a note leads to %s", got)
	}
	if got := written(t, post(func(p *blog.Post) { p.URL, p.Status, p.Path = "", blog.Draft, "" })).Href; got != "https://links.example.org/posts/7/edit" {
		t.Errorf("a draft of a note leads to %s", got)
	}
}

func TestAFailureStopsTheWriting(t *testing.T) {
	broken := errors.New("the disk is out")
	failing := func(yield func(record.Entry, error) bool) { yield(record.Entry{}, broken) }
	if err := Write(&bytes.Buffer{}, record.Blog{}, failing); !errors.Is(err, broken) {
		t.Errorf("reading posts: %v", err)
	}
	many := make([]blog.Post, 100)
	for i := range many {
		many[i] = post(func(*blog.Post) {})
	}
	if err := Write(full{broken}, record.Blog{}, entries(many...)); !errors.Is(err, broken) {
		t.Errorf("writing: %v", err)
	}
}

type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

// bodies are bodies of all kinds.
var bodies = []struct {
	format blog.Format
	body   string
}{
	{blog.Markdown, ""},
	{blog.Markdown, "> Two\n>\n> paragraphs, *one* [link](https://example.org/?a=1&b=2).\n\nMine & <3, a < b, `x<y>` &amp;amp; &copy2.\n\n- a\n- b\n\n> Again."},
	{blog.Markdown, "One  \ntwo\n\n> three  \n> four\n\n***\n\n## Five\n\n    code <b>\n\n    more\n"},
	{blog.Markdown, "> - a\n> - b\n>\n> c  \n> d"},
	{blog.Markdown, "| a | b |\n|---|---|\n| c | d |\n\n![x](https://example.org/x.png) and [^1]\n\n[^1]: A note."},
	{blog.Markdown, "> > nested\n>\n> quote\n\nI wrote &lt;blockquote&gt; here, \\<b>not bold\\</b>, [self](/links/x/)."},
	{blog.HTML, "<p>a<br>b</p><div>c <strong>d</strong></div><blockquote cite=\"https://example.org/\"><p>e</p></blockquote><pre>x\n\ny</pre>"},
	{blog.HTML, "loose <i>words</i>\n\nin HTML <ul><li>a</li></ul> and after"},
	{blog.WordPress, "a\nb\n\n<blockquote>c\nd</blockquote>\ne <img src=\"https://example.org/x.png\" alt=\"y\"/>"},
	{blog.WordPress, "<!-- wp:paragraph -->\n<p>a</p>\n<!-- /wp:paragraph -->"},
}

func TestWordsComeBack(t *testing.T) {
	for _, b := range bodies {
		p := post(func(p *blog.Post) { p.Format, p.Body = b.format, b.body })
		it := readOne(t, write(t, p))
		sameWords(t, p, it)
		if strings.Contains(it.Body, `="/`) {
			t.Errorf("%q leads into nothing", it.Body)
		}
	}
}

func sameWords(t *testing.T, p blog.Post, it record.Item) {
	t.Helper()
	got, _ := markup.Render(it.Body, it.Format)
	if got.Own != p.Rendered.Own || got.Quoted != p.Rendered.Quoted {
		t.Errorf("%q came back as %q:\n own %q\nwant %q\n quoted %q\n   want %q", p.Body, it.Body, got.Own, p.Rendered.Own, got.Quoted, p.Rendered.Quoted)
	}
}

func TestABookmarkComesBackAsItWas(t *testing.T) {
	first := readOne(t, "["+strings.Replace(heron, "Hm.", "Hm & <hmm>.", 1)+"]")
	p := post(func(p *blog.Post) {
		p.Title, p.URL, p.Via, p.Body, p.Format, p.Published = first.Title, first.URL, first.Via, first.Body, first.Format, first.Published
		p.Tags = blog.NewTags(first.Tags)
	})
	if text := written(t, p).Extended; !strings.Contains(text, "Hm & <hmm>.\r\n") {
		t.Errorf("the commentary became %q", text)
	}
	again := readOne(t, write(t, p))
	first.Raw, again.Raw, first.Key, again.Key, first.Notes = nil, nil, "", "", nil
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error(diff)
	}
}

func TestWhatPinboardCantHoldComesBack(t *testing.T) {
	for name, p := range map[string]blog.Post{
		"tags":            post(func(p *blog.Post) { p.Tags = blog.NewTags([]string{"art deco", ".net", "via:nobody", "a&b"}) }),
		"an address":      post(func(p *blog.Post) { p.Title = "example.org" }),
		"three dots":      post(func(p *blog.Post) { p.Title, p.Body = "Words…", "Words that go on." }),
		"a note":          post(func(p *blog.Post) { p.URL = "" }),
		"a note untitled": post(func(p *blog.Post) { p.URL, p.Title = "", "" }),
		"author and date": post(func(p *blog.Post) { p.Author.Name, p.Updated = "Tom & Ada", saved.Add(time.Hour) }),
		"a language":      post(func(p *blog.Post) { p.Lang = "de" }),
		"nothing to tell": post(func(*blog.Post) {}),
	} {
		it := readOne(t, write(t, p))
		got := []any{it.Title, it.URL, it.Author, it.Tags, it.Updated, it.Lang}
		var tags []string
		for _, tag := range p.Tags {
			tags = append(tags, tag.Name)
		}
		if diff := cmp.Diff([]any{p.Title, p.URL, p.Author.Name, tags, p.Updated, p.Lang}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestNamesThatStandForTitlesAreTakenBack(t *testing.T) {
	for name, p := range map[string]blog.Post{
		"a link":    post(func(p *blog.Post) { p.Title = "" }),
		"long note": post(func(p *blog.Post) { p.Title, p.URL, p.Body = "", "", strings.Repeat("some *words* & ", 9) }),
	} {
		if it := readOne(t, write(t, p)); it.Title != "" {
			t.Errorf("%s got the title %q", name, it.Title)
		}
	}
}
