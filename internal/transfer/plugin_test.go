package transfer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/transfer"
)

func TestWhatPluginsNotedIsReportedOnce(t *testing.T) {
	file := func(id, title, more string) string {
		return "---\nID: " + id + "\npost_title: " + title + "\npost_date: 2012-11-21 12:00:00\n" + more + "---\nWords.\n"
	}
	a := newArchive(t, map[string]string{
		"site/heron.md": file("1", "Heron", "gfonts_meta_no_font:\n  - 1\nmood:\n  - calm\n"),
		"site/stork.md": file("2", "Stork", "gfonts_meta_no_font:\n  - 1\ndsq_thread_id:\n  - 4711\n"),
		"site/wxr.xml": `<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>Crane</title><link>http://old.example/crane/</link>
<content:encoded><![CDATA[Words.]]></content:encoded><wp:post_id>7</wp:post_id><wp:post_date>2012-11-21 12:00:00</wp:post_date><wp:post_name>crane</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<wp:postmeta><wp:meta_key>dsq_thread_id</wp:meta_key><wp:meta_value>4712</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>mood</wp:meta_key><wp:meta_value>calm</wp:meta_value></wp:postmeta></item></channel></rss>`,
	})
	_, lines := a.bring(t, transfer.Options{}, "site")
	want := []string{
		"site/heron.md new /links/heron/: Not taken over: mood.",
		"site/stork.md new /links/stork/",
		"site/wxr.xml, item 1 new /crane/: Custom fields, not taken over: mood: calm",
		"All posts skipped: What plugins noted for themselves and no reader saw is not taken over: dsq_thread_id (2), gfonts_meta_no_font (2).",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}
