package tumblr

import (
	"strings"
	"testing"

	"pullquote/internal/blog"
)

func TestRangesOverOneAnother(t *testing.T) {
	for name, tc := range map[string]struct {
		text   string
		ranges []formatting
		want   string
	}{
		"two kinds":                    {"supercalifragilistic", []formatting{{Start: 0, End: 9, Type: "bold"}, {Start: 5, End: 20, Type: "italic"}}, "<strong>super<em>cali</em></strong><em>fragilistic</em>"},
		"one kind becomes one":         {"abcdef", []formatting{{Start: 0, End: 3, Type: "bold"}, {Start: 2, End: 5, Type: "bold"}}, "<strong>abcde</strong>f"},
		"characters of several points": {"👨‍👩‍👧 ok", []formatting{{Start: 6, End: 8, Type: "bold"}}, "👨‍👩‍👧 <strong>ok</strong>"},
		"a link stays whole":           {"abcdef", []formatting{{Start: 0, End: 3, Type: "bold"}, {Start: 2, End: 5, Type: "link", URL: "https://a.example/"}}, `<strong>ab</strong><a href="https://a.example/"><strong>c</strong>de</a>f`},
		"a link within":                {"abcdef", []formatting{{Start: 0, End: 6, Type: "bold"}, {Start: 2, End: 4, Type: "link", URL: "https://a.example/"}}, `<strong>ab<a href="https://a.example/">cd</a>ef</strong>`},
		"links never nest":             {"abcdef", []formatting{{Start: 0, End: 4, Type: "link", URL: "https://a.example/"}, {Start: 2, End: 6, Type: "mention", Blog: blogInfo{Name: "grace"}}}, `<a href="https://a.example/">abcd</a><a href="https://grace.tumblr.com/">ef</a>`},
		"the same range":               {"ab", []formatting{{Start: 0, End: 2, Type: "small"}, {Start: 0, End: 2, Type: "strikethrough"}, {Start: 0, End: 2, Type: "color"}}, "<s><small>ab</small></s>"},
		"beyond the text":              {"ab", []formatting{{Start: 1, End: 90, Type: "bold"}, {Start: 7, End: 9, Type: "italic"}, {Start: 1, End: 1, Type: "italic"}}, "a<strong>b</strong>"},
		"over lines":                   {"a\nb", []formatting{{Start: 0, End: 3, Type: "italic"}}, "<em>a<br/>b</em>"},
	} {
		if got := render(inline(tc.text, tc.ranges)...); got != tc.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// at returns a block of a subtype, with its text, at an indent.
func at(indent number, subtype, words text) block {
	return block{Type: "text", Subtype: subtype, Text: words, Indent: indent}
}

func TestListsAndQuotationsNest(t *testing.T) {
	const ol, ul, in = "ordered-list-item", "unordered-list-item", "indented"
	for name, tc := range map[string]struct {
		blocks []block
		want   string
	}{
		"lists in lists": {
			[]block{at(0, ul, "a"), at(1, ol, "b"), at(1, ol, "c"), at(2, ul, "d"), at(0, ul, "e"), at(0, ol, "f")},
			"<ul><li>a<ol><li>b</li><li>c<ul><li>d</li></ul></li></ol></li><li>e</li></ul><ol><li>f</li></ol>",
		},
		"everything in everything": {
			[]block{at(0, in, "1"), at(1, in, "2"), at(2, ul, "3"), at(3, ol, "4"), at(2, ul, "5"), at(0, in, "6")},
			"<blockquote><p>1</p><blockquote><p>2</p><ul><li>3<ol><li>4</li></ol></li><li>5</li></ul></blockquote><p>6</p></blockquote>",
		},
		"deep at once":         {[]block{at(3, ul, "a"), at(1, ul, "b"), at(0, ul, "c")}, "<ul><li>a</li></ul><ul><li>b</li></ul><ul><li>c</li></ul>"},
		"a step that is large": {[]block{at(0, ul, "a"), at(4, ul, "b"), at(2, ul, "c")}, "<ul><li>a<ul><li>b</li></ul><ul><li>c</li></ul></li></ul>"},
	} {
		if got := render(nested(tc.blocks)...); got != tc.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestWhatCantBeShownIsLedToAndNoted(t *testing.T) {
	for name, tc := range map[string]struct {
		content, body, note string
		status              blog.Status
	}{
		"a film by its frame":           {`{"type":"video","provider":"x","embed_html":"<iframe src=\"https://video.example/e\"></iframe>"}`, `<p><a href="https://video.example/e">https://video.example/e</a></p>`, "a sound or a film", blog.Published},
		"a sound":                       {`{"type":"audio","title":"Herons","artist":"Grace","album":"Birds","media":{"url":"https://a.tumblr.example/x.mp3"}}`, `<p><a href="https://a.tumblr.example/x.mp3">Herons, Grace, Birds</a></p>`, "a sound or a film", blog.Published},
		"a poll":                        {`{"type":"poll","question":"Which?","answers":[{"answer_text":"Heron"},{"answer_text":"Crane"}]}`, "<p>Which?</p><ul><li>Heron</li><li>Crane</li></ul>", "votes", blog.Published},
		"a paywall":                     {`{"type":"text","text":"Free."},{"type":"paywall","subtype":"cta","url":"https://www.tumblr.example/creator","title":"For Supporters","text":"Pay."}`, "<p>Free.</p>\n<p><a href=\"https://www.tumblr.example/creator\">For Supporters</a></p><p>Pay.</p>", "who paid", blog.Draft},
		"something new":                 {`{"type":"text","text":"See:"},{"type":"hologram","title":"T","url":"https://h.example/","text":"Words"}`, "<p>See:</p>\n<p><a href=\"https://h.example/\">T</a></p><p>Words</p>", "hologram", blog.Published},
		"a picture without an address":  {`{"type":"image","media":[],"alt_text":"A heron"}`, "<p>A heron</p>", "address of a picture", blog.Published},
		"a picture that leads on":       {`{"type":"image","media":[{"url":"https://64.media.example/a.png"}],"attribution":{"type":"link","url":"https://href.li/?https://a.example/"}}`, `<figure><a href="https://a.example/"><img alt="" src="https://64.media.example/a.png"/></a></figure>`, "", blog.Published},
		"a link beside a picture":       {`{"type":"image","media":{"url":"https://64.media.example/a.png"}},{"type":"link","url":"https://a.example/","title":"A","description":"Of the page."}`, "<figure><img alt=\"\" src=\"https://64.media.example/a.png\"/></figure>\n<p><a href=\"https://a.example/\">A</a><br/>Of the page.</p>", "", blog.Published},
		"colours":                       {`{"type":"text","text":"red","formatting":[{"start":0,"end":3,"type":"color","hex":"#f00"}]}`, "<p>red</p>", "Colours", blog.Published},
		"an indent that is not a count": {`{"type":"text","subtype":"indented","text":"It stood.","indent_level":"1"}`, "<blockquote><p>It stood.</p></blockquote>", "", blog.Published},
	} {
		it := one(t, `"type":"blocks","content":[`+tc.content+`]`)
		notes := strings.Join(it.Notes, " ")
		if strings.TrimSpace(it.Body) != tc.body || it.Status != tc.status || !strings.Contains(notes, tc.note) || tc.note == "" && notes != "" {
			t.Errorf("%s: %s, %q, %q", name, it.Status, it.Body, notes)
		}
	}
}

func TestTheKindOfAPostOfBlocks(t *testing.T) {
	link := `{"type":"link","url":"https://news.example/h","title":"A heron"}`
	for name, tc := range map[string]struct{ content, more, title, url, body string }{
		"a quotation comes before a link": {`{"type":"text","text":"Hear:"},{"type":"text","subtype":"quote","text":"It stood."},` + link, "", "", "https://news.example/h", "<p>Hear:</p>\n<blockquote><p>It stood.</p></blockquote>\n<p><a href=\"https://news.example/h\">A heron</a></p>"},
		"a chat comes before a link":      {`{"type":"text","subtype":"chat","text":"A: Hi"},` + link, "", "", "", "<p>A: Hi</p>\n<p><a href=\"https://news.example/h\">A heron</a></p>"},
		"a question comes first of all":   {`{"type":"text","subtype":"heading1","text":"Why?"},` + link, `,"layout":[{"type":"ask","blocks":[0],"attribution":{"type":"blog","url":"https://grace.example/","blog":{"name":"grace"}}}]`, "", "", "<blockquote><h2>Why?</h2>\n<p>— <a href=\"https://grace.example/\">grace</a></p></blockquote>\n<p><a href=\"https://news.example/h\">A heron</a></p>"},
		"a link without a title":          {`{"type":"link","url":"https://news.example/h"},{"type":"text","subtype":"heading1","text":"Mine"}`, "", "Mine", "https://news.example/h", ""},
		"the second link stays":           {link + `,{"type":"link","url":"https://b.example/"}`, "", "A heron", "https://news.example/h", `<p><a href="https://b.example/">https://b.example/</a></p>`},
		"a link that another had made":    {`{"type":"text","text":"Mine."}`, `,"trail":[{"blog":{"name":"grace"},"content":[` + link + `]}]`, "A heron", "https://news.example/h", "<p>grace:</p>\n<blockquote><p><a href=\"https://news.example/h\">A heron</a></p>\n</blockquote>\n<p>Mine.</p>"},
		"one's own words before":          {`{"type":"text","text":"Now."}`, `,"trail":[{"blog":{"name":"tom"},"content":[{"type":"text","text":"Then."}]}]`, "", "", "<p>Then.</p>\n\n<p>Now.</p>"},
		"pictures in the order of rows":   {`{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"text","text":"c"}`, `,"layout":[{"type":"rows","display":[{"blocks":[0]},{"blocks":[2,1]}]}]`, "", "", "<p>a</p>\n<p>c</p>\n<p>b</p>"},
		"rows that make no sense":         {`{"type":"text","text":"a"},{"type":"text","text":"b"}`, `,"layout":[{"type":"rows","display":[{"blocks":[1,1]},{"blocks":[-1,7]}]}]`, "", "", "<p>a</p>\n<p>b</p>"},
	} {
		it := one(t, `"type":"blocks","content":[`+tc.content+`]`+tc.more)
		if it.Title != tc.title || it.URL != tc.url || strings.TrimSpace(it.Body) != tc.body {
			t.Errorf("%s: %q, %q,\n%s", name, it.Title, it.URL, it.Body)
		}
	}
}
