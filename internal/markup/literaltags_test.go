package markup

import "testing"

func TestTagsThatNoPageShowsAreWords(t *testing.T) {
	for body, want := range map[string]string{
		"A List<String> and </Foo> of <b>bold</b>":             `A List\<String> and \</Foo> of <b>bold</b>`,
		"<https://example.org/> 1 < 2 > 0 <a href=\"x\">y</a>": `<https://example.org/> 1 < 2 > 0 <a href="x">y</a>`,
		"`Vec<T>` and Vec<T>":                                  "`Vec<T>` and Vec\\<T>",
		"`Vec<T>\nVec<T>` and Vec<T>":                          "`Vec<T>\nVec<T>` and Vec\\<T>",
		"```\nVec<T>\n```\nVec<T>\n\n    Vec<T>":               "```\nVec<T>\n```\nVec\\<T>\n\n    Vec<T>",
		"> ```\n> Vec<T>\n> ```":                               "> ```\n> Vec<T>\n> ```",
		"the <title> and <my-tag x=\"1\" />":                   `the \<title> and \<my-tag x="1" />`,
		"the <Foo\nbar> is":                                    "the \\<Foo\nbar> is",
		`escaped: \<title>`:                                    `escaped: \<title>`,
		"[a](<foo bar>) ![x](<pic one.png>)\n\n[b]: <foo>":     "[a](<foo bar>) ![x](<pic one.png>)\n\n[b]: <foo>",
		"<title>\n\nThe words go on.":                          "&lt;title>\n\nThe words go on.",
		"<div>\nA <Foo> stands\n</div>":                        "<div>\nA &lt;Foo> stands\n</div>",
		"<script>\nx\n</script>\n\nMore.":                      "&lt;script>\nx\n&lt;/script>\n\nMore.",
	} {
		if got := LiteralTags(body); got != want {
			t.Errorf("%q: %q, want %q", body, got, want)
		}
	}
}
