package transfer_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer"
)

var withPages = transfer.Options{BatchOptions: blog.BatchOptions{Pages: true}}

// askFor is the reason for skipping a page in the report.
const askFor = "A page, not a post. Import again with “Pages, too” (--pages) to bring it in."

// oldSite is an archive with pages in both formats that have them.
func oldSite(t *testing.T) *archive {
	t.Helper()
	page := func(id, address, title, status, content string) string {
		return "<item><title>" + title + "</title><link>http://old.example" + address + "</link><content:encoded><![CDATA[" + content + "]]></content:encoded>" +
			"<wp:post_id>" + id + "</wp:post_id><wp:post_date_gmt>2009-04-03 12:00:00</wp:post_date_gmt><wp:status>" + status + "</wp:status><wp:post_type>page</wp:post_type></item>\n"
	}
	return newArchive(t, map[string]string{
		"old.xml": `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>http://old.example</link>` + "\n" +
			strings.Replace(page("1", "/heron/", "A heron", "publish", "It stood."), ">page<", ">post<", 1) +
			page("2", "/about/", "About", "publish", `<a href="http://elsewhere.example/">Me</a>, and <a href="http://old.example/heron/">a heron</a>. <img src="/me.png" />`) +
			page("3", "/about/team/", "Team", "publish", "We.") + page("4", "/secret/", "Secret", "private", "Hush.") + page("5", "/blog/", "Blog", "publish", " ") +
			"</channel></rss>\n",
		"site/_posts/2010-01-02-stork.md": "---\ntitle: A stork\npermalink: /stork/\n---\nIt flew.\n",
		"site/colophon.md":                "---\nlayout: page\ntitle: Colophon\ndate: 2010-01-03\ntags: [type]\nredirect_from: /set-in/\n---\nSet in *Garamond*.\n",
		"site/archive.html":               "---\nlayout: default\ntitle: Archive\n---\n{% for post in site.posts %}{{ post.title }}{% endfor %}\n",
		"site/me.png":                     picture,
	})
}

func TestPagesComeInIfThatIsAskedFor(t *testing.T) {
	a := oldSite(t)
	summary, lines := a.bring(t, transfer.Options{}, "old.xml", "site")
	want := []string{
		"old.xml, item 1 new /heron/",
		"old.xml, item 2 skipped: " + askFor,
		"old.xml, item 3 skipped: " + askFor,
		"old.xml, item 4 skipped: " + askFor,
		"old.xml, item 5 skipped: A page without words of its own.",
		"site/_posts/2010-01-02-stork.md new /stork/",
		"site/archive.html skipped: A part of the old site, not a post.",
		"site/colophon.md skipped: " + askFor,
	}
	if diff := cmp.Diff(want, lines); diff != "" || summary.Pages != 4 {
		t.Errorf("%d pages were left out; the report (-want +got):\n%s", summary.Pages, diff)
	}

	rehearsal := withPages
	rehearsal.DryRun = true
	if summary, _ := a.bring(t, rehearsal, "old.xml", "site"); summary.Counts[blog.ImportNew] != 4 {
		t.Errorf("the rehearsal: %+v", summary)
	}
	again, lines := a.bring(t, withPages, "old.xml", "site")
	want = []string{
		"old.xml, item 1 unchanged /heron/",
		"old.xml, item 2 new /about/",
		"old.xml, item 3 new /about/team/",
		"old.xml, item 4 new: It was private: it comes in as a draft. A draft: readers don't see it.",
		"old.xml, item 5 skipped: A page without words of its own.",
		"site/_posts/2010-01-02-stork.md unchanged /stork/",
		"site/archive.html skipped: A part of the old site, not a post.",
		"site/colophon.md new /colophon/",
	}
	if diff := cmp.Diff(want, lines); diff != "" || again.Pages != 0 || again.Files != 1 {
		t.Errorf("with pages, %+v: the report (-want +got):\n%s", again, diff)
	}
	about, _ := a.at(t, "/about")
	if about.Kind() != blog.KindNote || about.Published.Year() != 2009 || !strings.Contains(about.Rendered.HTML, `href="/heron/"`) || !strings.Contains(about.Rendered.HTML, `src="/media/`) {
		t.Errorf("the page became a post of %v that links to %q: %s", about.Published, about.URL, about.Rendered.HTML)
	}
	for key, path := range map[string]string{"/?page_id=3": "/about/team/", "/?p=3": "/about/team/", "/set-in": "/colophon/", "/colophon.html": "/colophon/"} {
		if p, canonical := a.at(t, key); p.Path != path || canonical {
			t.Errorf("%s leads to %q", key, p.Path)
		}
	}
	if p, _ := a.at(t, "/colophon"); blog.TagList(p.Tags) != "type" || p.Rendered.HTML != "<p>Set in <em>Garamond</em>.</p>\n" {
		t.Errorf("the colophon has the tags %v and says %s", p.Tags, p.Rendered.HTML)
	}
	if raw, err := a.store.ImportRaw(t.Context(), "wordpress:old.example:3"); err != nil || !strings.Contains(string(raw), "We.") {
		t.Errorf("as it stood in the archive: %q, %v", raw, err)
	}
	if third, _ := a.bring(t, withPages, "old.xml", "site"); third.Batch != 0 || third.Counts[blog.ImportUnchanged] != 6 {
		t.Errorf("a third time: %+v", third)
	}

	if diff := cmp.Diff(sqlite.Undone{Removed: 4}, a.undo(t, again.Batch)); diff != "" {
		t.Error(diff)
	}
	for _, key := range []string{"/about", "/about/team", "/?page_id=3", "/set-in"} {
		if _, _, err := a.store.Lookup(t.Context(), key); blog.KindOf(err) != blog.NotFound {
			t.Errorf("after that, %s: %v", key, err)
		}
	}
	a.at(t, "/heron")
}

// What was imported as a post is exported as one, in every format.
func TestPagesThatCameInComeBackWithoutBeingAskedFor(t *testing.T) {
	a := oldSite(t)
	a.bring(t, withPages, "old.xml", "site")
	for format, name := range map[string]string{"frontmatter": "export", "json": "blog.json", "wxr": "blog.xml"} {
		t.Run(format, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), name)
			if n := a.export(t, format, out); n != 6 {
				t.Errorf("%d posts went out", n)
			}
			b := newArchive(t, nil)
			summary, err := b.importer().Import(t.Context(), transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{out}}})
			if err != nil || summary.Counts[blog.ImportNew] != 6 || summary.Rows() != 6 {
				t.Fatalf("%+v, %v", summary, err)
			}
			for _, key := range []string{"/about", "/?page_id=2", "/about/team", "/colophon", "/set-in"} {
				was, _ := a.at(t, key)
				is, _ := b.at(t, key)
				if was.Path != is.Path || was.Title != is.Title || was.Body != is.Body || was.Format != is.Format || !was.Published.Equal(is.Published) || blog.TagList(was.Tags) != blog.TagList(is.Tags) {
					t.Errorf("%s was\n%+v\nand is\n%+v", key, was, is)
				}
			}
			if format == "frontmatter" {
				sameBlog(t, a, b)
			}
		})
	}
}

func TestThePagesOfASiteThatWasPackedWithItsFolder(t *testing.T) {
	a := newArchive(t, map[string]string{
		"site.zip": zipped(t,
			entry{name: "site-main/about.md", text: "---\nlayout: page\ntitle: About\ndate: 2012-11-21\n---\nMe.\n"},
			entry{name: "site-main/projects/index.md", text: "---\nlayout: page\ntitle: Projects\ndate: 2012-11-21\n---\nMine.\n"}),
		"loose.zip": zipped(t,
			entry{name: "contact.md", text: "---\nlayout: page\ntitle: Contact\ndate: 2012-11-21\n---\nWrite.\n"},
			entry{name: "books/read.md", text: "---\nlayout: page\ntitle: Read\ndate: 2012-11-21\n---\nThese.\n"}),
	})
	_, lines := a.bring(t, withPages, "site.zip", "loose.zip")
	want := []string{
		"site.zip/site-main/about.md new /about/", "site.zip/site-main/projects/index.md new /projects/",
		"loose.zip/books/read.md new /books/read/", "loose.zip/contact.md new /contact/",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}
