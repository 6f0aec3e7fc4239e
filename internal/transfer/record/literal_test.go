package record

import "testing"

func TestTagsThatNoPageShowsAreWords(t *testing.T) {
	for text, want := range map[string]string{
		"A List<String> and </Foo> of <b>bold</b>":             `A List\<String> and \</Foo> of <b>bold</b>`,
		"<https://example.org/> 1 < 2 > 0 <a href=\"x\">y</a>": `<https://example.org/> 1 < 2 > 0 <a href="x">y</a>`,
		"`Vec<T>` and Vec<T>":                                  "`Vec<T>` and Vec\\<T>",
		"```\nVec<T>\n```\nVec<T>\n\n    Vec<T>":               "```\nVec<T>\n```\nVec\\<T>\n\n    Vec<T>",
		"the <title> and <my-tag x=\"1\" />":                   `the \<title> and \<my-tag x="1" />`,
	} {
		if got := LiteralTags(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
