package capture_test

import (
	"net/url"
	"testing"

	"pullquote/internal/capture"
)

func TestWhatAPhoneSharesIsTakenApart(t *testing.T) {
	for _, tc := range []struct {
		name, title, text, url       string
		wantURL, wantTitle, wantText string
	}{
		{
			"a page that Chrome shares", "The story", "https://news.example/story", "",
			"https://news.example/story", "The story", "",
		},
		{
			"words that are selected in Chrome", "", "“It was the best of times.”\n https://news.example/story#:~:text=It%20was", "",
			"https://news.example/story#:~:text=It%20was", "", "It was the best of times.",
		},
		{
			"straight quotation marks", "The story", "\"It was.\"\nhttps://news.example/story", "",
			"https://news.example/story", "The story", "It was.",
		},
		{
			"a passage without marks", "", "It was the best of times https://news.example/story#:~:text=It", "",
			"https://news.example/story#:~:text=It", "", "It was the best of times",
		},
		{
			"a title before the address", "", "Watch this: https://video.example/watch?v=1", "",
			"https://video.example/watch?v=1", "Watch this", "",
		},
		{
			"several addresses", "T", "from https://friend.example/ I have https://news.example/story", "",
			"https://news.example/story", "T", "from https://friend.example/ I have",
		},
		{
			"an address of its own", "T", "Words that were chosen", "https://news.example/story",
			"https://news.example/story", "T", "Words that were chosen",
		},
		{
			"the address twice", "T", "Words https://news.example/story", "https://news.example/story",
			"https://news.example/story", "T", "Words",
		},
		{
			"a sentence around it", "", "See (https://news.example/a_(b)).", "",
			"https://news.example/a_(b)", "See ().", "",
		},
		{
			"the title said again", "The story", "The story https://news.example/story", "",
			"https://news.example/story", "The story", "",
		},
		{
			"the address as the title", "https://news.example/story", "", "",
			"https://news.example/story", "", "",
		},
		{
			"several lines", "", "One.\nTwo.\nhttps://news.example/story", "",
			"https://news.example/story", "", "One.\nTwo.",
		},
		{
			"words alone", "", "Just words", "",
			"", "", "Just words",
		},
		{"nothing", "", "", "", "", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := capture.FromShare(url.Values{"title": {tc.title}, "text": {tc.text}, "url": {tc.url}})
			text := ""
			if len(b.Passages) > 0 {
				text = b.Passages[0].Text
			}
			if b.URL != tc.wantURL || b.Title != tc.wantTitle || text != tc.wantText {
				t.Errorf("it comes to %q, %q, %q; want %q, %q, %q", b.URL, b.Title, text, tc.wantURL, tc.wantTitle, tc.wantText)
			}
		})
	}
}
