package transfer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/transfer"
)

const describes = "It has no front matter, and package.json is in the same folder or above: such files describe the site or program. Those in a folder of posts, or with a date in their name, come in; or name the file to bring it in."

func TestAFolderOfMarkdown(t *testing.T) {
	files := map[string]string{
		"notes/Herons.md":                     "A link to [[Storks]].\n",
		"notes/birds/Storks.md":               "# [Storks](https://example.net/storks)\n\nThey clap.\n",
		"notes/README.md":                     "My notes.\n",
		"notes/templates/link.md":             "# {{title}}\n",
		"notes/tool/package.json":             "{}\n",
		"notes/tool/docs/usage.md":            "# Usage\n",
		"notes/tool/_posts/2012-11-21-new.md": "It is new.\n",
		"notes/tool/node_modules/a/b.md":      "# Not mine\n",
		"notes/tool/node_modules/c.md":        "# Nor this\n",
	}
	a := newArchive(t, files)
	for name := range files {
		if err := os.Chtimes(filepath.Join(a.dir, name), lastYear, lastYear); err != nil {
			t.Fatal(err)
		}
	}
	_, lines := a.bring(t, transfer.Options{}, "notes")
	want := []string{
		"notes/Herons.md new /links/Herons/: It has no date; the file's own date was taken.",
		"notes/README.md skipped: It has no front matter, and its name is that of a file about its folder. Rename it to bring it in.",
		"notes/birds/Storks.md new /links/Storks/: It has no date; the file's own date was taken.",
		"notes/templates/link.md skipped: It has no front matter, and is in a folder for templates or other people's programs.",
		"notes/tool/_posts/2012-11-21-new.md new /links/new/",
		"notes/tool/docs/usage.md skipped: " + describes,
		"notes/tool/node_modules skipped: Other people's programs are in this folder.",
		"notes/tool/package.json skipped: It is in no format that can be imported.",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
	storks, _ := a.at(t, blog.AddressKey("/links/Storks/", ""))
	if storks.Title != "Storks" || storks.URL != "https://example.net/storks" || storks.Body != "They clap." || !storks.Published.Equal(lastYear) {
		t.Errorf("the link post: %+v", storks)
	}
	if herons, _ := a.at(t, blog.AddressKey("/links/Herons/", "")); !strings.Contains(herons.Rendered.HTML, `href="/links/Storks/"`) {
		t.Errorf("a link to another note: %s", herons.Rendered.HTML)
	}
	for name := range files { // as if it were copied, or checked out anew
		if err := os.Chtimes(filepath.Join(a.dir, name), today, today); err != nil {
			t.Fatal(err)
		}
	}
	if summary, lines := a.bring(t, transfer.Options{}, "notes"); summary.Counts[blog.ImportNew]+summary.Counts[blog.ImportChanged] != 0 {
		t.Errorf("once more: %q", lines)
	}
}

// lastYear is when the files of these tests were changed.
var lastYear = time.Date(2025, 3, 4, 12, 0, 0, 0, time.UTC)

func TestNotesOfANotebookComeInAsDrafts(t *testing.T) {
	a := newArchive(t, map[string]string{
		"vault/.obsidian/app.json": "{}\n",
		"vault/deep/diary.md":      "Dear diary.\n",
		"vault/public.md":          post("Heron", "2012-11-21", ""),
		"packed.zip": zipped(t,
			entry{name: "vault/.obsidian/plugins/a.json", text: "{}"}, entry{name: "vault/2012-11-22-secret.md", text: "Dear diary."}, entry{name: "2012-11-23-open.md", text: "It stood."}),
	})
	const nobody = "It is from a notebook, whose notes nobody published: it comes in as a draft. "
	_, lines := a.bring(t, transfer.Options{}, "vault", "packed.zip")
	want := []string{
		"vault/deep/diary.md new: " + nobody + "A draft: readers don't see it.",
		"vault/public.md new /links/public/",
		"packed.zip/2012-11-23-open.md new /links/open/",
		"packed.zip/vault/2012-11-22-secret.md new: " + nobody + "A draft: readers don't see it.",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}
