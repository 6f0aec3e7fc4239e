package fetch

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"pullquote/internal/blog"
)

// fileTime is how long a file may take. Nobody waits for it in front of a form.
const fileTime = time.Minute

// File fetches a file, such as a picture, and returns its bytes. Errors are as of Page; it
// also fails with TooLarge if the file has more than limit bytes, and with Unavailable if
// it is truncated.
func (c *Client) File(ctx context.Context, address string, limit int64) ([]byte, error) {
	u, err := target(address)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, fileTime)
	defer cancel()
	data, err := c.file(limited, u, limit)
	if err != nil {
		err = failure(ctx, u.Host, err)
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "fetched a file", slog.String("host", u.Host), slog.Int("bytes", len(data)), slog.Any("err", err))
	return data, err
}

// file requests u, follows redirects, and returns the file at the end.
func (c *Client) file(ctx context.Context, u *url.URL, limit int64) ([]byte, error) {
	for range mostRedirects + 1 {
		res, to, err := c.hop(ctx, u)
		if err != nil {
			return nil, err
		}
		if to == nil {
			return c.whole(u.Host, res, limit)
		}
		u = to
	}
	return nil, unavailable("The address leads on and on, and never to a file.")
}

// whole reads a complete response, and closes it.
func (c *Client) whole(host string, res *http.Response, limit int64) ([]byte, error) {
	defer func() { _ = res.Body.Close() }()
	if err := refusal(host, res); err != nil {
		return nil, err
	}
	data, cut, err := readBody(res, limit)
	switch {
	case err != nil:
		return nil, &hopError{host, err}
	case cut && int64(len(data)) >= limit:
		return nil, &blog.Error{Kind: blog.TooLarge, Message: "The file is larger than what is kept here."}
	case cut:
		return nil, unavailable("The connection to %s broke while the file was fetched.", host)
	}
	return data, nil
}
