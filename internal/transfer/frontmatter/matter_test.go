package frontmatter

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record/recordtest"
)

func TestTitles(t *testing.T) {
	tests := []struct{ name, matter, want string }{
		{"no is a word", "title: no", "no"},
		{"so is a number", "title: 2012", "2012"},
		{"with a zero before it", "title: 007", "007"},
		{"and a time", "title: 12:30", "12:30"},
		{"and a date", "title: 2012-11-21", "2012-11-21"},
		{"quoted", `title: "A \"heron\""`, `A "heron"`},
		{"folded", "title: >\n  A heron\n  stood", "A heron stood"},
		{"folded, stripped", "title: >-\n  A heron\n  stood", "A heron stood"},
		{"kept", "title: |\n  A heron\n  stood", "A heron stood"},
		{"nothing", "title: ~", ""},
		{"a colon without quotation marks", "title: Birds: a heron", "Birds: a heron"},
		{"brackets without quotation marks", "title: [Longread] Birds", "[Longread] Birds"},
		{"only brackets", "title: [Birds]", "[Birds]"},
		{"braces without quotation marks", "title: {Birds}", "{Birds}"},
		{"an at sign", "title: @heron", "@heron"},
		{"an asterisk", "title: *heron* seen", "*heron* seen"},
		{"a tab", "title:\tA heron\n\tfoo: x", "A heron foo: x"},
		{"entities", "title: A &amp; B &#8217;s", "A & B ’s"},
		{"entities are decoded once", "title: A &amp;amp; B", "A &amp; B"},
		{"an element's name is a word", "title: The <canvas> element", "The <canvas> element"},
		{"markup is none", "title: The <em>heron</em>", "The heron"},
		{"JSON's marks", "title: 'He said: {\"a\"}'", `He said: {"a"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, "_posts/2012-11-21-x.md", "---\n"+tt.matter+"\nlayout: post\n---\nWords.\n")
			recordtest.CheckFields(t, map[string][2]string{"title": {it.Title, tt.want}, "body": {it.Body, "Words."}})
		})
	}
}

func TestTitlesOfWordPress(t *testing.T) {
	tests := []struct {
		title, want string
		status      blog.Status
	}{
		{"A &#8220;heron&#8221; &#038; I", "A “heron” & I", blog.Published},
		{"A &amp;#8217; heron", "A &#8217; heron", blog.Published},
		{"The <em>heron</em>", "The heron", blog.Published},
		{"Private: A heron", "A heron", blog.Draft},
		{"Protected: A heron", "A heron", blog.Draft},
		{"Geschützt: A heron", "A heron", blog.Draft},
		{"Privately: A heron", "Privately: A heron", blog.Published},
	}
	for _, tt := range tests {
		it := readPost(t, "_posts/x.md", wordPress(tt.title, articlesAt, "Words."))
		recordtest.CheckFields(t, map[string][2]string{"title": {it.Title, tt.want}, "status": {string(it.Status), string(tt.status)}})
		if noted(it, "comes in as a draft") != (tt.status == blog.Draft) {
			t.Errorf("%q: notes %q", tt.title, it.Notes)
		}
	}
}

func TestMetadataThatIsNotValidIsReadLineByLine(t *testing.T) {
	text := "---\n" + `layout: post
title: Birds: a "heron"
date: 2012-11-21 08:00
# a comment
tags:
- river birds
-	'it''s wet'
link: "https://example.net/"
excerpt: >
	It stood
	there.
categories: [a, "b c"]
---
Words: more.
`
	it := readPost(t, "_posts/2012-11-21-x.md", text)
	recordtest.CheckFields(t, map[string][2]string{
		"title": {it.Title, `Birds: a "heron"`},
		"date":  {it.Published.Format(time.RFC3339), "2012-11-21T08:00:00Z"},
		"tags":  {strings.Join(it.Tags, "|"), "river birds|it's wet|a|b c"},
		"url":   {it.URL, "https://example.net/"},
		"body":  {it.Body, "Words: more."},
	})
	if !noted(it, "not valid YAML (line 3:") || !noted(it, "Excerpt, not taken over: It stood there.") {
		t.Errorf("notes %q", it.Notes)
	}
}

func TestFrontMatterOfAllKinds(t *testing.T) {
	tests := []struct{ name, text string }{
		{"YAML", "---\ntitle: T\ntags: [a, b]\n---\nWords.\n"},
		{"YAML that ends with dots", "---\ntitle: T\ntags: [a, b]\n...\nWords.\n"},
		{"white space behind the marks", "---  \ntitle: T\ntags: [a, b]\n---\t\nWords.\n"},
		{"an empty line before it", "\n---\ntitle: T\ntags: [a, b]\n---\nWords.\n"},
		{"no line end behind it", "---\ntitle: T\ntags: [a, b]\n---\n\n\nWords."},
		{"an alias", "---\nx: &x [a, b]\ntitle: T\ntags: *x\n---\nWords.\n"},
		{"JSON", "{\n  \"title\": \"T\",\n  \"tags\": [\"a\", \"b\"],\n  \"n\": 36212915001, \"ok\": true, \"no\": null\n}\n\nWords.\n"},
		{"JSON in a line", "{\"title\":\"T\",\"tags\":[\"a\",\"b\"]}\nWords.\n"},
		{"a key twice", "---\ntitle: S\ntitle: T\ntags: [a, b]\n---\nWords.\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, "_posts/2012-11-21-x.md", tt.text)
			recordtest.CheckFields(t, map[string][2]string{"title": {it.Title, "T"}, "tags": {strings.Join(it.Tags, "|"), "a|b"}, "body": {it.Body, "Words."}})
			if strings.Contains(tt.name, "twice") != noted(it, "stands more than once") {
				t.Errorf("notes %q", it.Notes)
			}
		})
	}
}

func TestAliasesCantFillTheMemory(t *testing.T) {
	var b strings.Builder
	b.WriteString("---\ntitle: T\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1)
	}
	b.WriteString("tags: *a11\n---\nWords.\n")
	it := readPost(t, "x.md", b.String())
	if it.Title != "T" || it.Body != "Words." || len(it.Tags) > 1 {
		t.Errorf("title %q, body %q, %d tags", it.Title, it.Body, len(it.Tags))
	}
	it = readPost(t, "x.md", "---\ntitle: T\nself: &s [*s]\ntags: *s\n---\nWords.\n")
	if it.Title != "T" || it.Body != "Words." {
		t.Errorf("title %q, body %q", it.Title, it.Body)
	}
}

func TestTags(t *testing.T) {
	tests := []struct{ name, matter, want string }{
		{"a list", "tags: [river birds, Heron]", "river birds|Heron"},
		{"commas", "tags: river birds, Heron", "river birds|Heron"},
		{"Jekyll's spaces", "tags: river birds", "river|birds"},
		{"one category", "category: river birds", "river birds"},
		{"keywords", "keywords: river birds", "river birds"},
		{"numbers", "tags: [2012, 007]", "2012|007"},
		{"both kinds, each once", "tags: [a, B]\ncategories: [b, c]", "a|B|c"},
		{"no category", "categories: [Uncategorized, Allgemein, links]", "links"},
		{"entities", "tags: [R&amp;D]", "R&D"},
		{"objects", "tags:\n  - name: a\n  - name: b", "a|b"},
		{"a comma within a name", "tags: [\"Washington, D.C.\"]", "Washington D.C."},
		{"in groups", "taxonomy:\n  category: [links]\n  post_tag: [river birds]", "river birds|links"},
		{"none", "tags: []", ""},
		{"nothing", "tags:", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, "x.md", "---\ntitle: T\n"+tt.matter+"\n---\nWords.\n")
			if got := strings.Join(it.Tags, "|"); got != tt.want {
				t.Errorf("tags %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWhatReadersMayNotSeeIsADraft(t *testing.T) {
	tests := []struct {
		name, file, matter string
		want               blog.Status
	}{
		{"nothing said", "x.md", "", blog.Published},
		{"published", "x.md", "published: true", blog.Published},
		{"not published", "x.md", "published: false", blog.Draft},
		{"not published, quoted", "x.md", "published: 'No'", blog.Draft},
		{"published at a date", "x.md", "published: 2012-11-21", blog.Published},
		{"a draft", "x.md", "draft: true", blog.Draft},
		{"no draft", "x.md", "draft: false", blog.Published},
		{"a folder for drafts", "_drafts/x.md", "", blog.Draft},
		{"private", "x.md", "private: yes", blog.Draft},
		{"a status", "x.md", "status: pending", blog.Draft},
		{"a good status", "x.md", "status: publish", blog.Published},
		{"not for all", "x.md", "visibility: unlisted", blog.Draft},
		{"a password", "x.md", "password: hush", blog.Draft},
		{"not shared", "x.md", "shared: no", blog.Draft},
		{"kept in a garden", "x.md", "publish: false", blog.Draft},
		{"until a day", "x.md", "expiryDate: 2013-01-01", blog.Draft},
		{"never built", "x.md", "build:\n  render: never", blog.Draft},
		{"in no list", "x.md", "_build:\n  list: false", blog.Draft},
		{"built", "x.md", "build:\n  render: always\n  list: true", blog.Published},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, tt.file, "---\ntitle: T\n"+tt.matter+"\n---\nWords.\n")
			if it.Status != tt.want {
				t.Errorf("status %s, want %s", it.Status, tt.want)
			}
		})
	}
}

func TestMetadataInOtherPlaces(t *testing.T) {
	const body = "Words: all.\n\n---\n\nMore."
	for name, text := range map[string]string{
		"Hugo's, in a comment":            "<!--\n---\ntitle: T\ndate: 2012-11-21\ntags: [a, b]\n---\n-->\n" + body,
		"Hexo's, without a mark above it": "title: T\ndate: 2012-11-21\ntags:\n- a\n- b\n---\n" + body,
		"with a longer one below":         "title: T\ntags: [a, b]\ndate: 2012-11-21\n------\n" + body,
		"Pelican's, up to a blank line":   "Title: T\nDate: 2012-11-21\nTags: a, b\nSummary: One\n    and two\n\n" + body,
	} {
		it := readPost(t, "x.md", text)
		if it.Title != "T" || it.Body != body || strings.Join(it.Tags, "|") != "a|b" || it.Published.Format(time.DateOnly) != "2012-11-21" {
			t.Errorf("%s: %q of %s, %q: %q", name, it.Title, it.Published, it.Tags, it.Body)
		}
	}
	for _, text := range []string{"Note: it stood.\n\nWords.", "Title: it stood.\n\nWords.", "Words\n---\nmore", "title: a\nwords\n---\nmore"} {
		if _, err := readFile(t, "x.txt", text); err == nil {
			t.Errorf("%q has metadata", text)
		}
	}
}

func TestTheRestOfTheMetadata(t *testing.T) {
	it := readPost(t, "x.md", `---
title: T
author:
  name: Ada &amp; Tom
  email: ada@example.org
lang: en_GB
description: About herons.
mood: grey
layout: post
---
Words {% include heron.html %} and
[gallery ids="1,2"] more.
`)
	recordtest.CheckFields(t, map[string][2]string{"author": {it.Author, "Ada & Tom"}, "lang": {it.Lang, "en-GB"}})
	for _, note := range []string{"Excerpt, not taken over: About herons.", "Not taken over: mood.", "{% include heron.html %}", "[gallery ids="} {
		if !noted(it, note) {
			t.Errorf("no note of %q in %q", note, it.Notes)
		}
	}
	it = readPost(t, "x.md", "---\ntitle: T\nauthors: [Ada, Tom]\nlang: the Queen's English\n---\nWords.\n")
	recordtest.CheckFields(t, map[string][2]string{"author": {it.Author, "Ada, Tom"}, "lang": {it.Lang, ""}})
	it = readPost(t, "x.md", "---\ntitle: T\nauthor: "+strings.Repeat("x", 300)+"\n---\nWords.\n")
	if it.Author != "" || !noted(it, "too long") {
		t.Errorf("author %q, notes %q", it.Author, it.Notes)
	}
}
