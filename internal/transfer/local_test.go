package transfer_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer"
)

// picture is the smallest PNG: one pixel.
const picture = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"

func TestLinksFromOnePostToAnotherLeadToTheImportedPost(t *testing.T) {
	a := newArchive(t, map[string]string{
		"1.md": "---\ntitle: Heron\ndate: 2012-11-21\npermalink: http://old.example/heron/\n---\nAs I said of [storks](http://old.example/post/36212915001/storks#why), [cranes](../cranes/), [others](http://other.example/x) and [nobody](nobody.html).\n",
		"2.md": "---\ntitle: Stork\ndate: 2012-11-20\npermalink: http://old.example/blog/storks/\ntumblr_old_permalink: http://tumblr.example/post/36212915001/storks\n---\nSee http://old.example/heron/ and [drafts](http://old.example/draft/).\n",
		"3.md": "---\ntitle: Crane\ndate: 2012-11-19\npermalink: http://old.example/cranes/\n---\nWords.\n",
		"4.md": "---\ntitle: Draft\npublished: false\npermalink: http://old.example/draft/\n---\nWords.\n",
	})
	a.bring(t, transfer.Options{}, "1.md", "2.md", "3.md", "4.md")
	p, _ := a.at(t, "/heron")
	for _, want := range []string{`href="/blog/storks/#why"`, `href="/cranes/"`, `href="http://other.example/x"`, `href="http://old.example/heron/nobody.html"`} {
		if !strings.Contains(p.Rendered.HTML, want) {
			t.Errorf("%s is not in %s", want, p.Rendered.HTML)
		}
	}
	if !strings.Contains(p.Body, "http://old.example/post/36212915001/storks#why") {
		t.Errorf("the author's words were changed: %s", p.Body)
	}
	if p, _ := a.at(t, "/blog/storks"); !strings.Contains(p.Rendered.HTML, `href="/heron/"`) || !strings.Contains(p.Rendered.HTML, `href="http://old.example/draft/"`) {
		t.Errorf("of the stork: %s", p.Rendered.HTML)
	}
	// What is saved afterwards links there, too.
	saved, err := a.gate.Save(t.Context(), p.Author, publish.Save{ID: p.ID, Version: p.Version, Entry: publish.Entry{Title: "Heron", Body: p.Body + " [Cranes](http://OLD.example/cranes).", Format: p.Format}})
	if err != nil || !strings.Contains(saved.Rendered.HTML, `<a href="/cranes/">Cranes</a>`) {
		t.Errorf("%v: %s", err, saved.Rendered.HTML)
	}
}

func TestPicturesOfTheArchiveComeAlong(t *testing.T) {
	a := newArchive(t, map[string]string{
		"site/_posts/2012-11-21-heron.md":           "---\npermalink: http://old.example/heron/\n---\n![small](http://old.example/wp-content/uploads/2012/11/heron-300x200.png) ![large](/wp-content/uploads/2012/11/heron.png) ![other](http://cdn.example/heron.png) ![lie](/wp-content/lie.png)\n",
		"site/_posts/2012-11-22-stork.md":           "Beside it: ![](../pictures/stork.png)\n",
		"site/wp-content/uploads/2012/11/heron.png": picture,
		"site/pictures/stork.png":                   picture + "x",
		"site/wp-content/lie.png":                   "<script>alert(1)</script>",
	})
	a.write(t, "site/_posts/2012-11-22-stork.md", "---\ntitle: Stork\n---\nBeside it: ![](../pictures/stork.png)\n")
	summary, lines := a.bring(t, transfer.Options{}, "site")
	if summary.Files != 3 || len(lines) != 2 {
		t.Errorf("%d files, %q", summary.Files, lines)
	}
	p, _ := a.at(t, "/heron")
	if n := strings.Count(p.Rendered.HTML, `src="/media/`); n != 2 || !strings.Contains(p.Rendered.HTML, `src="http://cdn.example/heron.png"`) || !strings.Contains(p.Rendered.HTML, `src="http://old.example/wp-content/lie.png"`) {
		t.Errorf("%d pictures are here: %s", n, p.Rendered.HTML)
	}
	_, name, _ := strings.Cut(p.Rendered.HTML, `src="/media/`)
	name, _, _ = strings.Cut(name, `"`)
	m, err := a.store.Media(t.Context(), name)
	if err != nil || string(m.Data) != picture || m.Type != "image/png" {
		t.Errorf("%s: %v, %s", name, err, m.Type)
	}
	if p, _ := a.at(t, "/links/stork"); !strings.Contains(p.Rendered.HTML, `src="/media/`) {
		t.Errorf("relative to the file: %s", p.Rendered.HTML)
	}
	a.undo(t, summary.Batch)
	if _, err := a.store.Media(t.Context(), name); blog.KindOf(err) != blog.NotFound {
		t.Errorf("taken back: %v", err)
	}
}

func TestWhatLeadsHereAlreadyStaysWhenAnImportIsGoneOnWith(t *testing.T) {
	a := newArchive(t, map[string]string{
		"site/heron.md":           "---\ntitle: Heron\ndate: 2012-11-21\npermalink: http://old.example/heron/\n---\n![](pictures/heron.png) and [storks](http://old.example/storks/#why)\n",
		"site/stork.md":           "---\ntitle: Stork\ndate: 2012-11-20\npermalink: http://old.example/storks/\n---\nWords.\n",
		"site/pictures/heron.png": picture,
	})
	summary, _ := a.bring(t, transfer.Options{}, "site")
	before, _ := a.at(t, "/heron")
	if !strings.Contains(before.Rendered.HTML, `src="/media/`) || !strings.Contains(before.Rendered.HTML, `href="/storks/#why"`) {
		t.Fatalf("what leads here: %s", before.Rendered.HTML)
	}
	// A program that is killed at the very end repeats this.
	if err := a.gate.Localize(t.Context(), summary.Batch, func([]sqlite.PostOfBatch) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if after, _ := a.at(t, "/heron"); after.Rendered.HTML != before.Rendered.HTML {
		t.Errorf("it was %s\nand is %s", before.Rendered.HTML, after.Rendered.HTML)
	}
}

func TestAPictureCountsOnceWhenAnImportTakesUpOneThatWasCutShort(t *testing.T) {
	shows := func(title string) string {
		return "---\ntitle: " + title + "\ndate: 2012-11-21\npermalink: http://old.example/" + title + "/\n---\n![](http://old.example/heron.png)\n"
	}
	a := newArchive(t, map[string]string{"site/heron.md": shows("heron"), "site/heron.png": picture})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a.ran = func(statement string) {
		if statement == "CutShort" {
			cancel()
		}
	}
	if _, err := a.importer().Import(ctx, transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{a.dir + "/site"}}}); !errors.Is(err, context.Canceled) {
		t.Fatalf("it was not cut short: %v", err)
	}
	a.ran = nil
	a.write(t, "site/stork.md", shows("stork"))
	summary, lines := a.bring(t, transfer.Options{}, "site")
	if summary.Files != 1 || summary.Counts[blog.ImportUnchanged] != 1 || summary.Counts[blog.ImportNew] != 1 {
		t.Errorf("%d files, %q", summary.Files, lines)
	}
	for _, key := range []string{"/heron", "/stork"} {
		if p, _ := a.at(t, key); !strings.Contains(p.Rendered.HTML, `src="/media/`) {
			t.Errorf("%s: %s", key, p.Rendered.HTML)
		}
	}
}

func TestPicturesThatDidNotComeAlongAreInTheLineOfTheirPost(t *testing.T) {
	a := newArchive(t, map[string]string{
		"site/heron.md":     "---\ntitle: Heron\ndate: 2012-11-21\n---\n![](/img/gone.png) ![](img/x.svg) ![](/img/here.png) ![](http://cdn.example/c.png) ![](/img/lie.png)\n",
		"site/stork.md":     "---\ntitle: Stork\ndate: 2012-11-20\npermalink: http://old.example/stork/\n---\n![](1.png) ![](2.png) ![](3.png) ![](4.png) ![](5.png) [gone](6.png)\n",
		"site/whole.md":     "---\ntitle: Whole\ndate: 2012-11-19\n---\n![](/img/here.png) ![](http://cdn.example/c.png)\n",
		"site/img/here.png": picture,
		"site/img/lie.png":  "<script>alert(1)</script>",
		"site/stork/1.png":  picture + "1",
	})
	said := []string{
		"site/heron.md new /links/heron/: Pictures that did not come along: /img/gone.png (not in the archive), /img/x.svg (of a type that is not kept), /img/lie.png (of a type that is not kept).",
		"site/stork.md new /stork/: Pictures that did not come along: http://old.example/stork/2.png (not in the archive), http://old.example/stork/3.png (not in the archive), http://old.example/stork/4.png (not in the archive), and 1 more; --fetch-files fetches what the old host still has (what came in without it is to be taken back first).",
		"site/whole.md new /links/whole/",
	}
	for _, dry := range []bool{true, false} {
		if _, lines := a.bring(t, transfer.Options{DryRun: dry}, "site"); !slices.Equal(lines, said) {
			t.Errorf("rehearsed %v (-want +got):\n%s", dry, cmp.Diff(said, lines))
		}
	}
	again := []string{"site/heron.md unchanged /links/heron/", "site/stork.md unchanged /stork/", "site/whole.md unchanged /links/whole/"}
	if summary, lines := a.bring(t, transfer.Options{}, "site"); summary.Counts[blog.ImportUnchanged] != 3 || !slices.Equal(lines, again) {
		t.Errorf("the second time (-want +got):\n%s", cmp.Diff(again, lines))
	}
	// A picture that was imported with another archive is not missing.
	a.write(t, "site/stork.md", "---\ntitle: Stork\ndate: 2012-11-20\npermalink: http://old.example/stork/\n---\nIn other words: ![](1.png)\n")
	if _, lines := a.bring(t, transfer.Options{}, "site/stork.md"); len(lines) != 1 || !strings.Contains(lines[0], "changed") || strings.Contains(lines[0], "Pictures") {
		t.Errorf("without its picture: %q", lines)
	}
}

// web is a fake of other hosts.
type web map[string]string

func (w web) File(_ context.Context, address string, _ int64) ([]byte, error) {
	if body, ok := w[address]; ok {
		return []byte(body), nil
	}
	return nil, errors.New("nothing there")
}

func TestPicturesAreFetchedFromTheOldHostOnlyWhenThatIsWished(t *testing.T) {
	text := "---\ntitle: Heron\npermalink: http://old.example/heron/\n---\n![](/a.png) ![](/gone.png) ![](http://elsewhere.example/b.png)\n"
	outside := web{"http://old.example/a.png": picture, "http://elsewhere.example/b.png": picture}
	for _, wished := range []bool{false, true} {
		a := newArchive(t, map[string]string{"heron.md": text})
		im := transfer.New(a.store, a.gate, outside, a.dir+"/.work", func() time.Time { return today })
		var rehearsed, report bytes.Buffer
		o := transfer.Options{DryRun: true, Report: &rehearsed, BatchOptions: blog.BatchOptions{Paths: []string{a.dir + "/heron.md"}, Files: wished}}
		if summary, err := im.Import(t.Context(), o); err != nil || summary.Files != 0 {
			t.Errorf("wished %v, rehearsed: %d files, %v", wished, summary.Files, err)
		}
		o.DryRun, o.Report = false, &report
		summary, err := im.Import(t.Context(), o)
		want := map[bool]int{true: 1}[wished]
		if err != nil || summary.Files != want {
			t.Errorf("wished %v: %d files, %v", wished, summary.Files, err)
		}
		if said := strings.Contains(rehearsed.String(), "/a.png (not in the archive"); said == wished {
			t.Errorf("wished %v: what may yet be fetched is missed: %v", wished, said)
		}
		if wished && (strings.Contains(report.String(), "/a.png (") || !strings.Contains(report.String(), "/gone.png (not in the archive, and not to be had from the old host)")) {
			t.Errorf("the report on what was fetched: %s", &report)
		}
	}
}

func TestPicturesOfAGalleryComeAlong(t *testing.T) {
	a := newArchive(t, map[string]string{
		"site/export.xml": `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>http://old.example</link>` +
			`<item><title>Heron</title><link>http://old.example/heron/</link><content:encoded><![CDATA[[gallery]]]></content:encoded><wp:post_id>7</wp:post_id><wp:post_date_gmt>2012-11-21 12:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>` + "\n" +
			`<item><title>A picture</title><wp:post_id>8</wp:post_id><wp:post_parent>7</wp:post_parent><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type><wp:attachment_url>http://old.example/wp-content/uploads/heron.png</wp:attachment_url></item>` + "\n</channel></rss>\n",
		"site/wp-content/uploads/heron.png": picture,
	})
	summary, lines := a.bring(t, transfer.Options{}, "site")
	if p, _ := a.at(t, "/heron"); summary.Files != 1 || !strings.Contains(p.Rendered.HTML, `<figure><img src="/media/`) {
		t.Errorf("%q; the post: %s", lines, p.Rendered.HTML)
	}
}
