package blog_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
)

func TestValidateNamesEveryFaultWithItsField(t *testing.T) {
	good := blog.Post{Title: "A title", URL: "https://example.org/", Body: "Words.", Format: blog.Markdown}
	tests := []struct {
		name   string
		change func(*blog.Post)
		fields []string
	}{
		{"a good post has no fault", func(*blog.Post) {}, nil},
		{"a note needs no URL", func(p *blog.Post) { p.URL = "" }, nil},
		{"a bare link needs no words", func(p *blog.Post) { p.Body = "" }, nil},
		{"neither URL nor words nor title", func(p *blog.Post) { p.URL, p.Body, p.Title = "", " \n", "" }, []string{"url"}},
		{"a title of the most characters", func(p *blog.Post) { p.Title = strings.Repeat("ü", blog.MaxTitle) }, nil},
		{"a title of one more", func(p *blog.Post) { p.Title = strings.Repeat("ü", blog.MaxTitle+1) }, []string{"title"}},
		{"a bell in the title", func(p *blog.Post) { p.Title = "ding\a" }, []string{"title"}},
		{"bytes that are no text", func(p *blog.Post) { p.Body = "a\xffb" }, []string{"body"}},
		{"a script's address", func(p *blog.Post) { p.URL = "javascript:alert(1)" }, []string{"url"}},
		{"no scheme", func(p *blog.Post) { p.URL = "example.org" }, []string{"url"}},
		{"a password in the address", func(p *blog.Post) { p.URL = "https://me:secret@example.org/" }, []string{"url"}},
		{"a broken via", func(p *blog.Post) { p.Via = "somewhere" }, []string{"via"}},
		{"too many tags", func(p *blog.Post) {
			for i := range blog.MaxTags + 1 {
				p.Tags = append(p.Tags, blog.NewTag(fmt.Sprint("tag ", i)))
			}
		}, []string{"tags"}},
		{"several at once, in the form's order", func(p *blog.Post) {
			p.Title, p.URL, p.Via = "\x00", "nope", "nope"
		}, []string{"title", "url", "via"}},
		{"an unknown format", func(p *blog.Post) { p.Format = "rtf" }, []string{"body"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := good
			tt.change(&p)
			var fields []string
			for _, f := range blog.Faults(p.Validate()) {
				fields = append(fields, f.Field)
				if f.Kind != blog.Invalid || !strings.HasSuffix(f.Sentence(), ".") {
					t.Errorf("fault %q is no sentence of kind Invalid", f.Sentence())
				}
			}
			if diff := cmp.Diff(tt.fields, fields); diff != "" {
				t.Errorf("fields at fault (-want +got):\n%s", diff)
			}
		})
	}
}

func TestKindFollowsFromWhatThePostHas(t *testing.T) {
	own, quoted := blog.Rendered{Own: "Mine."}, blog.Rendered{Quoted: "Theirs."}
	both := blog.Rendered{Own: "Mine.", Quoted: "Theirs."}
	tests := []struct {
		name     string
		url      string
		rendered blog.Rendered
		want     blog.Kind
	}{
		{"a source and words", "https://example.org/", both, blog.KindLink},
		{"a source alone", "https://example.org/", blog.Rendered{}, blog.KindLink},
		{"nothing but a quote from a source", "https://example.org/", quoted, blog.KindQuote},
		{"words alone", "", own, blog.KindNote},
		{"a quote without a source", "", quoted, blog.KindNote},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := blog.Post{URL: tt.url, Rendered: tt.rendered}
			if got := p.Kind(); got != tt.want {
				t.Errorf("kind %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNameIsNeverEmpty(t *testing.T) {
	tests := []struct {
		post blog.Post
		want string
	}{
		{blog.Post{Title: "T", URL: "https://example.org/"}, "T"},
		{blog.Post{URL: "https://example.org/a/"}, "example.org/a"},
		{blog.Post{Rendered: blog.Rendered{Own: "Some words."}}, "Some words."},
		{blog.Post{}, "Untitled"},
	}
	for _, tt := range tests {
		if got := tt.post.Name(); got != tt.want {
			t.Errorf("Name() = %q, want %q", got, tt.want)
		}
	}
}

func TestExcerptCutsAtAWord(t *testing.T) {
	tests := []struct {
		text string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"white   space\nfolds", 40, "white space folds"},
		{"the quick brown fox", 12, "the quick…"},
		{"the quick, brown fox", 12, "the quick…"},
		{"Donaudampfschifffahrt", 5, "Donau…"},
		{"日本語の文章です", 4, "日本語の…"},
	}
	for _, tt := range tests {
		if got := blog.Excerpt(tt.text, tt.n); got != tt.want {
			t.Errorf("Excerpt(%q, %d) = %q, want %q", tt.text, tt.n, got, tt.want)
		}
	}
}

func TestCursorReadsWhatItWrote(t *testing.T) {
	for _, c := range []blog.Cursor{
		{At: time.UnixMilli(1353513250000).UTC(), ID: 367},
		{At: time.UnixMilli(-1000).UTC(), ID: 1}, // a post from before 1970
		{},
	} {
		got, err := blog.ParseCursor(c.String())
		if err != nil || !got.At.Equal(c.At) || got.ID != c.ID {
			t.Errorf("ParseCursor(%q) = %v, %v", c.String(), got, err)
		}
	}
	for _, bad := range []string{"x", "1-", "-1", "1-0", "1--5", "99999999999999999999-1"} {
		if _, err := blog.ParseCursor(bad); blog.KindOf(err) != blog.NotFound {
			t.Errorf("ParseCursor(%q): %v, want NotFound", bad, err)
		}
	}
}
