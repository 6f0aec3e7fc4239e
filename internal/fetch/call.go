package fetch

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"golang.org/x/net/http/httpguts"

	"pullquote/internal/blog"
)

// Call is a request that the operator has configured, to be sent with Client.Send.
type Call struct {
	Method string
	URL    string
	Header http.Header
	Body   string
}

// NewCall parses a call from the command line: an address, or a method and an address
// (the default method is PURGE), with headers of the form "Name: value". Its errors are
// *blog.Error of kind Invalid.
func NewCall(call string, header []string, body string) (Call, error) {
	c := Call{Method: "PURGE", URL: strings.TrimSpace(call), Header: http.Header{}, Body: body}
	if method, address, ok := strings.Cut(c.URL, " "); ok {
		c.Method, c.URL = method, strings.TrimSpace(address)
	}
	if _, err := target(c.URL); err != nil || !httpguts.ValidHeaderFieldName(c.Method) {
		return Call{}, &blog.Error{Kind: blog.Invalid, Message: "%q is no call; it should look like http://127.0.0.1:6081/ or like POST https://cdn.example/purge.", Args: []any{call}, Err: err}
	}
	for _, line := range header {
		name, value, ok := strings.Cut(line, ":")
		if !ok || !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			// Without the value, which may be a secret.
			return Call{}, &blog.Error{Kind: blog.Invalid, Message: "A header of a call is written as Name: value; one that begins with %q is not.", Args: []any{blog.Excerpt(name, 30)}}
		}
		c.Header.Add(name, strings.TrimSpace(value))
	}
	return c, nil
}

// answerBytes is how much of the response to a call is read, so that the connection can
// be reused.
const answerBytes = 64 << 10

// Send sends a call. It does not follow redirects. It fails with Unavailable if the host
// can't be reached or the status is not a success.
func (c *Client) Send(ctx context.Context, call Call) error {
	u, err := target(call.URL)
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, c.limits.whole)
	defer cancel()
	req, err := http.NewRequestWithContext(limited, call.Method, u.String(), strings.NewReader(call.Body))
	if err != nil {
		return fmt.Errorf("call %s: %w", u.Host, err)
	}
	req.Header = call.Header.Clone()
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", c.agent)
	}
	if host := req.Header.Get("Host"); host != "" {
		req.Host = host
	}
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &blog.Error{Kind: blog.Unavailable, Message: "%s was not reached.", Args: []any{u.Host}, Err: err}
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, answerBytes)
	c.log.LogAttrs(ctx, slog.LevelDebug, "called", slog.String("host", u.Host), slog.String("method", call.Method), slog.Int("status", resp.StatusCode))
	if resp.StatusCode >= 300 {
		return &blog.Error{Kind: blog.Unavailable, Message: "%s answers %s to %s.", Args: []any{u.Host, resp.Status, call.Method}}
	}
	return nil
}
