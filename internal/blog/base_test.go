package blog

import "testing"

func TestTheAddressOfABlogIsPartedIntoOriginAndPrefix(t *testing.T) {
	for _, tc := range []struct {
		base, origin, prefix string
		ok                   bool
	}{
		{"https://links.example.org", "https://links.example.org", "", true},
		{"https://links.example.org/", "https://links.example.org", "", true},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8080", "", true},
		{"http://[::1]:8080/blog", "http://[::1]:8080", "/blog", true},
		{"https://example.org/links", "https://example.org", "/links", true},
		{"https://example.org/~ada/my.links/", "https://example.org", "/~ada/my.links", true},
		{base: ""},
		{base: "example.org"},
		{base: "https:///links"},
		{base: "ftp://example.org"},
		{base: "javascript:alert(1)"},
		{base: "https://ada@example.org"},
		{base: "https://example.org//links"},
		{base: "https://example.org/../links"},
		{base: "https://example.org/.well-known"},
		{base: "https://example.org/my%20links"},
		{base: "https://example.org/l\u00e9gendes"},
		{base: "https://example.org/links?a=b"},
		{base: "https://example.org/links#top"},
		{base: "https://example.org/a\"b"},
	} {
		origin, prefix, ok := SplitBase(tc.base)
		if origin != tc.origin || prefix != tc.prefix || ok != tc.ok {
			t.Errorf("%q is parted into %q and %q, %v", tc.base, origin, prefix, ok)
		}
	}
}
