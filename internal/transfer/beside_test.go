package transfer_test

import (
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/transfer"
)

func TestPassagesInTheFolderBesideComeInWithTheirPage(t *testing.T) {
	a := newArchive(t, map[string]string{
		"pocket/part_000000.csv":              "title,url,time_added,tags,status\nA heron,https://a.example/,1353517650,,unread\n",
		"pocket/annotations/part_000000.json": `[{"url":"https://a.example/","title":"A heron","highlights":[{"quote":"It stood.","created_at":1353517700}]}]`,
	})
	_, lines := a.bring(t, transfer.Options{}, "pocket")
	if len(lines) != 2 || !strings.Contains(lines[0], "annotations/part_000000.json, item 1 skipped") || !strings.Contains(lines[1], "part_000000.csv, line 2 new") {
		t.Errorf("%q", lines)
	}
}

func TestTumblrsListOfPostsSaysMoreThanItsPages(t *testing.T) {
	page := func(words string) string {
		return "<!DOCTYPE HTML>\n<html><head><title>T</title></head><body>\n<p>" + words + "</p>\n<div id=\"footer\"><span id=\"timestamp\"> November 21st, 2012 5:34pm </span></div>\n</body></html>"
	}
	const list = `<?xml version="1.0" encoding="UTF-8"?>
<tumblr version="1.0"><tumblelog name="birds"/><posts>
<post id="36212915001" url="https://birds.tumblr.com/post/36212915001" type="link" date-gmt="2012-11-21 22:34:10 GMT" unix-timestamp="1353537250" format="html" slug="a-heron" state="published"><link-text>A heron</link-text><link-url>https://a.example/</link-url><link-description>&lt;p&gt;It stood.&lt;/p&gt;</link-description><tag>birds</tag></post>
<post id="36212915003" url="https://birds.tumblr.com/post/36212915003" type="photo" date-gmt="2012-11-21 22:34:10 GMT" unix-timestamp="1353537250" format="html" state="published"><photo-caption>One.</photo-caption><photo-url max-width="1280">https://64.media.tumblr.com/a_1280.png</photo-url></post>
<post id="36212915004" url="https://birds.tumblr.com/post/36212915004" type="photo" date-gmt="2012-11-21 22:34:10 GMT" unix-timestamp="1353537250" format="html" state="published"><photo-caption>Two.</photo-caption><photoset><photo caption=""><photo-url max-width="1280">https://64.media.tumblr.com/b_1280.png</photo-url></photo><photo caption=""><photo-url max-width="1280">https://64.media.tumblr.com/c_1280.png</photo-url></photo></photoset></post>
</posts></tumblr>`
	a := newArchive(t, map[string]string{
		"export/posts/html/36212915001.html": page("It stood."),
		"export/posts/html/36212915002.html": page("It flew."),
		"export/posts/posts.xml":             list,
		"export/media/36212915003.png":       picture + "1",
		"export/media/36212915004_1.png":     picture + "2",
	})
	_, lines := a.bring(t, transfer.Options{}, "export")
	report := strings.Join(lines, "\n")
	for _, want := range []string{"posts.xml, post 1 new", "36212915001.html skipped: It came in from the list of posts beside it", "36212915002.html new"} {
		if !strings.Contains(report, want) {
			t.Errorf("%q is missing in\n%s", want, report)
		}
	}
	if p, ok := a.at(t, "/post/36212915001"); !ok || p.URL != "https://a.example/" || p.Status != blog.Published {
		t.Errorf("%+v", p)
	}
	for at, pictures := range map[string]int{"/post/36212915003": 1, "/post/36212915004": 1} {
		if p, _ := a.at(t, at); strings.Count(p.Rendered.HTML, `src="/media/`) != pictures {
			t.Errorf("%s shows %s", at, p.Rendered.HTML)
		}
	}
	if _, again := a.bring(t, transfer.Options{}, "export"); !strings.Contains(strings.Join(again, "\n"), "36212915001.html skipped") {
		t.Errorf("the second time: %q", again)
	}
}
