package web_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
)

var hostile = []string{
	`<script>alert(1)</script>`,
	`<ScRiPt src=//evil.example/x.js></sCrIpT >`,
	`<img src=x onerror=alert(1)>`,
	`<img/src="x"/onerror="alert(1)">`,
	`<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x></svg>`,
	`<svg><style><img src=x onerror=alert(1)></style></svg>`,
	`<math><mi//xlink:href="data:x,<script>alert(1)</script>">`,
	`<iframe src="javascript:alert(1)"></iframe>`,
	`<iframe srcdoc="<script>alert(1)</script>">`,
	`<object data="data:text/html,<script>alert(1)</script>"></object><embed src=x>`,
	`<a href="javascript:alert(1)">x</a>`,
	`<a href=" java&#x0A;script:alert(1)">x</a>`,
	`<a href="&#106;avascript&colon;alert(1)">x</a>`,
	`<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>`,
	`<a href="vbscript:msgbox(1)">x</a>`,
	`[x](javascript:alert(1))`,
	`[x](JaVaScRiPt&#58;alert(1))`,
	`[x](data:text/html,<script>alert(1)</script>)`,
	`![x](x"onerror="alert(1))`,
	`<javascript:alert(1)>`,
	`<p style="position:fixed;inset:0;background:url(javascript:alert(1))">x</p>`,
	`<style>body{display:none}</style>`,
	`<link rel=stylesheet href=//evil.example/x.css>`,
	`<meta http-equiv=refresh content="0;url=//evil.example">`,
	`<base href="//evil.example/">`,
	`<form action="//evil.example"><input name=password><button formaction="javascript:alert(1)">x</button></form>`,
	`<div id="pq-main" class="pq-notice h-entry u-url">x</div>`,
	`<details open ontoggle=alert(1)><summary>x</summary></details>`,
	`<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>`,
	`<!--><script>alert(1)</script>-->`,
	`<![CDATA[<script>alert(1)</script>]]>`,
	`</article></main></body><script>alert(1)</script>`,
	`<textarea></textarea><script>alert(1)</script></textarea>`,
	`<template><script>alert(1)</script></template>`,
	"<scr\x00ipt>alert(1)</scr\x00ipt>",
	`<b onmouseover=alert(1) autofocus tabindex=1 onfocus=alert(1)>x</b>`,
	"> <blockquote cite=\"javascript:alert(1)\">x</blockquote>",
	"```\"><script>alert(1)</script>\nx\n```",
}

// harmful are elements that text by authors must never bring onto a page.
var harmful = []string{
	"script", "style", "iframe", "object", "embed", "svg", "math", "form", "input", "button", "textarea", "select", "link", "meta", "base",
	"template", "noscript", "audio", "video", "source", "frame", "frameset", "animate", "portal",
}

// harmless fails the test for every node below an element that could do harm.
func harmless(t *testing.T, n *html.Node) {
	t.Helper()
	for d := range n.Descendants() {
		if d.Type == html.CommentNode {
			t.Errorf("a comment: %q", d.Data)
		}
		if d.Type != html.ElementNode {
			continue
		}
		if slices.Contains(harmful, d.Data) {
			t.Errorf("an element <%s>", d.Data)
		}
		for _, a := range d.Attr {
			value := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(a.Val, "\x00", "")), ""))
			runs := strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") || strings.HasPrefix(value, "vbscript:")
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" || a.Key == "formaction" || runs && a.Key != "title" && a.Key != "alt" {
				t.Errorf("an attribute %s=%q of <%s>", a.Key, a.Val, d.Data)
			}
			if a.Key == "id" && strings.HasPrefix(a.Val, "pq-") || a.Key == "class" && strings.Contains(a.Val, "pq-") {
				t.Errorf("a borrowed name: %s=%q", a.Key, a.Val)
			}
		}
	}
}

// ours reports whether a script is one of the blog's files, or data that browsers
// don't run: JSON without any character that could end the element.
func ours(n *html.Node) bool {
	if attr(n, "type") == "application/ld+json" {
		return json.Valid([]byte(raw(n))) && !strings.ContainsAny(raw(n), "<>&")
	}
	return strings.HasPrefix(attr(n, "src"), "/assets/") && raw(n) == ""
}

// shows fails the test if the text of the page has any effect on it, or if the page
// has not exactly one article.
func (r reply) shows(t *testing.T) {
	t.Helper()
	articles := r.all("article.h-entry")
	if len(articles) != 1 || len(r.all("main")) != 1 || len(r.all("article .e-content")) != 1 {
		t.Fatalf("the page falls apart: %s", r.Body)
	}
	harmless(t, r.first("article .e-content"))
	for _, n := range r.all("script") {
		if !ours(n) {
			t.Errorf("a script: %q %q", attr(n, "src"), raw(n))
		}
	}
	for _, n := range append(r.all("img"), r.all("a")...) {
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
				t.Errorf("%s=%q of <%s>", a.Key, a.Val, n.Data)
			}
		}
	}
}

func TestHostileWordsDoNothingWhicheverWayTheyCome(t *testing.T) {
	h := newHouse(t)
	v, reader := h.ada(), h.reader()
	batch, err := h.store.BeginImport(t.Context(), blog.Batch{State: blog.BatchImporting, Source: "archive"})
	if err != nil {
		t.Fatal(err)
	}
	for i, vector := range hostile {
		t.Run(vector, func(t *testing.T) {
			title := "Hostile " + strings.NewReplacer("\x00", "", "\n", " ").Replace(vector)
			form := draft("body", vector, "title", title, "tags", "<b>tag "+string(rune('a'+i%26)), "slug", "", "key", "HOSTILE"+string(rune('A'+i/26))+string(rune('A'+i%26)))
			form.Set("action", "preview")
			v.post("/compose", form).status(t, http.StatusOK).shows(t)
			form.Set("action", "publish")
			location := v.post("/compose", form).status(t, http.StatusSeeOther).Header().Get("Location")
			reader.get(location).status(t, http.StatusOK).shows(t)
			p := h.newest(blog.ShelfPublished)
			if p.Body != vector {
				t.Errorf("stored is %q", p.Body)
			}
			edit := v.get(action(p, "edit")).status(t, http.StatusOK)
			if got := edit.fields("form.pq-compose").Get("body"); !strings.Contains(vector, "\x00") && got != strings.ReplaceAll(vector, "\n", "\r\n") {
				t.Errorf("the form holds %q", got)
			}
			if len(edit.all("form.pq-compose")) != 1 || len(edit.all("main script")) != 0 {
				t.Errorf("the form falls apart: %s", edit.Body)
			}
			v.get(action(p, "history")).status(t, http.StatusOK)

			p = h.save(publish.Save{Publish: true, Entry: publish.Entry{Body: vector + " ", URL: "https://evil.example/\"><script>alert(1)</script>", Format: blog.HTML}})
			reader.get(p.Path).status(t, http.StatusOK).shows(t)

			for _, format := range []blog.Format{blog.Markdown, blog.HTML, blog.WordPress} {
				results, err := h.gate.Import(t.Context(), publish.ImportInto{Batch: batch}, h.gate.Prepare([]blog.Import{{
					Key: "test:" + string(format) + vector, Raw: []byte(vector), Origin: "archive",
					Post: blog.Post{Title: title, Body: vector, Format: format, Status: blog.Published, Published: morning, Author: blog.Author{Name: "<script>alert(1)</script>"}, DateText: vector},
				}}))
				if err != nil || results[0].Outcome != blog.ImportNew {
					t.Fatal(results, err)
				}
				reader.get(results[0].Path).status(t, http.StatusOK).shows(t)
				if got := h.stored(results[0].PostID).Body; got != vector {
					t.Errorf("stored is %q", got)
				}
			}
		})
	}
	for _, address := range []string{"/", "/desk"} {
		r := v.get(address).status(t, http.StatusOK)
		for _, n := range r.all(".e-content") {
			harmless(t, n)
		}
		for _, n := range r.all("script") {
			if !ours(n) {
				t.Errorf("%s: a script %q %q", address, attr(n, "src"), raw(n))
			}
		}
	}
}
