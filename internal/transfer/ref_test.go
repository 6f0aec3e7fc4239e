package transfer_test

import (
	"strings"
	"testing"

	"pullquote/internal/transfer"
)

// Hugo's ref and relref name files; they are replaced with the address of the post
// that the file has become.
func TestLinksToFilesOfAHugoSiteLeadToTheirPosts(t *testing.T) {
	const date = "date: 2012-11-21\n"
	a := newArchive(t, map[string]string{
		"site/content/posts/heron.md": "---\ntitle: Heron\n" + date + "---\n" +
			"[beside]({{< ref \"stork.md\" >}}) [below]({{< relref \"stork#legs\" >}} \"A title\") [rooted]({{% ref \"/notes/crane.md\" %}}) " +
			"[without ending]({{< ref \"/notes/crane\" >}}) [by name]({{< relref path=\"crane.md\" >}}) [section]({{< ref \"notes/crane.md\" >}}) " +
			"[bundle]({{< ref \"/posts/ibis\" >}}) [page]({{< ref \"/about\" >}}) [here]({{< ref \"#top\" >}}) [told]({{< ref \"egret\" >}}) " +
			"[*not* there [1]]({{< ref \"dodo.md\" >}}) <a href=\"{{< ref \"/dodo.md\" >}}\">nor here</a>\n",
		"site/content/posts/stork.md":      "---\ntitle: Stork\nslug: white-stork\n" + date + "---\nWords.\n",
		"site/content/posts/ibis/index.md": "---\ntitle: Ibis\n" + date + "---\n[back]({{< ref \"heron.md\" >}})\n",
		"site/content/posts/egret.md":      "---\ntitle: Egret\nurl: /birds/egret/\n" + date + "---\nWords.\n",
		"site/content/notes/crane.md":      "---\ntitle: Crane\n" + date + "---\nWords.\n",
		"site/content/about.md":            "---\ntitle: About\nlayout: page\n---\nWords.\n",
	})
	_, lines := a.bring(t, transfer.Options{}, "site")
	p, _ := a.at(t, "/links/heron")
	for words, href := range map[string]string{
		"beside": "/links/white-stork/", "below": "/links/white-stork/#legs", "rooted": "/links/crane/", "without ending": "/links/crane/", "by name": "/links/crane/",
		"section": "/links/crane/", "bundle": "/links/ibis/", "page": "/about/", "here": "#top", "told": "/birds/egret/",
	} {
		if !strings.Contains(p.Rendered.HTML, `<a href="`+href+`">`+words+"</a>") && !strings.Contains(p.Rendered.HTML, `<a href="`+href+`" title="A title">`+words+"</a>") {
			t.Errorf("%q does not lead to %s", words, href)
		}
	}
	if !strings.Contains(p.Rendered.HTML, "<em>not</em> there [1] ") || !strings.HasSuffix(p.Rendered.HTML, "nor here</p>\n") && !strings.HasSuffix(p.Rendered.HTML, "nor here</a></p>\n") || strings.Contains(p.Rendered.HTML, "dodo") {
		t.Errorf("the words of a link that leads nowhere: %s", p.Rendered.HTML)
	}
	if told := strings.Join(lines, "\n"); strings.Count(told, "dodo.md, /dodo.md") != 1 || strings.Count(told, "not in the archive") != 1 {
		t.Errorf("the report: %s", told)
	}
	if p, _ := a.at(t, "/links/ibis"); !strings.Contains(p.Rendered.HTML, `<a href="/links/heron/">back</a>`) {
		t.Errorf("of the bundle: %s", p.Rendered.HTML)
	}
	if p, canonical := a.at(t, "/posts/ibis"); p.Title != "Ibis" || canonical {
		t.Error("the address that Hugo gave is not known")
	}
}

// Jekyll's post_url and link name files, too.
func TestLinksToFilesOfAJekyllSiteLeadToTheirPosts(t *testing.T) {
	a := newArchive(t, map[string]string{
		"site/_posts/2012-11-21-heron.md": "---\ntitle: Heron\n---\n[a]({% post_url 2012-11-20-stork %}) [b]({% link _posts/2012-11-19-crane.md %}) [c]({% post_url 2012-11-18-dodo %})\n",
		"site/_posts/2012-11-20-stork.md": "---\ntitle: Stork\npermalink: /storks/\n---\nWords.\n",
		"site/_posts/2012-11-19-crane.md": "---\ntitle: Crane\n---\nWords.\n",
	})
	a.bring(t, transfer.Options{}, "site")
	p, _ := a.at(t, "/links/heron")
	for _, want := range []string{`<a href="/storks/">a</a>`, `<a href="/links/crane/">b</a>`, `<a href="/2012/11/18/dodo.html">c</a>`} {
		if !strings.Contains(p.Rendered.HTML, want) {
			t.Errorf("%s is not in %s", want, p.Rendered.HTML)
		}
	}
}
