package publish_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite/sqlitetest"
)

// imported is an archive's item with a title for a key.
func imported(title string) blog.Import {
	return blog.Import{Key: title, Raw: []byte(title), Origin: "archive.xml", Post: blog.Post{
		Title: title, URL: "https://example.org/", Body: "> Quoted.\n\nOwn.", Format: blog.Markdown,
		Status: blog.Published, Published: sqlitetest.Start,
	}}
}

func (h house) bring(t *testing.T, items ...blog.Import) []blog.ImportResult {
	t.Helper()
	batch, err := h.store.BeginImport(t.Context(), blog.Batch{State: blog.BatchImporting, Format: "test", Source: "archive.xml"})
	if err != nil {
		t.Fatal(err)
	}
	results, err := h.Import(t.Context(), publish.ImportInto{Batch: batch}, h.Prepare(slices.Clone(items)))
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func TestImportedPostsAreRenderedAndCalledLikeOthers(t *testing.T) {
	h := newHouse(t)
	p := h.stored(t, h.bring(t, imported("On Pages"))[0].PostID)
	if p.Path != "/links/on-pages/" || p.Rendered.Version != derivation || p.Rendered.Own != "Own." || len(p.Quotes) != 1 || p.Quotes[0].Text != "Quoted." {
		t.Errorf("it became %+v", p)
	}
}

func TestAnItemThatBreaksARuleIsRejectedWithTheReasonAndTheOthersComeIn(t *testing.T) {
	h := newHouse(t)
	bad := imported("Bad")
	bad.Post.URL, bad.Post.Title = "gopher://example.org/", strings.Repeat("x", blog.MaxTitle+1)
	items := []blog.Import{imported("One"), bad, imported("Two")}
	results := h.bring(t, items...)
	var outcomes []blog.Outcome
	for _, r := range results {
		outcomes = append(outcomes, r.Outcome)
	}
	if diff := cmp.Diff([]blog.Outcome{blog.ImportNew, blog.ImportRejected, blog.ImportNew}, outcomes); diff != "" {
		t.Error(diff)
	}
	notes := strings.Join(results[1].Notes, "\n")
	if len(results[1].Notes) != 2 || !strings.Contains(notes, "The title has 1001 characters") || !strings.Contains(notes, "gopher:") {
		t.Errorf("the reasons: %s", notes)
	}
	if p := h.stored(t, results[2].PostID); p.Title != "Two" || h.posts(t) != 2 {
		t.Errorf("the third is %q, of %d posts", p.Title, h.posts(t))
	}
	if only := h.bring(t, bad); only[0].Outcome != blog.ImportRejected {
		t.Errorf("alone: %+v", only)
	}
}

func TestWhatIsWrongWithOrnamentsIsTakenOffAndSaid(t *testing.T) {
	h := newHouse(t)
	one := imported("One")
	one.Post.Via = "a friend"
	one.Post.Tags = blog.NewTags([]string{"go", strings.Repeat("x", blog.MaxTag+1), "!!!"})
	many := imported("Many")
	for i := range blog.MaxTags + 3 {
		many.Post.Tags = append(many.Post.Tags, blog.NewTag(fmt.Sprint("tag ", i)))
	}
	results := h.bring(t, one, many)
	p := h.stored(t, results[0].PostID)
	if p.Via != "" || blog.TagList(p.Tags) != "go" || len(results[0].Notes) != 3 {
		t.Errorf("via %q, tags %v, notes %q", p.Via, p.Tags, results[0].Notes)
	}
	if p := h.stored(t, results[1].PostID); len(p.Tags) != blog.MaxTags || !strings.Contains(results[1].Notes[0], "3 tags left out") {
		t.Errorf("%d tags, notes %q", len(p.Tags), results[1].Notes)
	}
}
