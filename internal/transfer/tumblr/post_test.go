package tumblr

import (
	"slices"
	"strings"
	"testing"

	"pullquote/internal/blog"
)

func TestNumbersKeepAllTheirDigits(t *testing.T) {
	for _, number := range []string{"9007199254740993", "18446744073709551615"} {
		items, errs := readAll(`{"id":` + number + `,"reblog_key":"x","state":"published","type":"text","body":"x"}`)
		if len(items) != 1 || items[0].Key != "tumblr:"+number || !slices.Contains(items[0].Former, "/post/"+number) {
			t.Errorf("%s: %+v, %v", number, items, errs)
		}
	}
	it := one(t, `"type":"text","body":"x","genesis_post_id":"700123456789012345"`)
	if it.Key != "tumblr:36212915001" || !slices.Contains(it.Former, "/post/700123456789012345") || !slices.Contains(it.Former, "/700123456789012345/a-heron") {
		t.Errorf("%q %q", it.Key, it.Former)
	}
}

func TestAddressesOnTumblrsOwnHostBecomeTheBlogs(t *testing.T) {
	it := one(t, `"type":"text","body":"x","post_url":"https://www.tumblr.com/tom/36212915001/a-heron","blog":{"name":"tom","url":"https://links.tom.example/"}`)
	if it.Path != "/post/36212915001/a-heron" || !slices.Contains(it.Former, "/tom/36212915001/a-heron") || !slices.Contains(it.Former, "/36212915001/a-heron") {
		t.Errorf("%q, %q", it.Path, it.Former)
	}
	for _, host := range []string{"www.tumblr.com", "tom.tumblr.com", "links.tom.example"} {
		if !slices.Contains(it.Hosts, host) {
			t.Errorf("%s is not in %q", host, it.Hosts)
		}
	}
}

func TestTagsArePartedAtCommas(t *testing.T) {
	for given, want := range map[string]string{
		`["birds","small towns,"]`: "birds|small towns", `["birds, small towns",", ,"]`: "birds|small towns", `"birds,small towns"`: "birds|small towns", `["#birds",null,2012]`: "birds|2012",
	} {
		if it := one(t, `"type":"text","body":"x","tags":`+given); strings.Join(it.Tags, "|") != want {
			t.Errorf("%s: %q", given, it.Tags)
		}
	}
}

func TestLinksThroughTumblrLeadWhereTheyLead(t *testing.T) {
	for body, want := range map[string]string{
		`<a href="https://t.umblr.com/redirect?z=http%3A%2F%2Fb.example%2F%3Fx%3D1%26y%3D%2522&amp;t=z">b</a>`:         `<a href="http://b.example/?x=1&amp;y=%22">b</a>`,
		`<a class='x' href='https://href.li/?https://b.example/a%20b?x=1+2&amp;y=%26#z'>b</a>`:                         `<a class='x' href='https://b.example/a%20b?x=1+2&amp;y=%26#z'>b</a>`,
		`<a href="https://t.umblr.com/redirect?z=https%3A%2F%2Fhref.li%2F%3Fhttps%3A%2F%2Fb.example%2F">b</a>`:         `<a href="https://b.example/">b</a>`,
		`<a href="https://t.umblr.com/redirect?z=javascript%3Ax">b</a>`:                                                `<a href="https://t.umblr.com/redirect?z=javascript%3Ax">b</a>`,
		`<p>Tumblr leads you through https://t.umblr.com/redirect?z=http%3A%2F%2Fb.example%2F first.</p>`:              `<p>Tumblr leads you through https://t.umblr.com/redirect?z=http%3A%2F%2Fb.example%2F first.</p>`,
		`<p data-x="https://t.umblr.com/redirect?z=http%3A%2F%2Fb.example">It <a href="https://b.example/">is</a></p>`: `<p data-x="https://t.umblr.com/redirect?z=http%3A%2F%2Fb.example">It <a href="https://b.example/">is</a></p>`,
	} {
		if got := unwrapBody(body, blog.HTML); got != want {
			t.Errorf("of %s:\n%s", body, got)
		}
	}
	for body, want := range map[string]string{
		`See [b](https://t.umblr.com/redirect?z=https%3A%2F%2Fb.example%2F%28y%29&t=1), really.`:                    `See [b](https://b.example/%28y%29), really.`,
		"[b]: https://t.umblr.com/redirect?z=https%3A%2F%2Fb.example%2F&t=1\n<https://href.li/?https://c.example/>": "[b]: https://b.example/\n<https://c.example/>",
	} {
		if got := unwrapBody(body, blog.Markdown); got != want {
			t.Errorf("of %s:\n%s", body, got)
		}
	}
}

func TestATextPostThatLeadsThroughTumblrLeadsToItsSource(t *testing.T) {
	it := one(t, `"type":"text","title":"A heron","body":"<p><a href=\"https://t.umblr.com/redirect?z=https%3A%2F%2Fnews.example%2Fh&amp;t=x\">A heron</a></p><p>Mine.</p>"`)
	if it.URL != "https://news.example/h" || it.Body != "<p>Mine.</p>" {
		t.Errorf("%q, %q", it.URL, it.Body)
	}
}

func TestMarkdownIsToldFromHTML(t *testing.T) {
	for name, tc := range map[string]struct {
		more   string
		format blog.Format
		body   string
	}{
		"as it was written":      {`"type":"text","format":"markdown","body":"*Mine* & more."`, blog.Markdown, "*Mine* & more."},
		"as it was shown":        {`"type":"text","format":"markdown","body":"<p><em>Mine</em></p>"`, blog.HTML, "<p><em>Mine</em></p>"},
		"below a picture":        {`"type":"photo","format":"markdown","caption":"*Mine*","photos":[{"original_size":{"url":"https://64.media.example/a.jpg"}}]`, blog.Markdown, "<p><img alt=\"\" src=\"https://64.media.example/a.jpg\"/></p>\n\n*Mine*"},
		"below a question":       {`"type":"answer","format":"markdown","question":"Why?","answer":"*So*"`, blog.Markdown, "<blockquote><p>Why?</p></blockquote>\n\n*So*"},
		"of a link":              {`"type":"link","format":"markdown","url":"https://news.example/","description":"> It stood.\n\n*Mine*"`, blog.Markdown, "> It stood.\n\n*Mine*"},
		"a chat is always HTML":  {`"type":"chat","format":"markdown","dialogue":[{"name":"A","phrase":"*Hi*\nyou"}]`, blog.HTML, "<p><strong>A</strong> *Hi*<br/>you</p>"},
		"a quote is always HTML": {`"type":"quote","format":"markdown","text":"It *stood*.","source":"Tom"`, blog.HTML, "<blockquote>It *stood*.</blockquote>\n<p>Tom</p>"},
	} {
		if it := one(t, tc.more); it.Format != tc.format || it.Body != tc.body {
			t.Errorf("%s: %s, %q", name, it.Format, it.Body)
		}
	}
}

func TestSoundsAndFilmsAreLedTo(t *testing.T) {
	for name, tc := range map[string]struct{ more, title, url, body string }{
		"by a player's frame":    {`"type":"video","caption":"<p>Look.</p>","player":[{"width":250,"embed_code":"<iframe src=\"https://video.example/s\"></iframe>"},{"width":500,"embed_code":"<iframe src=\"//video.example/l\"></iframe>"}]`, "", "https://video.example/l", "<p>Look.</p>"},
		"on Tumblr":              {`"type":"video","caption":"<p>Look.</p>","video_url":"https://va.media.tumblr.com/x.mp4"`, "", "", "<p><a href=\"https://va.media.tumblr.com/x.mp4\">https://va.media.tumblr.com/x.mp4</a></p>\n<p>Look.</p>"},
		"by a sound's own place": {`"type":"audio","artist":"Grace","track_name":"Herons","audio_source_url":"https://sounds.example/1","audio_url":"https://a.tumblr.com/x.mp3","player":"<embed src=\"x\">"`, "Grace: Herons", "https://sounds.example/1", ""},
	} {
		if it := one(t, tc.more); it.Title != tc.title || it.URL != tc.url || it.Body != tc.body {
			t.Errorf("%s: %q, %q, %q", name, it.Title, it.URL, it.Body)
		}
	}
}

func TestAPostKeptInBlocksMayBeGivenOutAsHTML(t *testing.T) {
	it := one(t, `"type":"text","is_blocks_post_format":true,"trail":[{"blog":{"name":"tom"},"post":{"id":"36212915001"},"content_raw":"<p>Mine.</p>","content":"<p>Mine.</p>","is_current_item":true,"is_root_item":true}],"reblog":{"comment":"<p>Mine.</p>","tree_html":""},"body":"<p>Mine.</p><p class=\"npf_link\" data-npf='{\"type\":\"link\",\"url\":\"https://news.example/h\",\"title\":\"A heron\",\"description\":\"Of the page.\",\"site_name\":\"News\"}'><a href=\"https://news.example/h\">A heron</a></p><div class=\"npf_row\">Yes.</div>"`)
	if it.Title != "A heron" || it.URL != "https://news.example/h" || it.Source.Site != "News" || it.Body != `<p>Mine.</p><div class="npf_row">Yes.</div>` || it.Status != blog.Published || len(it.Notes) != 0 {
		t.Errorf("%+v", it)
	}
}

func TestWhatWasPassedOn(t *testing.T) {
	const from = `,"reblogged_from_name":"grace","reblogged_from_url":"https://grace.tumblr.com/post/1/x"`
	hers := `{"blog":{"name":"grace","url":"https://grace.tumblr.com/"},"post":{"id":"7"},"content":"<p>Hers.</p>","content_raw":"<p>Hers.</p>"}`
	own := `{"blog":{"name":"tom"},"content_raw":"<p>Mine.</p>","content":"<p>Mine.</p>","is_current_item":true}`
	const quoted = `"body":"<p><a href=\"http://g.example/\">grace</a>:</p><blockquote>Hers.</blockquote>`
	for name, tc := range map[string]struct {
		more   string
		status blog.Status
		via    string
		noted  bool
	}{
		"with words of one's own":            {`"type":"text",` + quoted + `<p>Mine.</p>"` + from, blog.Published, "https://grace.tumblr.com/post/1/x", true},
		"with words between quotations":      {`"type":"text",` + quoted + `<p>Mine.</p><blockquote>More.</blockquote>"` + from, blog.Published, "https://grace.tumblr.com/post/1/x", true},
		"with nothing added":                 {`"type":"text",` + quoted + `"` + from, blog.Draft, "https://grace.tumblr.com/post/1/x", true},
		"with an empty comment":              {`"type":"link","url":"https://news.example/","description":"<p>Hers.</p>","reblog":{"comment":"<p> </p>"}` + from, blog.Draft, "https://grace.tumblr.com/post/1/x", true},
		"with a comment":                     {`"type":"link","url":"https://news.example/","description":"<p>Hers.</p><p>Mine.</p>","reblog":{"comment":"<p>Mine.</p>"}` + from, blog.Published, "https://grace.tumblr.com/post/1/x", true},
		"with a trail and a comment":         {`"type":"text","body":"x","trail":[` + hers + `,` + own + `]`, blog.Published, "https://grace.tumblr.com/post/7", true},
		"with a trail alone":                 {`"type":"text","body":"x","trail":[` + hers + `]`, blog.Draft, "https://grace.tumblr.com/post/7", true},
		"a quotation":                        {`"type":"quote","text":"Hers.","source":"Grace"` + from, blog.Draft, "https://grace.tumblr.com/post/1/x", true},
		"from the blog itself":               {`"type":"text","body":"<p>Mine.</p>","reblogged_from_name":"tom","reblogged_from_url":"https://tom.tumblr.example/post/1","parent_post_url":"https://tom.tumblr.com/post/1"`, blog.Published, "", false},
		"an original":                        {`"type":"text","body":"<p>Mine.</p>","trail":[` + own + `],"reblog":{"comment":"<p>Mine.</p>"}`, blog.Published, "", false},
		"an original with a source":          {`"type":"text","body":"<p>Mine.</p>","source_url":"https://t.umblr.com/redirect?z=https%3A%2F%2Fs.example%2F1","source_title":"S"`, blog.Published, "https://s.example/1", false},
		"a link whose source is its own":     {`"type":"link","url":"https://s.example/1","description":"x","source_url":"https://s.example/1"`, blog.Published, "", false},
		"by its parent's address":            {`"type":"text","body":"<p>Mine.</p>","parent_post_url":"https://www.tumblr.com/grace/9/x"`, blog.Published, "https://www.tumblr.com/grace/9/x", true},
		"blocks with nothing added":          {`"type":"blocks","content":[{"type":"text","text":" "}],"trail":[{"blog":{"name":"grace"},"content":[{"type":"text","text":"Hers."}]}]`, blog.Draft, "", true},
		"blocks with a picture of one's own": {`"type":"blocks","content":[{"type":"image","media":[{"url":"https://64.media.example/a.png"}]}],"trail":[{"blog":{"name":"grace"},"content":[{"type":"text","text":"Hers."}]}]`, blog.Published, "", true},
	} {
		it := one(t, tc.more)
		if it.Status != tc.status || it.Via != tc.via || strings.Contains(strings.Join(it.Notes, " "), "passed on") != tc.noted {
			t.Errorf("%s: %s, via %q, %q", name, it.Status, it.Via, it.Notes)
		}
	}
}

func TestWhoWroteAPost(t *testing.T) {
	if it := one(t, `"type":"text","body":"x","post_author":"ada"`); it.Author != "ada" {
		t.Errorf("%q", it.Author)
	}
	if it := one(t, `"type":"text","body":"x","post_author":"ada","is_submission":true`); it.Author != "" || len(it.Notes) != 1 {
		t.Errorf("%q, %q", it.Author, it.Notes)
	}
}
