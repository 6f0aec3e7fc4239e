package transfer_test

import (
	"path/filepath"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/transfer"
)

// leads reports in a test each of the words that does not link to its address.
func leads(t *testing.T, html string, links map[string]string) {
	t.Helper()
	for words, href := range links {
		if !strings.Contains(html, `<a href="`+href+`">`+words+"</a>") {
			t.Errorf("%q does not lead to %s", words, href)
		}
	}
	if t.Failed() {
		t.Log(html)
	}
}

const dayOfThem = "date: 2012-11-21\n"

func TestLinksBetweenFilesLeadToTheirPosts(t *testing.T) {
	a := newArchive(t, map[string]string{
		"notes/birds/heron.md": "---\ntitle: Heron\n" + dayOfThem + "---\n" +
			"[beside](stork.md) [there](./stork.md#legs) [above](../my%20crane.markdown \"A title\") [rooted](/birds/stork.md) [by name](ibis.md) [*label*][1] " +
			"[case](STORK.md) <a href=\"stork.md\">tag</a> [told](../egret.md) [gone](dodo.md#x) [bare](readme.md) [web](http://a.example/stork.md) `[code](ibis.md)`\n\n[1]: <../deep/ibis.md>\n",
		"notes/birds/stork.md":    "---\ntitle: Stork\nslug: white-stork\n" + dayOfThem + "---\nWords.\n",
		"notes/birds/readme.md":   "No front matter.\n",
		"notes/my crane.markdown": "---\ntitle: Crane\n" + dayOfThem + "---\nWords.\n",
		"notes/deep/ibis.md":      "---\ntitle: Ibis\n" + dayOfThem + "---\n[back](../birds/heron.md)\n",
		"notes/egret.md":          "---\ntitle: Egret\npermalink: /birds/of/snow/\n" + dayOfThem + "---\nWords.\n",
	})
	_, lines := a.bring(t, transfer.Options{}, "notes")
	p, _ := a.at(t, "/links/heron")
	leads(t, p.Rendered.HTML, map[string]string{
		"beside": "/links/white-stork/", "there": "/links/white-stork/#legs", "rooted": "/links/white-stork/", "by name": "/links/ibis/", "<em>label</em>": "/links/ibis/",
		"case": "/links/white-stork/", "tag": "/links/white-stork/", "told": "/birds/of/snow/", "gone": "dodo.md#x", "bare": "readme.md", "web": "http://a.example/stork.md",
	})
	if !strings.Contains(p.Rendered.HTML, `<a href="/links/my-crane/" title="A title">above</a>`) || !strings.Contains(p.Rendered.HTML, "<code>[code](ibis.md)</code>") {
		t.Errorf("a title, and code: %s", p.Rendered.HTML)
	}
	if !strings.HasPrefix(p.Body, "[beside](stork.md) [there](./stork.md#legs) [above](../my%20crane.markdown \"A title\") ") {
		t.Errorf("links that lead there as they are were changed: %s", p.Body)
	}
	told := strings.Join(lines, "\n")
	if !strings.Contains(told, "Links that lead nowhere here, since no published post came of their files: /birds/dodo.md, /birds/readme.md.") || strings.Count(told, "Links ") != 1 {
		t.Errorf("the report: %s", told)
	}
	if p, _ := a.at(t, "/links/ibis"); !strings.Contains(p.Rendered.HTML, `<a href="/links/heron/">back</a>`) {
		t.Errorf("of the ibis: %s", p.Rendered.HTML)
	}

	// What is missing may be there already, from an earlier import.
	a.write(t, "more/birds/dodo.md", "---\ntitle: Dodo\n"+dayOfThem+"---\n[once](heron.md) [never](moa.md) [[stork|there]] [[/deep/ibis]] [[moa]] [ref]({{< ref \"/birds/stork.md\" >}})\n")
	_, lines = a.bring(t, transfer.Options{}, "more")
	if p, _ := a.at(t, "/links/dodo"); !strings.HasPrefix(p.Body, "[once](heron.md) ") || !strings.Contains(p.Rendered.HTML, `<a href="/links/heron/">once</a> <a href="moa.md">never</a> <a href="/links/white-stork/">there</a> <a href="/links/ibis/">/deep/ibis</a> [[moa]] <a href="/links/white-stork/">ref</a>`) || !strings.Contains(strings.Join(lines, ""), "of their files: /birds/moa.md.") {
		t.Errorf("%q; of the dodo: %s", lines, p.Rendered.HTML)
	}
}

func TestLinksBetweenFilesOfASiteLeadToTheirPosts(t *testing.T) {
	a := newArchive(t, map[string]string{
		"hugo/content/posts/heron.md":       "---\ntitle: Heron\n" + dayOfThem + "---\n[rooted](/posts/stork.md) [beside](stork.md#legs) [page](../stork/#legs) [far](../../notes/crane) [gone](../dodo/)\n",
		"hugo/content/notes/crane.md":       "---\ntitle: A crane\nurl: /cranes/\n" + dayOfThem + "---\nWords.\n",
		"hugo/content/posts/stork.md":       "---\ntitle: Stork\n" + dayOfThem + "---\nWords.\n",
		"jekyll/_posts/2012-11-21-ibis.md":  "---\ntitle: Ibis\npermalink: http://old.example/ibis/\n---\n[beside](2012-11-20-crane.md) [gone](2012-11-19-moa.md)\n",
		"jekyll/_posts/2012-11-20-crane.md": "---\ntitle: Crane\n---\nWords.\n",
	})
	_, lines := a.bring(t, transfer.Options{}, "hugo", "jekyll")
	p, _ := a.at(t, "/links/heron")
	leads(t, p.Rendered.HTML, map[string]string{"rooted": "/links/stork/", "beside": "/links/stork/#legs", "page": "/links/stork/#legs", "far": "/cranes/", "gone": "../dodo/"})
	p, _ = a.at(t, "/ibis")
	leads(t, p.Rendered.HTML, map[string]string{"beside": "/links/crane/"})
	if told := strings.Join(lines, "\n"); !strings.Contains(told, "stay as they are written: 2012-11-19-moa.md.") {
		t.Errorf("the report: %s", told)
	}
}

func TestFilesThatAreNamedEachLinkToEachOther(t *testing.T) {
	a := newArchive(t, map[string]string{
		"heron.md": "---\ntitle: Heron\n" + dayOfThem + "---\n[beside](stork.md)\n",
		"stork.md": "---\ntitle: Stork\n" + dayOfThem + "---\nWords.\n",

		"ibis/index.md":  "---\ntitle: Ibis\n" + dayOfThem + "---\nWords.\n",
		"crane/index.md": "---\ntitle: Crane\n" + dayOfThem + "---\nWords.\n",
	})
	_, lines := a.bring(t, transfer.Options{}, "heron.md", "stork.md", "ibis/index.md", "crane/index.md")
	p, _ := a.at(t, "/links/heron")
	leads(t, p.Rendered.HTML, map[string]string{"beside": "/links/stork/"})
	if told := strings.Join(lines, "\n"); strings.Contains(told, ": ") {
		t.Errorf("the report: %s", told)
	}
}

func TestWikisLinksLeadToTheirPosts(t *testing.T) {
	a := newArchive(t, map[string]string{
		"vault/Heron.md": "---\ntitle: Heron\n" + dayOfThem + "---\n" +
			"[[Stork]] [[stork|the *bird*]] [[Birds/My crane (2)#On legs|crane]] [[My crane (2)#On legs]] [[Stork#^a1b2|that]] [[Dodo]] [[1]](http://a.example/) `[[Stork]]` \\[[Stork]] [[Draft|later]] [[readme]] [[ -f x ]] [[plan.pdf]]\n\n" +
			"![[wide heron.png|300]] ![[wide heron.png|A heron]] ![[Stork]]\n\n| a |\n| --- |\n| [[Stork\\|in a table]] |\n",
		"vault/Birds/Stork.md":        "---\ntitle: A stork\n" + dayOfThem + "---\nWords.\n",
		"vault/Birds/My crane (2).md": "---\ntitle: A crane\n" + dayOfThem + "---\nWords.\n",
		"vault/Draft.md":              "---\ntitle: A draft\ndraft: true\n---\nWords.\n",
		"vault/readme.md":             "No front matter.\n",
		"vault/files/wide heron.png":  picture,
		"vault/files/plan.pdf":        "%PDF-1.4\n",
	})
	_, lines := a.bring(t, transfer.Options{}, "vault")
	p, _ := a.at(t, "/links/Heron")
	leads(t, p.Rendered.HTML, map[string]string{
		"Stork": "/links/Stork/", "the <em>bird</em>": "/links/Stork/", "crane": "/links/my-crane-2/#On%20legs", "My crane (2) &gt; On legs": "/links/my-crane-2/#On%20legs", "that": "/links/Stork/",
		"[1]": "http://a.example/", "in a table": "/links/Stork/",
	})
	for _, want := range []string{"[[Dodo]]", "<code>[[Stork]]</code>", " [[Stork]] ", "[[readme]]", "[[ -f x ]]", `<img src="/media/`, `width="300"`, `alt="A heron"`, ">plan.pdf</a>"} {
		if !strings.Contains(p.Rendered.HTML, want) {
			t.Errorf("%s is not in %s", want, p.Rendered.HTML)
		}
	}
	if n := strings.Count(p.Rendered.HTML, `src="/media/`); n != 2 {
		t.Errorf("%d pictures are embedded", n)
	}
	if told := strings.Join(lines, "\n"); !strings.Contains(told, "or are no posts, stay as they are written: [[Dodo]], [[readme]].") || !strings.Contains(told, "of their files: /Draft.md.") {
		t.Errorf("the report: %s", told)
	}
}

// What links to files comes out of every export as it was, and leads to the same posts
// where it comes in again.
func TestLinksBetweenFilesSurviveAnExport(t *testing.T) {
	a := newArchive(t, map[string]string{
		"notes/heron.md":       "---\ntitle: Heron\n" + dayOfThem + "---\n[beside](stork.md) [[deep/ibis|wiki]]\n",
		"notes/stork.md":       "---\ntitle: Stork\nslug: white-stork\n" + dayOfThem + "---\n[under](deep/ibis.md)\n",
		"notes/deep/ibis.md":   "---\ntitle: Ibis\n" + dayOfThem + "---\nWords.\n",
		"notes/deep/crane.txt": "---\ntitle: Crane\n" + dayOfThem + "---\n[up](../heron.md)\n",
	})
	a.bring(t, transfer.Options{}, "notes")
	for format, name := range map[string]string{"frontmatter": "export", "json": "blog.json", "wxr": "blog.xml"} {
		t.Run(format, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), name)
			a.export(t, format, out)
			b := newArchive(t, nil)
			summary, err := b.importer().Import(t.Context(), transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{out}}})
			if err != nil || summary.Counts[blog.ImportNew] != 4 {
				t.Fatalf("%+v, %v", summary, err)
			}
			for _, key := range []string{"/links/heron", "/links/white-stork", "/links/crane"} {
				was, _ := a.at(t, key)
				is, _ := b.at(t, key)
				if was.Body != is.Body || was.Rendered.HTML != is.Rendered.HTML || !strings.Contains(is.Rendered.HTML, `href="/links/`) {
					t.Errorf("%s was\n%s\nand is\n%s", key, was.Rendered.HTML, is.Rendered.HTML)
				}
			}
		})
	}
}
