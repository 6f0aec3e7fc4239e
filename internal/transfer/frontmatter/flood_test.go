package frontmatter

import (
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// A megabyte of each takes less than half a second on an idle machine: a search that
// failed is not repeated.
func TestAFloodOfTagsIsReadInTime(t *testing.T) {
	const most = 4 * time.Second
	n := blog.MaxBody / 4
	if testing.Short() {
		n /= 4
	}
	for _, piece := range []string{
		"{%", "{{", "{{<", "{{%", "{% a ", "{{< a ", "{{% a \"", "{% a '\"", "{% a \"{% b '", "{{< a `{{< b \"", "{{< a \"\\", "{{ a |",
		"{% a %}", "{{< a >}}", "{{ a }}", "{% raw %}", "{% raw %}{% endraw %}", "{% endraw %}", "{% highlight a %}", "{{< highlight a >}}",
		"{% quote %}", "{% endquote %}", "{% quote %}{% pullquote %}", "{% endquote %}{% endpullquote %}", "{{< details >}}", "{{< /details >}}",
		"{% quote %}a{% endquote %}", "{{< details >}}a{{< /details >}}\n", "{% pullquote %}{\"{% endpullquote %}", "{{</* a", "{{</* a */>}}",
		"{% img /a 'b %}", "{% blockquote a http://b c %}", "{{< figure src=\"a\" caption=\"*b*\" >}}", "[a]({{< ref \"b\" >}})", "]({{< ref \"b\" >}}", "[[](",
		"`", "`` ` ", "` ``\n", "```\n", "    ```\n", "> ~~~~\n~~~\n", "- - - ```\n", "{:", "{: ", "){:", "){: a }", "{: a}\n", "> {: a}\n", "{::", "{::comment}", "{::nomarkdown}{:/",
		"[[a]]", "![[a|", "[[a]](", "](a.md)", "](a.md#", "[a]: b.md\n", "href=\"a.md\"", "# a {#b}\n", "(#a", "# {#a} {#b} ", "* a\n{:toc}\n", "\\", "{\n", "{% a\n", "{% a \"\n",
	} {
		for _, isHTML := range []bool{false, true} {
			body := strings.Repeat(piece, n/len(piece))
			began := time.Now()
			translated(body, "A", isHTML, func(string) (string, bool) { return "", false })
			r := reading{file: record.File{Path: "a.md", EndingIn: func(string) []record.Sibling { return nil }}, location: location{isHTML: isHTML}}
			r.withLinks(body)
			if took := time.Since(began); took > most {
				t.Errorf("%d bytes of %q took %v", len(body), piece, took)
			}
		}
	}
}
