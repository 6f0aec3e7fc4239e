package shape

import "testing"

func TestWhoIsThankedAtTheEnd(t *testing.T) {
	const source = "https://example.net/heron"
	for body, via := range map[string]string{
		"<p>Words. (via <a href=\"https://tom.example/1\">Tom</a>)</p>":               "https://tom.example/1",
		"<p>Words.</p>\n<p><em>Via <a href='https://tom.example/2'>Tom</a>.</em></p>": "https://tom.example/2",
		"Words.\n\n(via [Tom](https://tom.example/3))":                                "https://tom.example/3",
		"Words. h/t [Tom](https://tom.example/4 \"his blog\").":                       "https://tom.example/4",
		"Words.\n\nvia https://tom.example/5.":                                        "https://tom.example/5",
		"<p>via <a href=\"https://tom.example/6\">Tom</a></p><p>More words.</p>":      "",
		"<p>He came via <a href=\"https://rome.example/\">Rome</a> and Milan.</p>":    "",
		"<p>Words. (via <a href=\"https://example.net/heron\">the source</a>)</p>":    "",
		"<p>Words. (via <a href=\"javascript:x\">Tom</a>)</p>":                        "",
	} {
		p, _ := Read(Post{Title: "A Heron", URL: source, Body: body})
		if p.Via != via || p.Body != body || p.URL != source {
			t.Errorf("of %q: via %q, want %q; URL %q, body %q", body, p.Via, via, p.URL, p.Body)
		}
		if p, _ := Read(Post{Title: "A Heron", Body: body}); p.Via != "" {
			t.Errorf("of %q, whose source is not known: via %q", body, p.Via)
		}
	}
}

func TestTheLastLineSaysWhatWordPresssBookmarkletFound(t *testing.T) {
	body := "<blockquote>It stood.</blockquote>\n<p>My words.</p>\n<p>Source: <em><a href=\"https://example.net/heron\">A Heron</a></em></p>"
	if p, _ := Read(Post{Title: "A Heron", Body: body}); p.URL != "https://example.net/heron" || p.Body != body {
		t.Errorf("URL %q, body %q", p.URL, p.Body)
	}
}
