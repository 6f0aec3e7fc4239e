package markup_test

import (
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

func TestAQuoteIsACitationToMachines(t *testing.T) {
	const passage = "https://www.news.example/a#:~:text=It"
	for name, tc := range map[string]struct {
		body      string
		citations []markup.Citation
		want      string
	}{
		"with the address of its passage": {
			"> It stood.",
			[]markup.Citation{{Address: passage}},
			`<figure class="h-cite"><blockquote cite="` + passage + `" class="p-content"><p>It stood.</p></blockquote>` +
				`<figcaption class="pq-passage"><a class="u-url" href="` + passage + `">news.example</a></figcaption></figure>`,
		},
		"in another language": {
			"> Il attendait.",
			[]markup.Citation{{Lang: "fr"}},
			`<blockquote lang="fr" dir="auto"><p>Il attendait.</p></blockquote>`,
		},
		"whose language the author says": {
			`<blockquote lang="it">Stava.</blockquote>`,
			[]markup.Citation{{Lang: "fr"}},
			`<blockquote lang="it">Stava.</blockquote>`,
		},
		"of which nothing is known": {
			"> It stood.", []markup.Citation{{}}, `<blockquote><p>It stood.</p></blockquote>`,
		},
		"with an address that is none": {
			"> It stood.", []markup.Citation{{Address: "javascript:alert(1)", Lang: "x y"}}, `<blockquote><p>It stood.</p></blockquote>`,
		},
		"in a figure of the author's": {
			`<figure><blockquote>It stood.</blockquote><figcaption>Ada</figcaption></figure>`,
			[]markup.Citation{{Address: passage}},
			`<figure><blockquote cite="` + passage + `">It stood.</blockquote><figcaption>Ada</figcaption></figure>`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			rendered, _ := markup.Render(tc.body, blog.Markdown)
			if got := squeeze(markup.Cite(rendered.HTML, tc.citations)); got != tc.want {
				t.Errorf("it becomes\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

// squeeze removes the line ends between elements.
func squeeze(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if r != '\n' {
			out = append(out, r)
		}
	}
	return string(out)
}
