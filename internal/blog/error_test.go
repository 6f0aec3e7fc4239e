package blog_test

import (
	"errors"
	"testing"

	"pullquote/internal/blog"
)

func TestACauseStandsBehindItsSentence(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  *blog.Error
		want string
	}{
		{"a sentence alone", blog.Fault("", "Nothing was sent."), "Nothing was sent."},
		{"of a field", blog.Fault("url", "%s is no address.", "x"), "url: x is no address."},
		{"with its cause", &blog.Error{Message: "%s was not reached.", Args: []any{"news.example"}, Err: errors.New("dial tcp: refused")}, "news.example was not reached. (dial tcp: refused)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.err.Error(); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
