package frontmatter

import (
	"strings"
	"testing"
	"time"

	"pullquote/internal/transfer/record/recordtest"
)

func TestHugosTOML(t *testing.T) {
	it, err := readFile(t, "content/post/a.md", `+++
title = "no"
date = 2019-05-06T07:08:09+02:00
lastmod = 2019-05-08
tags = ["a", "b c"]
link = "https://example.org/hugo"
aliases = ["/old/place/"]
weight = 12
[params]
via = "https://friend.example/"
+++
Words *here*.
`)
	if err != nil {
		t.Fatal(err)
	}
	recordtest.CheckFields(t, map[string][2]string{
		"title":     {it.Title, "no"},
		"url":       {it.URL, "https://example.org/hugo"},
		"via":       {it.Via, "https://friend.example/"},
		"published": {it.Published.UTC().Format(time.RFC3339), "2019-05-06T05:08:09Z"},
		"updated":   {it.Updated.UTC().Format(time.RFC3339), "2019-05-08T00:00:00Z"},
		"former":    {strings.Join(it.Former, " "), "/old/place /post/a"},
		"tag":       {it.Tags[1], "b c"},
		"body":      {it.Body, "Words *here*."},
	})
}
