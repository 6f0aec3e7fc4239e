package netscape

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/record/recordtest"
)

const begin = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=UTF-8\">\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n"

// readAll returns the items and errors of a file, in order.
func readAll(text string) (items []record.Item, errs []error) {
	return recordtest.Read(Format, record.File{Name: "bookmarks.html"}, text)
}

func TestNoWordIsTakenForATag(t *testing.T) {
	const words = "A List&lt;String&gt; in the &lt;title&gt;"
	for name, text := range map[string]string{
		"linkding": begin + `<DT><A HREF="https://a.example/">A</A><DD>[linkding-notes]` + words + `[/linkding-notes]</DL>`,
		"Shaarli":  strings.Replace(begin, "<H1>Bookmarks", "<H1>Shaarli export of all bookmarks", 1) + `<DT><A HREF="https://a.example/">A</A><DD>` + words + `</DL>`,
	} {
		items, _ := readAll(text)
		if r, _ := markup.Render(items[0].Body, items[0].Format); r.Own != "A List<String> in the <title>" {
			t.Errorf("%s: %q shows %q", name, items[0].Body, r.Own)
		}
	}
}

func TestLinksThatDescribeAFolderAreNoBookmarks(t *testing.T) {
	items, errs := readAll(begin + `<DT><H3>Birds</H3>
<DD>Of <A HREF="https://guide.example/?a&amp;b">the guide</A>, <b>mostly</b>
<DL><p>
<DT><A HREF="https://a.example/" PRIVATE="0" ADD_DATE="1353517650">A</A>
<DT><H3>Empty</H3><DD>See <A HREF="https://empty.example/">there</A>
<DL><p></DL><p>
</DL><p>
<DT><H3>Closed</H3>
<DT><DD>Ahead of <A HREF="https://b.example/" PRIVATE="0" ADD_DATE="1353517650">B</A>
<DT><H3>Last</H3><DD>Words at the end
</DL><p>`)
	want := []string{`published 2012-11-21 https://a.example/ "A" [Birds] ""`, `published 2012-11-21 https://b.example/ "B" [] "Ahead of"`}
	if diff := cmp.Diff(want, recordtest.Lines(items)); diff != "" {
		t.Errorf("%v (-want +got):\n%s", errs, diff)
	}
	if notes := strings.Join(items[0].Notes, "\n"); !strings.Contains(notes, "“Birds” was described, which is not taken over: Of the guide, mostly (https://guide.example/?a&b)") {
		t.Errorf("it tells %s", notes)
	}
	if len(errs) != 2 || !strings.Contains(errs[0].Error(), "“Empty”: A folder without bookmarks. What described it is not taken over: See there (https://empty.example/)") || !strings.Contains(errs[1].Error(), "“Last”") || !strings.Contains(errs[1].Error(), "Words at the end") {
		t.Errorf("of the others: %v", errs)
	}
}

func TestABookmarkThatIsEscapedTwice(t *testing.T) {
	items, errs := readAll(strings.Replace(begin, "<H1>Bookmarks", "<H1>Shaarli export of all bookmarks", 1) + `<DT><A HREF="https://a.example/?a=1&amp;amp;b=2" PRIVATE="0" ADD_DATE="1353517650">A &amp;amp; B &amp;lt;i&amp;gt;</A>
<DD>Mine &amp;amp; [more](https://a.example/?x&amp;amp;y)
<DT><A HREF="https://b.example/?a=1&amp;b=2" PRIVATE="0" ADD_DATE="1353517650">Of &amp;amp; and &amp;lt;</A>
</DL><p>`)
	want := []string{`published 2012-11-21 https://a.example/?a=1&b=2 "A & B <i>" [] "Mine & [more](https://a.example/?x&y)"`, `published 2012-11-21 https://b.example/?a=1&b=2 "Of &amp; and &lt;" [] ""`}
	if diff := cmp.Diff(want, recordtest.Lines(items)); diff != "" || len(errs) != 0 {
		t.Errorf("%v (-want +got):\n%s", errs, diff)
	}
}

func TestWordsBeforeWhatTheyBelongTo(t *testing.T) {
	items, errs := readAll(begin + `<DT><DD>Ahead of the <b>link</b>.</DD>
<A HREF="https://a.example/" PRIVATE="0" ADD_DATE="21/Nov/2012:18:07:30 +0100">A</A>
<DT><DD></DD><A HREF="https://b.example/" PRIVATE="0" ADD_DATE="1353517650">B</A>
<DT><H3>Birds</H3>
<DD>Those with <i>long</i> legs
<DL><p>
<DT><A HREF="https://c.example/" PRIVATE="0" ADD_DATE="1353517650">C</A>
<DD>Mine
<DT><A HREF="https://d.example/" PRIVATE="0" ADD_DATE="1353517650">D</A>
</DL><p>
</DL><p>`)
	want := []string{
		`published 2012-11-21 https://a.example/ "A" [] "Ahead of the <b>link</b>."`,
		`published 2012-11-21 https://b.example/ "B" [] ""`,
		`published 2012-11-21 https://c.example/ "C" [Birds] "Mine"`,
		`published 2012-11-21 https://d.example/ "D" [Birds] ""`,
	}
	if diff := cmp.Diff(want, recordtest.Lines(items)); diff != "" || len(errs) != 0 {
		t.Fatalf("%v (-want +got):\n%s", errs, diff)
	}
	if !items[0].Published.Equal(time.Unix(1353517650, 0)) {
		t.Errorf("published %s", items[0].Published)
	}
	notes := strings.Join(items[2].Notes, "\n")
	if !strings.Contains(notes, "“Birds” was described, which is not taken over: Those with long legs") || len(items[3].Notes) != 0 {
		t.Errorf("notes: %q, %q", notes, items[3].Notes)
	}
}

func TestEachProducersBookmarks(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"Chrome", begin + `<DT><H3 ADD_DATE="1353517650" PERSONAL_TOOLBAR_FOLDER="true">My bar</H3>
<DL><p>
<DT><A HREF="https://a.example/?x=1&y=2" ADD_DATE="1353517650" ICON="data:image/png;base64,iVBOR">A &amp; B</A>
<DT><H3>Birds, all</H3>
<DL><p><DT><A HREF="https://b.example/" ADD_DATE="0">https://b.example/</A></DL><p>
</DL><p>`, []string{
			`draft 2012-11-21 https://a.example/?x=1&y=2 "A & B" [] ""`, `draft 2012-11-21 https://b.example/ "" [Birds all] ""`,
		}},
		{"Firefox", begin + `<DT><A HREF="https://a.example/" ADD_DATE="1353517650" LAST_MODIFIED="1353604050" ICON_URI="x" LAST_CHARSET="UTF-8" TAGS="one,two words">A</A>
<DD>
<HR><DT><A HREF="place:sort=8">Recent</A><DT><A HREF="javascript:alert(1)">B</A>
</DL>`, []string{`draft 2012-11-21 https://a.example/ "A" [one|two words] ""`}},
		{"Safari", `<!DOCTYPE NETSCAPE-Bookmark-file-1>
<HTML><Title>Bookmarks</Title><H1>Bookmarks</H1><DT><H3 FOLDED>Birds</H3><DL><p><DT><A HREF="https://a.example/">A</A></DL><p></HTML>`, []string{`draft  https://a.example/ "A" [Birds] ""`}},
		{"Internet Explorer", "\uFEFF" + begin + `<DT><A HREF="https://a.example/" ADD_DATE="1353517650" LAST_VISIT="1353517650" ICONURI="x">A</A></DL><p>`, []string{`draft 2012-11-21 https://a.example/ "A" [] ""`}},
		{"Google", `<DL><p><DT><H3>Birds</H3><DL><p><DT><A HREF="https://a.example/" ADD_DATE="1353517650000000">A</A></DL>
<DT><H3>Rivers</H3><DL><p><DT><A HREF="https://a.example/" ADD_DATE="1353517650000000">A</A></DL>
<DT><H3>Unlabeled</H3><DL><p><DT><A HREF="https://b.example/" ADD_DATE="1353517650000000">B</A></DL></DL>`, []string{
			`draft 2012-11-21 https://a.example/ "A" [Birds|Rivers] ""`, `draft 2012-11-21 https://b.example/ "B" [] ""`,
		}},
		{"Delicious", begin + `<DT><A HREF="https://a.example/" ADD_DATE="1353517650" PRIVATE="0" TAGS="Go,Birds">A</A>
<DD>My intro <blockquote>quoted</blockquote> my ending
in two lines
<DT><A HREF="https://b.example/" ADD_DATE="1353517650" PRIVATE="1" TAGS="">B</A>
</DL><p>`, []string{
			`published 2012-11-21 https://a.example/ "A" [Go|Birds] "My intro <blockquote>quoted</blockquote> my ending\nin two lines"`, `draft 2012-11-21 https://b.example/ "B" [] ""`,
		}},
		{"Pinboard", strings.Replace(begin, "<TITLE>Bookmarks", "<TITLE>Pinboard Bookmarks", 1) + `<DT><A HREF="https://a.example/" ADD_DATE="1353517650" PRIVATE="0" TOREAD="0" TAGS="go,birds">A</A><DD>&lt;blockquote&gt;It stood.&lt;/blockquote&gt; Mine.
<DT><A HREF="https://b.example/" ADD_DATE="1353517650" PRIVATE="0" TOREAD="1" TAGS="">B</A></DL></p>`, []string{
			`published 2012-11-21 https://a.example/ "A" [go|birds] "<blockquote>It stood.</blockquote> Mine."`, `draft 2012-11-21 https://b.example/ "B" [] ""`,
		}},
		{"Shaarli", strings.Replace(begin, "<H1>Bookmarks", "<H1>Shaarli export of all bookmarks", 1) + `<DT><A HREF="https://a.example/" ADD_DATE="1353517650" PRIVATE="0" TAGS="go birds">A</A>
<DD>One *line*
&amp; another.

&gt; It stood.
<DT><A HREF="?WDWyig" ADD_DATE="1353517650" PRIVATE="0" TAGS="">A note</A><DD>Words.
</DL><p><script data-cfasync="false" src="/cdn-cgi/scripts/email-decode.min.js"></script>`, []string{
			`published 2012-11-21 https://a.example/ "A" [go|birds] "One *line*  \n& another.\n\n> It stood."`, `published 2012-11-21  "A note" [] "Words."`,
		}},
		{"linkding", begin + `<DT><A HREF="https://a.example/" ADD_DATE="1353517650" PRIVATE="0" TOREAD="0" TAGS="go">A</A>
<DD>Plain *stars*[linkding-notes]
> It &lt;b&gt;stood&lt;/b&gt;.
[/linkding-notes]
</DL><p>`, []string{`published 2012-11-21 https://a.example/ "A" [go] "Plain \\*stars\\*\n\n> It <b>stood</b>."`}},
		{"Scuttle", `<!DOCTYPE NETSCAPE-Bookmark-file-1>
<dl>
<dt><a href="https://a.example/" add_date="1353517650" private="0" tags="go" description="Two
lines &amp; more">A</a>
</dl>`, []string{`published 2012-11-21 https://a.example/ "A" [go] "Two\nlines &amp; more"`}},
		{"an inverse attribute, and one that says nothing", begin + `<DT><A HREF="https://a.example/" SHARED="1">A</A><DT><A HREF="https://b.example/" SHARED="0">B</A><DT><A HREF="https://c.example/" PUBLIC="1" PRIVATE="1">C</A></DL>`, []string{
			`published  https://a.example/ "A" [] ""`, `draft  https://b.example/ "B" [] ""`, `draft  https://c.example/ "C" [] ""`,
		}},
		{"hidden addresses, and titles that look like tags", begin + `<DT><A HREF="https://a.example/" PRIVATE="0">Write to <span class="__cf_email__" data-cfemail="543531142c7a3731">[email&#160;protected]</span></A>
<DD>About the <title> tag, and <textarea>.
<DT><A HREF="https://b.example/" PRIVATE="0">B</A></DL>`, []string{
			`published  https://a.example/ "Write to ae@x.ce" [] "About the <title> tag, and <textarea>."`, `published  https://b.example/ "B" [] ""`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !Format.Detect("x", []byte(tt.text[:min(len(tt.text), record.HeadSize)])) {
				t.Error("it is not known for bookmarks")
			}
			items, _ := readAll(tt.text)
			if diff := cmp.Diff(tt.want, recordtest.Lines(items)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOtherFilesAreNotClaimed(t *testing.T) {
	for _, text := range []string{
		"<html><body><dl><dt>A term</dt><dd>Its meaning</dd></dl></body></html>", "---\ntitle: A\n---\n", "<!DOCTYPE html><title>Pocket Export</title><h1>Unread</h1><ul><li><a href=\"https://a.example/\" time_added=\"1\" tags=\"\">A</a></li></ul>", "",
	} {
		if Format.Detect("bookmarks.html", []byte(text)) {
			t.Errorf("%q is claimed", text)
		}
	}
}

func TestWhatLeadsNowhereIsSkippedOrKeptAsADraft(t *testing.T) {
	items, errs := readAll(begin + `<DT><A HREF="javascript:x">A</A><DT><A HREF="chrome://newtab">B</A><DT><A HREF="ftp://old.example/">C</A><DD>Words.<DT><A HREF="/shaare/WDWyig" PRIVATE="0">D</A></DL>`)
	var skip *record.Skip
	if len(errs) != 2 || !errors.As(errs[0], &skip) || skip.Reason == "" {
		t.Errorf("%v", errs)
	}
	if len(items) != 2 || items[0].Status != blog.Draft || items[0].Body != "Words." || items[1].Key != "netscape:?WDWyig" || strings.Join(items[1].Former, " ") != "/shaare/WDWyig /?WDWyig" {
		t.Errorf("%+v", items)
	}
}

func TestAFileThatIsCutGivesWhatStandsBefore(t *testing.T) {
	whole := begin + `<DT><A HREF="https://a.example/" ADD_DATE="1353517650" PRIVATE="0" TAGS="go">A</A><DD>Words and <b>more</b>.` + "\n" + `<DT><A HREF="https://b.example/" PRIVATE="1">B</A></DL><p>`
	for n := 0; n < len(whole); n += 10 {
		items, errs := readAll(whole[:n])
		if len(items) > 2 || len(errs) > 1 || n > len(begin) && n < len(whole)-10 && len(errs) != 1 {
			t.Fatalf("at byte %d: %d items, %v", n, len(items), errs)
		}
	}
	if _, errs := readAll(whole); len(errs) != 0 {
		t.Errorf("whole: %v", errs)
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	for _, base := range []string{"https://links.example", ""} {
		roundTrip(t, base)
	}
}

func roundTrip(t *testing.T, base string) {
	t.Helper()
	b := record.Blog{Settings: blog.DefaultSettings(), Base: base, Program: "Pullquote v1"}
	b.Settings.Title = "Fish & chips"
	day := time.Date(2012, 11, 21, 17, 7, 30, 0, time.UTC)
	posts := []blog.Post{
		{Title: "A <b>heron</b> & more", URL: "https://a.example/?x=1&y=\"2\"", Via: "https://tom.example/", Body: "One\nline.\n\n> It *stood* <DD> there.\n\n<DT>Mine.", Format: blog.Markdown, Tags: blog.NewTags([]string{"C++", "small towns"}), Status: blog.Published, Published: day, Updated: day.AddDate(0, 1, 0), Path: "/links/a/", Lang: "de", Quotes: []blog.Quote{{Text: "It stood <DD> there.", Captured: "It “stood” <DD>\n\nthere.", Prefix: "p", Suffix: "s", Place: 3}}},
		{Body: "A note.", Format: blog.Markdown, Status: blog.Published, Published: day, Path: "/links/b/"},
		{URL: "https://c.example/", Body: "Secret.", Format: blog.Markdown, Status: blog.Draft, Created: day},
		{Title: "D", URL: "https://d.example/", Author: blog.Author{Name: "Tom & Ada"}, Body: "<figure><img src=\"https://d.example/x.png\" alt=\"X\"/><figcaption>A &amp; <b>b</b></figcaption></figure>\n\n<blockquote cite=\"https://e.example/\"><p>E</p></blockquote>", Format: blog.HTML, Status: blog.Published, Published: day, Path: "/links/d/"},
		{Title: "F", URL: "https://f.example/", Body: "One\nline, and [caption]<img src=\"https://f.example/y.png\"> Y[/caption]\u00a0", Format: blog.WordPress, Status: blog.Published, Published: day, Path: "/links/f/"},
	}
	var out bytes.Buffer
	err := Write(&out, b, func(yield func(record.Entry, error) bool) {
		for i, p := range posts {
			p.ID = blog.PostID(i + 1)
			p.Rendered, _ = markup.Render(p.Body, p.Format)
			if !yield(record.Entry{Post: p}, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	items, errs := readAll(out.String())
	if len(errs) > 0 || len(items) != len(posts) {
		t.Fatalf("%d items, %v\n%s", len(items), errs, out.String())
	}
	for i, it := range items {
		p := posts[i]
		want := []string{p.Title, p.URL, p.Via, p.Body, string(p.Format), blog.TagList(p.Tags), string(p.Status), p.Updated.String(), p.Author.Name}
		got := []string{it.Title, it.URL, it.Via, it.Body, string(it.Format), blog.TagList(blog.NewTags(it.Tags)), string(it.Status), it.Updated.String(), it.Author}
		if diff := cmp.Diff(want, got); diff != "" || !it.Published.Equal(day) || it.Lang != p.Lang || !slices.Equal(it.Captured, p.Quotes) {
			t.Errorf("post %d, of %v (-want +got):\n%s", i+1, it.Published, diff)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(begin + `<DT><A HREF="https://a.example/" PRIVATE="1" TAGS="a,b">A</A><DD>x <b>y</DL>`)
	f.Add(`<dl><dt><h3>X</h3><dl><dt><a href="?abcdef" add_date=1e9 shared=1>y<dd>z[linkding-notes]q`)
	f.Fuzz(func(t *testing.T, text string) {
		Format.Detect("", []byte(text[:min(len(text), record.HeadSize)]))
		items, _ := readAll(text)
		for _, it := range items {
			recordtest.CheckSound(t, it)
			if strings.Contains(strings.ToLower(string(it.Raw)), `private="1"`) && it.Status != blog.Draft && strings.Count(strings.ToLower(string(it.Raw)), "private") == 1 && strings.HasPrefix(strings.ToLower(string(it.Raw)), "<a href=\"https://a.example/\" private") {
				t.Errorf("private and published: %+v", it)
			}
		}
	})
}

func TestFoldersWithoutEndAreCountedAndNotNamed(t *testing.T) {
	const levels = 50_000
	var b strings.Builder
	b.WriteString(begin)
	for range levels {
		b.WriteString("<DT><H3>Deep</H3><DL><p>")
	}
	for i := range 1000 {
		fmt.Fprintf(&b, "<DT><A HREF=\"https://%d.example/\">Deep</A>\n", i)
	}
	b.WriteString(strings.Repeat("</DL>", levels) + `<DT><A HREF="https://top.example/">Top</A></DL>`)
	took := testing.Benchmark(func(tb *testing.B) {
		for tb.Loop() {
			items, errs := readAll(b.String())
			if len(items) != 1001 || len(errs) != 0 {
				t.Fatalf("%d items, %v", len(items), errs)
			}
			if deep, top := items[0].Tags, items[1000].Tags; len(deep) != 1 || len(top) != 0 {
				t.Fatalf("%v, %v", deep, top)
			}
		}
	})
	if allocated := took.AllocedBytesPerOp(); allocated > 200<<20 {
		t.Errorf("%d MB are allocated for it", allocated>>20)
	}
}

func TestDescribedFoldersWithoutBookmarksAreNotKeptWithoutEnd(t *testing.T) {
	text := begin + strings.Repeat("<DT><H3>F</H3><DD>Words\n<DL><p></DL><p>\n", 30_000) + "</DL>"
	if _, errs := readAll(text); len(errs) < 1000 || len(errs) > mostLonely+1 {
		t.Errorf("%d folders are named", len(errs))
	}
}
