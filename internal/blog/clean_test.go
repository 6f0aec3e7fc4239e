package blog

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAnAddressLosesWhatOnlyFollowsPeopleAround(t *testing.T) {
	for _, tc := range []struct{ name, raw, want, removed string }{
		{"a campaign", "https://news.example/story?utm_source=feed&utm_medium=rss&id=1", "https://news.example/story?id=1", "utm_source utm_medium"},
		{"nothing else in the query", "https://news.example/story?fbclid=IwAR0#part", "https://news.example/story#part", "fbclid"},
		{"capital letters", "https://news.example/?UTM_Source=x&A=1", "https://news.example/?A=1", "UTM_Source"},
		{"between others", "https://news.example/?a=%7E&gclid=x&b=+1&&c", "https://news.example/?a=%7E&b=+1&&c", "gclid"},
		{"semicolons", "https://news.example/?a=1;utm_id=2;b=3", "https://news.example/?a=1;b=3", "utm_id"},
		{"in the fragment", "https://news.example/story#utm_source=x&part=2", "https://news.example/story#part=2", "utm_source"},
		{"a name that is escaped", "https://news.example/?utm%5Fsource=x", "https://news.example/", "utm%5Fsource"},
		{"a video shared", "https://youtu.be/abcdefghijk?si=xyz&t=42", "https://youtu.be/abcdefghijk?t=42", "si"},
		{"a video", "https://www.youtube.com/watch?v=abc&list=PL1&feature=share&pp=x", "https://www.youtube.com/watch?v=abc&list=PL1", "feature pp"},
		{"a post on X", "https://x.com/a/status/1?s=20&t=abc", "https://x.com/a/status/1", "s t"},
		{"a product", "https://www.amazon.co.uk/dp/B000000001/ref=sr_1_1?tag=x-21&th=1", "https://www.amazon.co.uk/dp/B000000001?th=1", "ref tag"},
		{"an article given away", "https://www.nytimes.com/a.html?unlocked_article_code=1&smid=url-share", "https://www.nytimes.com/a.html?unlocked_article_code=1", "smid"},
		{"a newsletter", "https://news.example/p/x?_bhlid=1&ck_subscriber_id=2&bsft_uid=3&page=4", "https://news.example/p/x?page=4", "_bhlid ck_subscriber_id bsft_uid"},
		{"a campaign within a site", "https://shop.example/?itm_source=x&intcmp=y&cm_mmc=z&sccid=1&a=b", "https://shop.example/?a=b", "itm_source intcmp cm_mmc sccid"},
		{"a record", "https://ada.bandcamp.com/album/x?from=search&search_rank=1", "https://ada.bandcamp.com/album/x", "from search_rank"},
		{"an app", "https://play.google.com/store/apps/details?id=org.example&pcampaignid=web", "https://play.google.com/store/apps/details?id=org.example", "pcampaignid"},
		{"an article of WeChat", "https://mp.weixin.qq.com/s?__biz=a&mid=1&idx=2&sn=b&chksm=c&scene=21", "https://mp.weixin.qq.com/s?__biz=a&mid=1&idx=2&sn=b", "chksm scene"},
		{"a link in a mail of Substack's", "https://substack.com/app-link/post?publication_id=1&post_id=2&utm_source=x&isFreemail=true&r=abc&token=eyJ&submitPostView=true", "https://substack.com/app-link/post?publication_id=1&post_id=2", "utm_source isFreemail r token submitPostView"},
		{"a post that Substack's app shares", "https://open.substack.com/pub/ada/p/x?r=abc&utm_campaign=post&showWelcomeOnShare=false", "https://open.substack.com/pub/ada/p/x", "r utm_campaign showWelcomeOnShare"},
		{"a document", "https://docs.google.com/document/d/1/edit?usp=sharing&ouid=117&tab=t.0", "https://docs.google.com/document/d/1/edit?tab=t.0", "usp ouid"},
		{"a place", "https://www.google.com/maps/place/Ulm?entry=ttu&g_ep=EgoyMDI0&hl=de", "https://www.google.com/maps/place/Ulm?hl=de", "entry g_ep"},
		{"a picture shared", "https://www.instagram.com/p/abc/?igsh=x&img_index=2", "https://www.instagram.com/p/abc/?img_index=2", "igsh"},
		{"a newsletter of Mailchimp's, and a post on Bluesky", "https://news.example/x?mc_cid=1&mc_eid=2&ref_src=embed&__twitter_impression=true", "https://news.example/x", "mc_cid mc_eid ref_src __twitter_impression"},
		{"an article's previews", "https://en.wikipedia.org/wiki/Heron?wprov=sfla1", "https://en.wikipedia.org/wiki/Heron", "wprov"},
		{"a page as AMP's viewer has it", "https://news.example/x?amp_js_v=0.1&a=1#aoh=123&amp_tf=From", "https://news.example/x?a=1", "amp_js_v aoh amp_tf"},
		{"a friend's link", "https://medium.com/p/x?source=friends_link&sk=abc", "https://medium.com/p/x?sk=abc", "source"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := Clean(tc.raw)
			if got.URL != tc.want || strings.Join(got.Removed, " ") != tc.removed {
				t.Errorf("it comes to %s without %v, want %s without %s", got.URL, got.Removed, tc.want, tc.removed)
			}
		})
	}
}

func TestAnAddressThatNeedsNothingStaysAsItIs(t *testing.T) {
	for _, raw := range []string{
		"https://example.org", "https://example.org/", "http://EXAMPLE.org:8080/A/../b//c?", "https://example.org/?", "https://example.org/#",
		"https://example.org/?s=search&t=1&ref=main&source=x&id=2&p=3&si=4&feature=5", "https://example.org/ü%7Ex?q=ü+%20", "https://example.org/a;b=1?c",
		"https://github.com/a/b?tab=readme", "https://example.org/?a=100%", "https://example.org/#!/route?utm=1", "https://example.org/#/a=b",
		"https://lists.example/archive?mailid=12&trackingid=3&toolid=4&mbid=5&customid=6&shareadraft=7",
		"https://example.org/?trk=5&cmpid=6&cmp_id=7&icid=8&ncid=9&smid=10&ceid=11&cvid=12&ito=13", "https://news.google.com/topics/a?hl=en-US&gl=US&ceid=US%3Aen",
		"https://www.amazon.com/s?keywords=herons&node=1", "https://www.facebook.com/event.php?eid=123", "https://drive.google.com/file/d/1/view?resourcekey=0-a",
		"https://substack.com/app-link/post?publication_id=1&post_id=2", "https://web.archive.org/web/20120101000000/http://example.org/",
		"javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@example.org", "about:blank", "", "not an address", "https://", "utm_source",
	} {
		if got := Clean(raw); got.URL != raw || got.Removed != nil || got.Notes != nil {
			t.Errorf("%q becomes %+v", raw, got)
		}
	}
}

func TestWhatSurroundsAnAddressIsTakenOff(t *testing.T) {
	for _, tc := range []struct{ raw, want, note string }{
		{"  <https://example.org/a>\n", "https://example.org/a", ""},
		{"“https://example.org/a”", "https://example.org/a", ""},
		{"https://exam\nple.org/\u202ea\u200b", "https://example.org/a", ""},
		{"https://ada:secret@example.org/a@b", "https://example.org/a@b", "password"},
		{"https://a@b@example.org/", "https://example.org/", "password"},
		{"about:reader?url=https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc", "https://example.org/a?b=c", "view of the page"},
		{"view-source:https://example.org/a", "https://example.org/a", "view of the page"},
		{"chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/https://example.org/a.pdf", "https://example.org/a.pdf", "extension"},
		{"https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.org%2Fa&ved=x", "https://example.org/a", "www.google.com"},
		{"https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Ffbclid%3Dx&h=y", "https://example.org/a", "l.facebook.com"},
		{"https://t.umblr.com/redirect?z=https%3A%2F%2Fexample.org%2F&t=x", "https://example.org/", "t.umblr.com"},
		{"https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa&data=x", "https://example.org/a", "safelinks"},
		{"https://example-org.cdn.ampproject.org/c/s/example.org/a?b=c", "https://example.org/a?b=c", "AMP"},
		{"https://www.google.com/amp/s/example.org/a/amp/", "https://example.org/a/amp/", "AMP"},
		{"https://www.google.com/imgres?imgurl=https%3A%2F%2Fexample.org%2Fa.jpg&imgrefurl=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a", "www.google.com"},
		{"https://consent.youtube.com/m?continue=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Dabc&gl=DE", "https://www.youtube.com/watch?v=abc", "consent.youtube.com"},
		{"https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9leGFtcGxlLm9yZy9hP2I9Yw&ntb=1", "https://example.org/a?b=c", "www.bing.com"},
		{"https://news.google.com/rss/articles/CBMiFWh0dHBzOi8vZXhhbXBsZS5vcmcvYdIBAA?oc=5", "https://example.org/a", "news.google.com"},
		{"https://news.google.com/articles/CBMiBkFVX3lxTA?hl=de", "https://news.google.com/articles/CBMiBkFVX3lxTA?hl=de", ""},
		{"https://substack.com/redirect/2/eyJlIjoiaHR0cHM6Ly9leGFtcGxlLm9yZy9hP2I9YyJ9.sig?r=1", "https://example.org/a?b=c", "substack.com"},
		{"https://r.search.yahoo.com/_ylt=A;_ylu=B/RV=2/RE=1/RO=10/RU=https%3a%2f%2fexample.org%2fa/RK=2/RS=x-", "https://example.org/a", "r.search.yahoo.com"},
		{"https://secure-web.cisco.com/1abc/https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc", "https://example.org/a?b=c", "cisco"},
		{"https://tracking.letter.example/CL0/https:%2F%2Fexample.org%2Fa%3Futm_source=x/1/0100/sig", "https://example.org/a", "tracking.letter.example"},
		{"https://click.convertkit-mail2.com/a/b/aHR0cHM6Ly9leGFtcGxlLm9yZy9h", "https://example.org/a", "convertkit"},
		{"https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3Dabc%26feature%3Dshare", "https://www.youtube.com/watch?v=abc", "www.youtube.com"},
		{"https://deref-gmx.net/mail/client/x/dereferrer/?redirectUrl=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a", "deref-gmx.net"},
		{"https://www.bing-amp.com/c/s/example.org/a", "https://example.org/a", "AMP"},
		{"https://disq.us/url?url=https%3A%2F%2Fexample.org%2Fa%3AuTvYnrhPnCzkWqXbCdEfGhXyZ12&cuid=1", "https://example.org/a", "disq.us"},
		{"https://disq.us/url?url=https%3A%2F%2Fexample.org%2Fwiki%3ASpecialRandomPageTitle", "https://example.org/wiki:SpecialRandomPageTitle", "disq.us"},
		{"https://disq.us/url?url=https%3A%2F%2Fexample.org%3A8080%2Fa&cuid=1", "https://example.org:8080/a", "disq.us"},
		{"https://x.awstrack.me/L0/https:%2F%2Fexample.org%2Fa%3Fb=c/1/0100/sig=8", "https://example.org/a?b=c", "awstrack.me"},
		{"https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_a-5Fb-3Fc-3Dd&d=x", "https://example.org/a_b?c=d", "urldefense"},
		{"https://urldefense.com/v3/__https://example.org/a*b**Ac__;I8O8w7Y!!x", "https://example.org/a#büöc", "urldefense"},
		{"https://urldefense.com/v3/__https://example.org/a*b__;!!x", "https://urldefense.com/v3/__https://example.org/a*b__;!!x", ""},
		{"https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)", ""},
		{"example.org/page", "https://example.org/page", ""},
		{"www.example.org", "https://www.example.org", ""},
	} {
		got := Clean(tc.raw)
		notes := ""
		for _, n := range got.Notes {
			notes += n.Sentence()
		}
		if got.URL != tc.want || !strings.Contains(notes, tc.note) || tc.note == "" && notes != "" {
			t.Errorf("%q becomes %+v, want %s and a note about %q", tc.raw, got, tc.want, tc.note)
		}
	}
	if got := Clean("https://example.org/a#part:~:text=some%20words"); got.URL != "https://example.org/a#part" || got.Fragment != "text=some%20words" {
		t.Errorf("of a shared passage is left %+v", got)
	}
}

func TestAllAddressesOfAPageHaveOneKey(t *testing.T) {
	for _, same := range [][]string{
		{
			"https://example.org/a/b?x=1&y=2", "http://www.example.org:80/a/b/?y=2&x=1&utm_source=z", "HTTPS://EXAMPLE.ORG/a//b?x=1&y=2#part", "https://example.org/a/./c/../b?y=2;x=1",
			"https://m.example.org/a/b/amp/?x=1&y=2", "https://example.org/a/b/index.html?x=1&y=2", "https://user:pw@example.org/a/b?x=1&y=2&amp=1", "https://example.org./a/%62?x=1&y=2",
		},
		{"https://example.org/ü?q=a+b", "https://example.org/%c3%bc?q=a%20b"},
		{"https://bücher.example/", "https://xn--bcher-kva.example"},
		{"https://youtu.be/abcdefghijk", "https://www.youtube.com/watch?v=abcdefghijk&feature=share", "https://m.youtube.com/watch?v=abcdefghijk", "https://youtube.com/shorts/abcdefghijk", "https://www.youtube.com/embed/abcdefghijk"},
		{"https://twitter.com/ada/status/12", "https://x.com/ada/status/12?s=20", "https://mobile.twitter.com/ada/status/12/photo/1"},
		{"https://en.wikipedia.org/wiki/Link", "https://en.m.wikipedia.org/wiki/Link#History"},
		{"https://old.reddit.com/r/a/comments/1/", "https://www.reddit.com/r/a/comments/1"},
		{"https://arxiv.org/abs/2101.00001v2", "https://arxiv.org/pdf/2101.00001", "https://arxiv.org/pdf/2101.00001v1.pdf"},
		{"https://www.amazon.com/Some-Thing/dp/B000000001/ref=x?tag=y", "https://amazon.com/dp/B000000001"},
		{"http://example.org/old?a=1", "https://web.archive.org/web/20120101000000/http://example.org/old?a=1&utm_source=x", "https://web.archive.org/web/2012if_/http://www.example.org/old/?a=1"},
		{"https://dx.doi.org/10.1000/ABC", "https://doi.org/10.1000/abc"},
		{"http://[::1]:8080/", "http://[::1]:8080"},
	} {
		for _, address := range same[1:] {
			if got, want := SourceKey(address), SourceKey(same[0]); got != want || got == "" {
				t.Errorf("%s has the key %q, %s has %q", address, got, same[0], want)
			}
		}
	}
	different := []string{
		"https://example.org/", "https://example.org/a", "https://example.org/A", "https://example.org/?p=1", "https://example.org/?p=2", "https://example.org/?p=A", "https://example.org/?p=a",
		"https://example.org:8080/", "https://blog.example.org/", "https://example.org/#!/a", "https://example.org/#/b", "https://example.org/amp", "https://example.org/%2F",
		"https://web.archive.org/web/2012*/https://example.org/", "https://web.archive.org/web/2012/https://example.org/b",
		"https://youtube.com/watch?v=abcdefghijk", "https://youtube.com/watch?v=abcdefghijk&t=4", "https://m.org/",
	}
	keys := map[string]string{}
	for _, address := range different {
		key := SourceKey(address)
		if other, ok := keys[key]; ok {
			t.Errorf("%s and %s have one key, %q", address, other, key)
		}
		keys[key] = address
	}
	for _, raw := range []string{"", "javascript:alert(1)", "not an address", "https://", "mailto:a@example.org"} {
		if got := SourceKey(raw); got != "" {
			t.Errorf("%q has the key %q", raw, got)
		}
	}
}

func TestACopyOfAPageHasEvidenceOfItsOwn(t *testing.T) {
	const page = "https://example.org/old?a=1"
	copies := []string{"https://web.archive.org/web/20120101000000/http://example.org/old?a=1", "https://web.archive.org/web/2020/https://www.example.org/old/?a=1"}
	if got := EvidenceKey(page); got != SourceKey(page) {
		t.Errorf("of the page is %q", got)
	}
	keys := map[string]bool{EvidenceKey(page): true}
	for _, c := range copies {
		if key := EvidenceKey(c); keys[key] || key == "" {
			t.Errorf("of %s is %q", c, key)
		} else {
			keys[key] = true
		}
		if SourceKey(c) != SourceKey(page) {
			t.Errorf("%s is another page", c)
		}
	}
	if a, b := EvidenceKey("https://web.archive.org/web/2012if_/http://www.example.org/old/?a=1&utm_source=x"), EvidenceKey("http://archive.org/web/2012/http://example.org/old?a=1"); a != b {
		t.Errorf("one copy has %q and %q", a, b)
	}
}

func TestTheListsHaveNoNameThatMeansSomethingElsewhere(t *testing.T) {
	for _, name := range []string{"id", "p", "q", "s", "t", "v", "si", "ref", "source", "page", "lang", "date", "token", "tag", "url", "title", "text", "list", "tab"} {
		if everywhereRules().match(name) {
			t.Errorf("%s is taken out of every address", name)
		}
	}
	if n := len(strings.Fields(everywhere)); n < 150 {
		t.Errorf("the list has %d names", n)
	}
	for host, list := range perSite {
		if strings.ToLower(host+list) != host+list {
			t.Errorf("the list of %s has capital letters, which nothing is compared with", host)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"https://example.org/?utm_source=x&a=b#c", "www.example.org", "https://a:b@c.d/e?f;g=h&&i", "https://www.google.com/url?q=https://example.org/?fbclid=1", "https://x.org/#:~:text=a", "about:reader?url=x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		once := Clean(raw)
		if again := Clean(once.URL); again.URL != once.URL {
			t.Errorf("%q becomes %q, and that %q", raw, once.URL, again.URL)
		}
		if CheckURL("url", raw) == nil && !strings.ContainsAny(raw, `<>"“”«»`) && CheckURL("url", once.URL) != nil {
			t.Errorf("%q was an address, %q is none", raw, once.URL)
		}
	})
}

func FuzzSourceKey(f *testing.F) {
	for _, seed := range []string{"https://example.org/a/../b?x=1&utm_id=2", "http://EXAMPLE.org:80/%7e", "https://youtu.be/abcdefgh", "https://bücher.example/ü"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		key := SourceKey(raw)
		if again := SourceKey(Clean(raw).URL); again != key {
			t.Errorf("%q has the key %q, cleaned %q", raw, key, again)
		}
		if u, err := url.Parse(raw); err == nil && key != "" && u.User == nil && utf8.ValidString(raw) && Clean(raw).URL == raw {
			u.Scheme = "http"
			if other := SourceKey(u.String()); other != "" && CheckURL("", u.String()) == nil && !strings.Contains(raw, "%") && other != key {
				t.Errorf("%q has the key %q, over http %q", raw, key, other)
			}
		}
	})
}

func BenchmarkSourceKey(b *testing.B) {
	for b.Loop() {
		SourceKey("https://www.news.example/2026/11/story.html?utm_source=feed&id=12345#comments")
	}
}
