package publish_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// passage is a quote as it is captured.
func passage(text string) blog.Quote {
	return blog.Quote{Text: text, Captured: text, Source: "https://example.org/page", Prefix: "before", Suffix: "after"}
}

func shown(q blog.Quote, text string) blog.Quote {
	q.Text = text
	return q
}

func TestCapturedPassagesArePairedWithTheQuotesTheyBecame(t *testing.T) {
	const fox, dog = "The quick brown fox jumps over the lazy dog.", "Pack my box with five dozen liquor jugs."
	for name, c := range map[string]struct {
		body     string
		captured []blog.Quote
		want     []blog.Quote
	}{
		"the same words": {
			markup.QuoteMarkdown(fox), []blog.Quote{passage(fox)}, []blog.Quote{passage(fox)},
		},
		"in another order": {
			markup.QuoteMarkdown(dog) + "\n\nand\n\n" + markup.QuoteMarkdown(fox),
			[]blog.Quote{passage(fox), passage(dog)},
			[]blog.Quote{passage(dog), passage(fox)},
		},
		"cut": {
			"> The quick brown fox […] the lazy dog.",
			[]blog.Quote{passage(dog), passage(fox)},
			[]blog.Quote{shown(passage(fox), "The quick brown fox […] the lazy dog."), shown(passage(dog), "")},
		},
		"white space that pages fold": {
			"> The quick  brown fox\n> jumps over the lazy dog.",
			[]blog.Quote{passage("The quick brown\nfox jumps over the lazy dog.")},
			[]blog.Quote{shown(passage("The quick brown\nfox jumps over the lazy dog."), fox)},
		},
		"rewritten": {
			"> Nothing of the sort was ever said.",
			[]blog.Quote{passage(fox)},
			[]blog.Quote{{Text: "Nothing of the sort was ever said."}, shown(passage(fox), "")},
		},
		"taken out": {
			"Only words of my own.", []blog.Quote{passage(fox)}, []blog.Quote{shown(passage(fox), "")},
		},
		"quoted twice, captured once": {
			markup.QuoteMarkdown(fox) + "\n\nand\n\n" + markup.QuoteMarkdown(fox),
			[]blog.Quote{passage(fox)},
			[]blog.Quote{passage(fox), {Text: fox}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			s := linkTo("One", c.body)
			s.Captured = c.captured
			if diff := cmp.Diff(c.want, h.stored(t, h.save(t, s).ID).Quotes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAPassageStaysWhatItWasHoweverOftenThePostIsEdited(t *testing.T) {
	h := newHouse(t)
	const fox = "The quick brown fox jumps over the lazy dog."
	s := linkTo("One", markup.QuoteMarkdown(fox))
	s.Captured = []blog.Quote{passage(fox)}
	p := h.save(t, s)
	for _, step := range []struct{ body, text string }{
		{"> The quick brown fox.", "The quick brown fox."},
		{"Nothing quoted.", ""},
		{"> the lazy dog.", "the lazy dog."},
		{"> " + fox, fox},
	} {
		s := edit(p)
		s.Body = step.body
		s.Captured = []blog.Quote{passage(fox)} // the form brings it along each time
		p = h.save(t, s)
		if diff := cmp.Diff([]blog.Quote{shown(passage(fox), step.text)}, h.stored(t, p.ID).Quotes); diff != "" {
			t.Errorf("with %q:\n%s", step.body, diff)
		}
	}
}

func TestAQuotesOwnSourceCounts(t *testing.T) {
	h := newHouse(t)
	s := linkTo("One", `<blockquote cite="https://other.example/">Some words.</blockquote>`)
	s.Captured = []blog.Quote{passage("Some words.")}
	want := passage("Some words.")
	want.Source = "https://other.example/"
	if diff := cmp.Diff([]blog.Quote{want}, h.save(t, s).Quotes); diff != "" {
		t.Error(diff)
	}
}
