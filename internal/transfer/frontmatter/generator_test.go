package frontmatter

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

func TestTagsOfGenerators(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{
			"a quotation with author, address and title", "One.\n\n{% blockquote Ada, a reader http://example.net/a?b=1&c=2 Her book %}\nIt *stood*.\n\nStill.\n{% endblockquote %}\n\nTwo.",
			"<p>One.</p>\n<blockquote>\n<p>It <em>stood</em>.</p>\n<p>Still.</p>\n<footer><strong>Ada, a reader</strong> <cite><a href=\"http://example.net/a?b=1&amp;c=2\">Her book</a></cite></footer>\n</blockquote>\n<p>Two.</p>\n",
		},
		{
			"one with author and work, one with an author, one without", "{% blockquote Ada, The Heron %}\nA\n{% endblockquote %}\n{% quote Tom %}B{% endquote %}\n{%- blockquote -%}C{%- endblockquote -%}",
			"<blockquote>\n<p>A</p>\n<footer><strong>Ada</strong> <cite>The Heron</cite></footer>\n</blockquote>\n<blockquote>\n<p>B</p>\n<footer><strong>Tom</strong></footer>\n</blockquote>\n<blockquote>\n<p>C</p>\n</blockquote>\n",
		},
		{
			"code in a quotation", "{% blockquote %}\nA\n\n```\nb\n\n# c\n```\n{% endblockquote %}",
			"<blockquote>\n<p>A</p>\n<pre><code>b\n\n# c\n</code></pre>\n</blockquote>",
		},
		{
			"programs", "{% highlight go linenos %}\na < b && \"{{ c }}\"\n{: .d}\n{% endhighlight %}\n\n{% codeblock A file lang:ruby http://example.net/x The rest %}\n```e\n{% endcodeblock %}",
			"<pre><code class=\"language-go\">a &lt; b &amp;&amp; &#34;{{ c }}&#34;\n{: .d}\n</code></pre>\n<p>A file <a href=\"http://example.net/x\">The rest</a></p>\n<pre><code class=\"language-ruby\">```e\n</code></pre>\n",
		},
		{
			"what is meant as it stands", "{% raw %}{{ a }} {% img /b.png %}{% endraw %} `{% youtube c %}` {{</* youtube d */>}}\n\n```\n{% youtube e %}\n{: .f}\n```\n\n{: x :} {:-)\n{:-)}\n\n    {: .g}",
			"<p>{{ a }} {% img /b.png %} <code>{% youtube c %}</code> {{&lt; youtube d &gt;}}</p>\n<pre><code>{% youtube e %}\n{: .f}\n</code></pre>\n<p>{: x :} {:-)\n{:-)}</p>\n<pre><code>{: .g}\n</code></pre>\n",
		},
		{
			"pictures, films and places", "{% img left /a.png 20 10 \"A title\" \"What it shows\" %} {% img http://example.net/b.png Its title %}\n\n{% youtube abc_1 %} [c]({% post_url 2012-11-21-a-heron %}) [d]({{ site.url }}{{ site.baseurl }}/d/) ![e]({{ \"/e.png\" | relative_url }}) {{ page.title }}",
			"<p><img class=\"left\" src=\"/a.png\" width=\"20\" height=\"10\" title=\"A title\" alt=\"What it shows\"/> <img src=\"http://example.net/b.png\" title=\"Its title\" alt=\"Its title\"/></p>\n<p><a href=\"https://www.youtube.com/watch?v=abc_1\">https://www.youtube.com/watch?v=abc_1</a> <a href=\"/2012/11/21/a-heron.html\">c</a> <a href=\"/d/\">d</a> <img src=\"/e.png\" alt=\"e\"/> The title</p>\n",
		},
		{
			"words for two places, and for nobody", "{% pullquote %}\nA {\" bird \"} it was.\n{% endpullquote %}{% comment %} not yet {% endcomment %}",
			"<p>A bird it was.</p>\n",
		},
		{
			"Hugo's figure", "{{< figure src=\"/a.png\" link=\"/b/\" alt=\"What it \\\"shows\\\"\" title=\"T\" caption=\"Words & more\" attr=\"Ada\" attrlink=\"http://example.net/\" class=\"c\" >}}",
			"<figure class=\"c\"><a href=\"/b/\"><img src=\"/a.png\" alt=\"What it &#34;shows&#34;\"/></a><figcaption><h4>T</h4><p>Words &amp; more <a href=\"http://example.net/\">Ada</a></p></figcaption></figure>",
		},
		{
			"Hugo's other shortcodes", "{{< highlight go \"linenos=table\" >}}\na < b\n{{< /highlight >}}\n{{< youtube id=\"abc\" >}} {{< vimeo 12 >}} {{< tweet user=\"ada\" id=\"34\" >}} {{< gist ada 56 >}} [c]({{< ref \"d.md\" >}})\n{{< details summary=\"More\" >}}\n*e*\n{{< /details >}}",
			"<pre><code class=\"language-go\">a &lt; b\n</code></pre>\n<p><a href=\"https://www.youtube.com/watch?v=abc\">https://www.youtube.com/watch?v=abc</a> <a href=\"https://vimeo.com/12\">https://vimeo.com/12</a> <a href=\"https://twitter.com/ada/status/34\">https://twitter.com/ada/status/34</a> <a href=\"https://gist.github.com/ada/56\">https://gist.github.com/ada/56</a> c</p>\n<details>\n<summary>More</summary>\n<p><em>e</em></p>\n</details>",
		},
		{
			"captions with emphasis and links", "{{< figure src=\"/a.png\" title=\"A *good* one\" caption=\"Of [herons](http://example.net/h_1), **all** of them, 2 \\\\* 3 <script>alert(1)</script>\" attr=\"By [Ada](http://example.net/ada)\" attrlink=\"http://example.net/x\" >}}\n\nIn a line {{< figure src=\"b.png\" caption=\"*c* at http://example.net/ and \\\\*d\\\\*\" >}}.",
			"<figure><img src=\"/a.png\"/><figcaption><h4>A <em>good</em> one</h4><p>Of <a href=\"http://example.net/h_1\">herons</a>, <strong>all</strong> of them, 2 * 3  By <a href=\"http://example.net/ada\">Ada</a></p></figcaption></figure>\n<p>In a line </p><figure><img src=\"b.png\"/><figcaption><p><em>c</em> at <a href=\"http://example.net/\">http://example.net/</a> and *d*</p></figcaption></figure>.<p></p>\n",
		},
		{
			"arguments with a tag's end in them, and over several lines", "{{< figure src=\"/a.png\" caption=\"A >}} B\" >}}\n\n{% img /b.png \"C %} D\" %}\n\n{{< figure\n  src=\"/e.png\"\n  alt=`F \"G\"`\n/>}}\n\n{% quote Ada's %}it's{% endquote %}",
			"<figure><img src=\"/a.png\"/><figcaption><p>A &gt;}} B</p></figcaption></figure>\n<img src=\"/b.png\" title=\"C %} D\" alt=\"C %} D\"/>\n<figure><img src=\"/e.png\" alt=\"F &#34;G&#34;\"/></figure>\n<blockquote>\n<p>it&#39;s</p>\n<footer><strong>Ada&#39;s</strong></footer></blockquote>\n",
		},
		{
			"blocks in one another, and those that nothing ends", "{{% details \"A\" %}}\n{% quote %}\nB\n{% quote Tom %}C{% endquote %}\n{% endquote %}\n{{% /details %}}\n{% quote %} {{< details >}} {{% highlight go %}}d{{% /highlight %}}",
			"<details>\n<summary>A</summary>\n<blockquote>\n<p>B</p>\n<blockquote>\n<p>C</p>\n<footer><strong>Tom</strong></footer>\n</blockquote>\n</blockquote>\n</details>\n<p>{% quote %} {{&lt; details &gt;}}</p>\n<pre><code class=\"language-go\">d\n</code></pre>\n",
		},
		{
			"code in lists and quotes", "- a\n\n    ```\n    {% youtube b %}\n    ```\n\n> ~~~~\n> {{< youtube c >}}\n> ~~~\n> {{< youtube d >}}\n> ~~~~\n\n``{% youtube e %} ` ``",
			"<ul>\n<li>\n<p>a</p>\n<pre><code>{% youtube b %}\n</code></pre>\n</li>\n</ul>\n<blockquote>\n<pre><code>{{&lt; youtube c &gt;}}\n~~~\n{{&lt; youtube d &gt;}}\n</code></pre>\n</blockquote>\n<p><code>{% youtube e %} ` </code></p>\n",
		},
		{
			"what is meant as it stands, in code", "```\n{% raw %}{{ a }}{% endraw %} {{</* b */>}} {{< c >}}\n```\n`{{%/* d */%}}`",
			"<pre><code>{{ a }} {{&lt; b &gt;}} {{&lt; c &gt;}}\n</code></pre>\n<p><code>{{% d %}}</code></p>\n",
		},
		{
			"kramdown's attributes", "A [link](http://example.net/){:target=\"_blank\"} and *b*{: .c}.\n{: .lead #d}\n\n> e\n{: .f}\n\n* TOC\n{:toc}\n\n## G {#g .h}\n\n[to I](#i) {::nomarkdown}<b>j</b>{:/}{::comment}no{:/comment}\n\n### I {#i}",
			"<p>A <a href=\"http://example.net/\">link</a> and <em>b</em>.</p>\n<blockquote>\n<p>e</p>\n</blockquote>\n<h2>G</h2>\n<p><a href=\"#i\">to I</a> <b>j</b></p>\n<h3><a id=\"i\"></a>I</h3>\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, "_posts/2012-11-21-a.md", "---\ntitle: The title\nlink: http://example.net/source\n---\n"+tt.body)
			r, _ := markup.Render(it.Body, blog.Markdown)
			if diff := cmp.Diff(tt.want, r.HTML); diff != "" {
				t.Errorf("%s\n%s", it.Body, diff)
			}
		})
	}
}

func TestTagsInHTML(t *testing.T) {
	it := readPost(t, "_posts/2012-11-21-a.html", "---\ntitle: A\n---\n<p>B</p>\n{% blockquote Ada http://example.net/ %}It stood.{% endblockquote %}\n{% highlight go %}\na < b\n{% endhighlight %}\n<p>{: .c} {% vimeo 1 %}</p>")
	want := "<p>B</p>\n<blockquote><p>It stood.</p><footer><strong>Ada</strong> <cite><a href=\"http://example.net/\">http://example.net/</a></cite></footer></blockquote>\n<pre><code class=\"language-go\">a &lt; b</code></pre>\n<p>{: .c} <a href=\"https://vimeo.com/1\">https://vimeo.com/1</a></p>"
	if it.Body != want || it.Format != blog.HTML {
		t.Errorf("%s: %s", it.Format, cmp.Diff(want, it.Body))
	}
}

func TestTagsThatAreNotKnownAreTold(t *testing.T) {
	for body, want := range map[string]string{
		"{% raw %}{% a %}{% endraw %} {% highlight go %}{{ b }}{% endhighlight %} {% youtube c %}": "",
		"{% youtube c %} {% include d.html %}":                                                     "{% include d.html %}",
		"{{< youtube c >}} {{< e f=\"1\" >}}g{{< /e >}} `{{h}}`":                                   "{{< e f=\"1\" >}}",
	} {
		it := readPost(t, "_posts/2012-11-21-a.md", "---\ntitle: A\n---\n"+body)
		told := strings.Join(it.Notes, "\n")
		if noted(it, "show as they stand") != (want != "") || !strings.Contains(told, want) {
			t.Errorf("%s: %q", body, told)
		}
	}
	if it := readPost(t, "_posts/2012-11-21-a.md", wordPress("A", linksAt, "{% highlight go %}a{% endhighlight %}")); !strings.Contains(it.Body, "{% highlight") || !noted(it, "show as they stand") {
		t.Errorf("WordPress knows no such tags: %q, %q", it.Body, it.Notes)
	}
}

func TestTranslationsSideBySide(t *testing.T) {
	for file, want := range map[string]string{
		"content/posts/a.de.md":           "a de",
		"content/posts/a.pt-br.md":        "a pt-br",
		"content/posts/heron/index.fr.md": "heron fr",
		"content/en/posts/a.md":           "a en",
		"content/posts/node.js.md":        "node.js ",
		"content/posts/2012-11-21-v1.md":  "v1 ",
		"posts/heron/index.fr.md":         "heron fr",
		"posts/me.de.md":                  "me.de ",
	} {
		if it := readPost(t, file, "---\ntitle: A\ndate: 2012-11-21\n---\nWords."); it.Slug+" "+it.Lang != want {
			t.Errorf("%s: slug %q, language %q", file, it.Slug, it.Lang)
		}
	}
}

func TestMarksOfOthersAreNobodysPlaces(t *testing.T) {
	for _, title := range []string{"Bad \uF8FE7\uF8FE", "\uF8FE0\uF8FE"} {
		for _, body := range []string{"{{ page.title }}", "{{< highlight go >}}{{ page.title }}{{< /highlight >}}", "{% highlight go %}x{% endhighlight %}{{ page.title }} &#63742;0&#63742;"} {
			if got, _, _ := translated(body, title, false, nil); !strings.Contains(got, strings.Trim(title, "\uF8FE")[:1]) && !strings.Contains(got, "page.title") {
				t.Errorf("%q of %q is %q", body, title, got)
			}
		}
	}
	long := strings.Repeat("`", 100_000)
	if got, _, _ := translated("{% highlight x %}\n"+long+"\n{% endhighlight %}", "A", false, nil); !strings.Contains(got, long+"`x\n") {
		t.Error("the fence is not longer than what stands in it")
	}
}
