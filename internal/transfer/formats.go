package transfer

import (
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/document"
	"pullquote/internal/transfer/frontmatter"
	"pullquote/internal/transfer/instapaper"
	"pullquote/internal/transfer/linkding"
	"pullquote/internal/transfer/netscape"
	"pullquote/internal/transfer/pinboard"
	"pullquote/internal/transfer/pocket"
	"pullquote/internal/transfer/raindrop"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/shaarli"
	"pullquote/internal/transfer/tumblr"
	"pullquote/internal/transfer/wxr"
)

// formats are all formats, those whose detection is most reliable first.
var formats = []record.Format{
	document.Format,
	wxr.Format,
	tumblr.Format,
	netscape.Format,
	pinboard.Format,
	linkding.Format,
	shaarli.Format,
	pocket.Format,
	instapaper.Format,
	raindrop.Format,
	frontmatter.Format,
}

// auto is the name that selects all formats.
const auto = "auto"

// Formats returns the names that Options.Format may have.
func Formats() []string {
	names := []string{auto}
	for _, f := range formats {
		names = append(names, f.Name)
	}
	return names
}

// choose returns the formats that a name selects. It fails with Invalid.
func choose(name string) ([]record.Format, error) {
	if name == "" || name == auto {
		return formats, nil
	}
	for _, f := range formats {
		if f.Name == name {
			return []record.Format{f}, nil
		}
	}
	return nil, blog.Fault("format", "There is no format %q; there are %s.", name, strings.Join(Formats(), ", "))
}
