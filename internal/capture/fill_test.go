package capture_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/capture"
	"pullquote/internal/fetch/metadata"
	"pullquote/internal/publish"
)

const story = "https://news.example/story"

// chosen is a selection in the story.
func chosen(html string, place int) capture.Brought {
	return capture.Brought{
		Bookmarklet: true, URL: story,
		Hints:    metadata.Hints{URL: story, Title: "A story - The News", Meta: [][2]string{{"og:title", "A story"}, {"og:site_name", "The News"}}},
		Passages: []capture.Passage{{HTML: html, Prefix: "before", Suffix: "after", Place: place}},
	}
}

func TestASelectionBecomesAQuoteAndIsKeptAsItWas(t *testing.T) {
	var e publish.Entry
	notes := capture.Fill(&e, chosen(`<p>One <em>word</em>.</p><p>Two.</p>`, 40))
	if len(notes) != 0 {
		t.Errorf("it says %q", said(notes))
	}
	want := publish.Entry{
		URL: story, Title: "A story", Body: "> One *word*.\n>\n> Two.\n\n",
		Captured: []blog.Quote{{Text: "One word.\n\nTwo.", Captured: "One word.\n\nTwo.", Prefix: "before", Suffix: "after", Place: 40}},
		Source:   blog.Source{About: blog.About{Title: "A story", Site: "The News"}},
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Error(diff)
	}
}

func TestQuotesOfOnePageStandInItsOrderWhateverIsWrittenAroundThem(t *testing.T) {
	var e publish.Entry
	capture.Fill(&e, chosen("<p>The third.</p>", 300))
	e.Body = "Introduction.\n\n" + strings.TrimSpace(e.Body) + "\n\nA remark on the third."
	capture.Fill(&e, chosen("<p>The first.</p>", 100))
	capture.Fill(&e, chosen("<p>The second.</p>", 200))
	capture.Fill(&e, chosen("<p>The fourth.</p>", 400))
	want := "Introduction.\n\n> The first.\n\n> The second.\n\n> The third.\n\nA remark on the third.\n\n> The fourth.\n\n"
	if e.Body != want {
		t.Errorf("the body is %q, want %q", e.Body, want)
	}
	notes := capture.Fill(&e, chosen("<p>The second.</p>", 200))
	if e.Body != want || len(notes) == 0 {
		t.Errorf("captured twice it is %q and says %q", e.Body, said(notes))
	}
}

func TestAPageThatSendsPassagesWithoutEndBringsTheFirstOfThem(t *testing.T) {
	var e publish.Entry
	b := chosen("<p>"+strings.Repeat("Long words. ", 80_000)+"</p>", 1)
	for i := range 200 {
		b.Passages = append(b.Passages, capture.Passage{HTML: "<p>Another.</p>", Place: i + 2})
	}
	notes := capture.Fill(&e, b)
	if n := len(e.Captured); n < 2 || n > 10 || !strings.Contains(said(notes), "cut at its end") {
		t.Errorf("%d passages came in, and it says %q", n, said(notes))
	}
}

func TestWhatTheAuthorHasWrittenStays(t *testing.T) {
	e := publish.Entry{Title: "My own headline", URL: "https://other.example/", Via: "https://friend.example/", Body: "My words.", Tags: blog.ParseTags("mine")}
	b := chosen("<p>Quoted.</p>", 1)
	b.Via, b.Tags, b.Words = "https://elsewhere.example/", blog.ParseTags("theirs, Mine"), "More words."
	capture.Fill(&e, b)
	if e.Title != "My own headline" || e.URL != "https://other.example/" || e.Via != "https://friend.example/" || blog.TagList(e.Tags) != "mine, theirs" {
		t.Errorf("it became %+v", e)
	}
	if e.Body != "My words.\n\n> Quoted.\n\nMore words." {
		t.Errorf("the body is %q", e.Body)
	}
	if e.Captured[0].Source != story {
		t.Errorf("a quote from another page than the post's is said to be from %q", e.Captured[0].Source)
	}
}

func TestAQuoteOfACopyIsFromTheCopy(t *testing.T) {
	for _, address := range []string{story, "https://web.archive.org/web/2012/" + story} {
		e := publish.Entry{URL: address}
		b := chosen("<table><tr><td>One</td><td>two</td></tr></table>", 1)
		capture.Fill(&e, b)
		want := ""
		if address != story {
			want = story // the page as it is now, not the copy
		}
		if q := e.Captured[0]; q.Source != want || q.Text != "One two" || q.Captured != "One\ttwo" {
			t.Errorf("quoted beside %s is %+v", address, q)
		}
	}
}

func TestWhatIsNotAsItCameIsSaid(t *testing.T) {
	long := strings.Repeat("Long ", 2000)
	for _, tc := range []struct {
		name  string
		b     capture.Brought
		says  string
		check func(publish.Entry) bool
	}{
		{
			"tracking",
			capture.Brought{URL: story + "?utm_source=x&id=1"},
			"utm_source",
			func(e publish.Entry) bool {
				return e.URL == story+"?id=1" && e.Source.Original == story+"?utm_source=x&id=1"
			},
		},
		{
			"a password",
			capture.Brought{URL: "https://ada:secret@news.example/story"},
			"password",
			func(e publish.Entry) bool { return e.URL == story && e.Source.Original == "" },
		},
		{
			"an address of code",
			capture.Brought{URL: "javascript:alert(1)", Title: "T", Passages: []capture.Passage{{Text: "Words"}}},
			"",
			func(e publish.Entry) bool {
				return e.URL == "javascript:alert(1)" && e.Title == "T" && strings.Contains(e.Body, "> Words")
			},
		},
		{
			"a title of 10,000 characters",
			capture.Brought{URL: story, Title: long},
			"10000 characters",
			func(e publish.Entry) bool {
				return len(e.Title) <= blog.MaxTitle+3 && strings.HasSuffix(e.Title, "…")
			},
		},
		{
			"characters that can't be seen",
			capture.Brought{URL: story, Title: "A\x00 tit\u202ele\u2066", Passages: []capture.Passage{{Text: "a\x07b\u202ec"}}},
			"taken out of the quote",
			func(e publish.Entry) bool { return e.Title == "A title" && strings.Contains(e.Body, "> abc") },
		},
		{
			"a check for robots",
			capture.Brought{URL: story, Hints: metadata.Hints{URL: story, Title: "Just a moment..."}},
			"robots",
			func(e publish.Entry) bool { return e.Title == "" },
		},
		{
			"a selection that was cut",
			capture.Brought{URL: story, Cut: true},
			"cut at its end",
			func(publish.Entry) bool { return true },
		},
		{
			"more than a post may hold",
			capture.Brought{URL: story, Passages: []capture.Passage{{Text: strings.Repeat("x", blog.MaxBody)}}},
			"more than a post may hold",
			func(e publish.Entry) bool { return len(e.Body) <= blog.MaxBody },
		},
		{
			"an old bookmarklet", capture.FromQuery(url.Values{"v": {"0"}, "url": {story}, "title": {"T"}}), "bookmarklet is an old one",
			func(e publish.Entry) bool { return e.URL == story && e.Title == "T" },
		},
		{
			"a shared passage",
			capture.Brought{URL: story + "#:~:text=Some%20words%2C%20chosen,-after"},
			"",
			func(e publish.Entry) bool { return e.URL == story && strings.Contains(e.Body, "> Some words, chosen") },
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var e publish.Entry
			notes := said(capture.Fill(&e, tc.b))
			if !strings.Contains(notes, tc.says) || tc.says == "" && notes != "" {
				t.Errorf("it says %q, want something about %q", notes, tc.says)
			}
			if !tc.check(e) {
				t.Errorf("it became %+v", e)
			}
		})
	}
}

func TestWordsForANewPostGoToTheEndOfAnEarlierOne(t *testing.T) {
	earlier := publish.Entry{Title: "A story", URL: story, Body: "Earlier words.", Tags: blog.ParseTags("a"), Via: "https://friend.example/"}
	capture.Append(&earlier, publish.Entry{
		Title: "A headline of *mine*", URL: story, Via: "https://elsewhere.example/", Body: "> Quoted.\n\nNew words.", Tags: blog.ParseTags("b"),
		Captured: []blog.Quote{{Captured: "Quoted."}},
	})
	want := "Earlier words.\n\n**A headline of \\*mine\\***\n\n> Quoted.\n\nNew words.\n\nvia <https://elsewhere.example/>"
	if earlier.Body != want || blog.TagList(earlier.Tags) != "a, b" || len(earlier.Captured) != 1 || earlier.Title != "A story" {
		t.Errorf("it became %+v", earlier)
	}
	html := publish.Entry{Format: blog.HTML, Body: "<p>Earlier.</p>"}
	capture.Append(&html, publish.Entry{Body: "> Quoted."})
	if !strings.Contains(html.Body, "<p>Earlier.</p>\n\n<blockquote>") {
		t.Errorf("a post in HTML became %q", html.Body)
	}
}

func TestALineLeadsBackToTheEarlierPost(t *testing.T) {
	e := publish.Entry{Body: "Words."}
	earlier := blog.Post{Title: "What [I] said", Path: "/links/what-i-said/"}
	capture.PointBack(&e, earlier)
	capture.PointBack(&e, earlier)
	if want := "Words.\n\nPreviously: [What \\[I\\] said](/links/what-i-said/)"; e.Body != want {
		t.Errorf("the body is %q, want %q", e.Body, want)
	}
}

func TestTheCanonicalAddressIsTakenAndTheOtherKept(t *testing.T) {
	e := publish.Entry{URL: "https://m.news.example/story", Source: blog.Source{About: blog.About{Canonical: story}}}
	capture.TakeCanonical(&e)
	if e.URL != story || e.Source.Original != "https://m.news.example/story" {
		t.Errorf("it became %+v", e)
	}
}

func TestAPageIsAskedOnceByAllWhoWantToKnow(t *testing.T) {
	asked := make(chan string, 10)
	release := make(chan struct{})
	look := capture.NewLook(outside(func(address string) (blog.About, error) {
		asked <- address
		<-release
		return blog.About{Title: "A story"}, nil
	}), time.Now)
	answers := make(chan string, 2)
	for range 2 {
		go func() {
			var e publish.Entry
			e.URL = story
			if err := look.Into(t.Context(), &e); err != nil {
				t.Error(err)
			}
			answers <- e.Title
		}()
	}
	<-asked
	close(release)
	for range 2 {
		if got := <-answers; got != "A story" {
			t.Errorf("the title is %q", got)
		}
	}
	if len(asked) != 0 {
		t.Error("the page was asked twice")
	}
}

// said joins the sentences for the author.
func said(notes []*blog.Error) string {
	var lines []string
	for _, n := range notes {
		lines = append(lines, n.Sentence())
	}
	return strings.Join(lines, "\n")
}
