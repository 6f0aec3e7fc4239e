package fetch

import (
	"context"
	"net/url"

	"pullquote/internal/blog"
	"pullquote/internal/fetch/metadata"
)

// About fetches a page and returns its metadata. For anything but HTML that is only the
// address, and the file's name if the server sends one. Errors are as of Page.
func (c *Client) About(ctx context.Context, address string) (blog.About, error) {
	page, err := c.Page(ctx, address)
	if err != nil {
		return blog.About{}, err
	}
	if !page.HTML() {
		return blog.About{URL: page.URL, Title: page.Filename}, nil
	}
	about := metadata.Of(page.Body, page.URL)
	about.URL = page.URL
	if IsChallenge(about.Title) {
		return blog.About{}, challenged(hostOf(page.URL), nil)
	}
	return about, nil
}

// hostOf returns the host of an address, for messages.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "The site"
	}
	return u.Host
}
