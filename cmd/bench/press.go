package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
)

// press publishes posts.
type press struct {
	addr, cookie string
	writer       *writer
	client       *http.Transport
	gate         *publish.Gate
	author       blog.Author
	sent         int
}

// newPress returns a press for a blog that has a number of generated posts.
func newPress(ctx context.Context, s *site, posts int) (*press, error) {
	p := &press{addr: s.addr, writer: newWriter(posts), client: &http.Transport{}, gate: s.app.Gate}
	var err error
	if p.cookie, err = s.signIn(ctx); err != nil {
		return nil, err
	}
	p.author, err = s.app.Store.Owner(ctx)
	return p, err
}

// next returns the next post.
func (p *press) next() publish.Save {
	p.sent++
	post := p.writer.post(1<<40 + p.sent) // with an age that no generated post has
	return publish.Save{
		Publish: true, Key: fmt.Sprintf("BENCH%d", p.sent),
		Entry: publish.Entry{URL: post.URL, Title: post.Title, Body: post.Body, Tags: post.Tags, Lang: post.Lang},
	}
}

// form returns a post as form values.
func form(s publish.Save) string {
	return url.Values{
		"url": {s.URL}, "title": {s.Title}, "body": {s.Body}, "tags": {blog.TagList(s.Tags)}, "via": {""}, "slug": {""},
		"action": {"publish"}, "key": {s.Key}, "version": {"0"}, "format": {""}, "lang": {s.Lang},
	}.Encode()
}

// save passes the next post to the gate and returns how long that took, in
// milliseconds.
func (p *press) save(ctx context.Context) (float64, error) {
	post := p.next()
	begin := time.Now()
	_, err := p.gate.Save(ctx, p.author, post)
	return time.Since(begin).Seconds() * 1000, err
}

// send submits a form and returns the time until it was answered, in milliseconds.
func (p *press) send(ctx context.Context, addr, form string) (float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/compose", strings.NewReader(form))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Cookie", p.cookie)
	begin := time.Now()
	resp, err := p.client.RoundTrip(req)
	if err != nil {
		return 0, err
	}
	took := time.Since(begin)
	if err := resp.Body.Close(); err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusSeeOther {
		return 0, fmt.Errorf("a form was answered with %s", resp.Status)
	}
	return took.Seconds() * 1000, nil
}
