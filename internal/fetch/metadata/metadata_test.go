package metadata

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
)

// wholePage says all that it has to say, in the words of several vocabularies.
const wholePage = `<!doctype html><html lang="en-GB" prefix="og: https://ogp.me/ns#"><head>
<title>A walk along the river - The Daily Walk</title>
<link rel="canonical" href="/walks/river?page=1#top"><link rel=shortlink href="https://wa.lk/1"><link rel="stylesheet" href=x.css>
<meta property="og:title" content="A walk along the river"><meta property="og:site_name" content="The Daily Walk">
<meta property="og:image" content="../i/river.jpg?w=1&amp;h=2"><meta property="og:locale" content="en_US">
<meta name="author" content="Ada Example"><meta name="description" content="Nine miles &amp;amp; one dog.">
<meta property="article:published_time" content="2012-11-21T08:00:00+0100"><meta property="article:author" content="https://social.example/ada">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"BreadcrumbList"}</script>
</head><body><h1>A walk along<br> the river</h1><p class="byline">by Ada E.</p><time datetime="2012-11-22">yesterday</time>
<svg><title>Menu</title></svg></body></html>`

const wholeAddress = "https://walk.example/walks/river?utm_source=x"

func TestReadCollectsWhatAPageSays(t *testing.T) {
	want := Hints{
		URL: wholeAddress, Title: "A walk along the river - The Daily Walk", Heading: "A walk along the river", Lang: "en-GB",
		Meta: [][2]string{
			{"og:title", "A walk along the river"},
			{"og:site_name", "The Daily Walk"},
			{"og:image", "../i/river.jpg?w=1&h=2"},
			{"og:locale", "en_US"},
			{"author", "Ada Example"},
			{"description", "Nine miles &amp; one dog."},
			{"article:published_time", "2012-11-21T08:00:00+0100"},
			{"article:author", "https://social.example/ada"},
		},
		Links:  [][2]string{{"canonical", "https://walk.example/walks/river?page=1#top"}, {"shortlink", "https://wa.lk/1"}},
		LD:     []string{`{"@context":"https://schema.org","@type":"BreadcrumbList"}`},
		Author: "by Ada E.", Time: "2012-11-22",
	}
	if diff := cmp.Diff(want, read([]byte(wholePage), wholeAddress).Hints); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAWholePageIsWeighed(t *testing.T) {
	want := blog.About{
		URL: wholeAddress, Canonical: "https://walk.example/walks/river?page=1", Title: "A walk along the river", Site: "The Daily Walk",
		Author: "Ada Example", Published: "2012-11-21T08:00:00+01:00", Lang: "en-GB", Description: "Nine miles & one dog.",
		Image: "https://walk.example/i/river.jpg?w=1&h=2",
	}
	if diff := cmp.Diff(want, Of([]byte(wholePage), wholeAddress)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(want, Weigh(read([]byte(wholePage), wholeAddress).Hints)); diff != "" {
		t.Errorf("Weigh (-want +got)\n%s", diff)
	}
}

func TestWhatTheStatementsDoNotTellTheWordsDo(t *testing.T) {
	const words = "The river was high, and the path was under water in three places, so that we went round by the mill. "
	page := `<title>A walk along the river</title><body><nav><p>Home, news, sport</p></nav><article><h1>A walk along the river</h1>
		<div class="post-byline">By <a href="/ada">Ada
		Example</a></div><p>` + words + words + `</p><p>` + words + words + `</p><p>` + words + `</p></article>`
	about := Of([]byte(page), wholeAddress)
	if about.Author != "By Ada Example" || about.Description != clean(words+words, maxDescription) {
		t.Errorf("got author %q, description %q", about.Author, about.Description)
	}
	if weighed := Weigh(read([]byte(page), wholeAddress).Hints); weighed.Author != "By Ada Example" || weighed.Description != "" {
		t.Errorf("Weigh got author %q, description %q", weighed.Author, weighed.Description)
	}
}

// weighed returns what is weighed of a page with this head.
func weighed(head string) blog.About { return Weigh(read([]byte(head), wholeAddress).Hints) }

func TestSourcesAndTheirOrder(t *testing.T) {
	field := map[string]func(blog.About) string{
		"title": func(a blog.About) string { return a.Title }, "author": func(a blog.About) string { return a.Author },
		"site": func(a blog.About) string { return a.Site }, "published": func(a blog.About) string { return a.Published },
		"lang": func(a blog.About) string { return a.Lang }, "description": func(a blog.About) string { return a.Description },
	}
	for name, c := range map[string]struct{ head, field, want string }{
		"JSON-LD before Open Graph":           {`<meta property=og:title content=G>` + script(`{"@context":"https://schema.org","@type":"Article","headline":"L"}`), "title", "L"},
		"Open Graph before JSON-LD by guess":  {`<meta property=og:title content=G>` + script(`{"@type":"Article","headline":"L"}`), "title", "G"},
		"JSON-LD by guess before <title>":     {`<title>T</title>` + script(`{"@type":["Thing","TechArticle"],"headline":"L"}`), "title", "L"},
		"Dublin Core before Open Graph":       {`<meta property=og:title content=G><meta name=DC.title content=D>`, "title", "D"},
		"two names in one property":           {`<meta property="x:y og:title" content=G>`, "title", "G"},
		"spaces around the colon":             {`<meta property="OG : Title" content=G>`, "title", "G"},
		"Open Graph in name":                  {`<meta name=og:title content=G>`, "title", "G"},
		"Weibo":                               {`<meta name="weibo:article:title" content=W><meta name=title content=N>`, "title", "W"},
		"Twitter":                             {`<meta name=twitter:title content=W><title>T</title>`, "title", "W"},
		"Parse.ly":                            {`<meta name=parsely-title content=P><title>T</title>`, "title", "P"},
		"Sailthru":                            {`<meta name=sailthru.title content=S><title>T</title>`, "title", "S"},
		"Highwire":                            {`<meta name=citation_title content=H><title>T</title>`, "title", "H"},
		"the last of several":                 {`<meta property=og:title content=A><meta property=og:title content=B>`, "title", "B"},
		"an empty one is none":                {`<meta property=og:title content=" "><title>T</title>`, "title", "T"},
		"the site's name is no title":         {`<meta property=og:title content="The Walk"><meta property=og:site_name content="The Walk"><title>Rivers</title><h1>Rivers</h1>`, "title", "Rivers"},
		"a heading where nothing else is":     {`<h1>Rivers</h1>`, "title", "Rivers"},
		"a drawing's title is not the page's": {`<svg><title>Menu</title></svg><title>Rivers</title>`, "title", "Rivers"},
		"nor is that of a template":           {`<template><title>Menu</title></template><title>Rivers</title>`, "title", "Rivers"},

		"an author by name":                  {`<meta name=author content=Ada>`, "author", "Ada"},
		"an address is no author":            {`<meta name=author content="https://example.org/ada"><meta property=article:author content="www.example.org/ada">`, "author", ""},
		"an address within a name is":        {`<meta name=author content="Ada (https://example.org/)">`, "author", "Ada (https://example.org/)"},
		"an account is no author":            {`<meta name=twitter:creator content=@ada>`, "author", ""},
		"Open Graph's author by name":        {`<meta property=article:author content=Ada>`, "author", "Ada"},
		"a template's author":                {`<meta name=article:author content="Template Maker">`, "author", ""},
		"Highwire's authors, turned":         {`<meta name=citation_author content="Doe, Jane"><meta name=citation_author content="Example, Ada"><meta name=citation_author content="Doe, Jane">`, "author", "Jane Doe, Ada Example"},
		"Highwire's authors in one":          {`<meta name=citation_authors content="Doe, Jane; King, Jr.">`, "author", "Jane Doe, King, Jr."},
		"Dublin Core's author as it stands":  {`<meta name=DC.Creator content="Doe, Jane">`, "author", "Doe, Jane"},
		"Parse.ly's and Sailthru's":          {`<meta name=sailthru.author content=S><meta name=parsely-author content=P>`, "author", "P"},
		"an item's author last":              {`<meta itemprop=author content=I><meta name=sailthru.author content=S>`, "author", "S"},
		"a link by rel":                      {`<a rel=author href=/ada> Ada <b>Example</b></a>`, "author", "Ada Example"},
		"a byline that is a text":            {`<p class=byline>` + words100 + `</p>`, "author", ""},
		"a byline that nothing closes":       {`<p class=byline>By Ada<p>` + words100, "author", "By Ada"},
		"the words of a script are no names": {`<p class=byline>By <script>var a = 1</script>Ada</p>`, "author", "By Ada"},

		"Open Graph's site":          {`<meta property=og:site_name content=Walk>`, "site", "Walk"},
		"a journal":                  {`<meta name=citation_journal_title content=Rivers>`, "site", "Rivers"},
		"an application":             {`<meta name=application-name content=Walk>`, "site", "Walk"},
		"JSON-LD of the site itself": {script(`{"@graph":[{"@type":"WebSite","name":"Walk"}]}`), "site", "Walk"},
		"a shop's product's maker":   {script(`{"@type":"Product","name":"Shoe","publisher":"Maker"}`), "site", ""},

		"Highwire's date":                   {`<meta name=citation_publication_date content=2012/11/21>`, "published", "2012-11-21"},
		"Dublin Core's date":                {`<meta name=DC.date.issued content=2012-11>`, "published", "2012-11"},
		"a date that can't be read is none": {`<meta property=article:published_time content=soon><meta name=date content="21 November 2012">`, "published", "2012-11-21"},
		"Sailthru's date":                   {`<meta name=sailthru.date content="2012-11-21 08:00:00">`, "published", "2012-11-21T08:00:00"},
		"a marked <time> before the first":  {`<time datetime=2012-01-01></time><time itemprop="datePublished" datetime=2012-11-21></time>`, "published", "2012-11-21"},
		"a <time> that is called so":        {`<time datetime=2012-01-01></time><time class="entry-date published">November 21, 2012</time>`, "published", "2012-11-21"},

		"the page's language":       {`<html lang=de-at><meta property=og:locale content=en_US>`, "lang", "de-at"},
		"a locale":                  {`<meta property=og:locale content=pt_BR>`, "lang", "pt-BR"},
		"a language that is none":   {`<html lang="{{lang}}"><meta http-equiv=content-language content=de>`, "lang", "de"},
		"JSON-LD's language object": {script(`{"@type":"Article","inLanguage":{"@type":"Language","name":"Deutsch","alternateName":"de"}}`), "lang", ""},

		"the longer story of descriptions": {`<meta name=twitter:description content=T><meta name=description content=D>`, "description", "D"},
		"Open Graph's description first":   {`<meta name=description content=D><meta property=og:description content=G>`, "description", "G"},
		"an abstract":                      {`<meta name=DC.Description.Abstract content=A>`, "description", "A"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := field[c.field](weighed(c.head)); got != c.want {
				t.Errorf("%s is %q, want %q", c.field, got, c.want)
			}
		})
	}
}

const words100 = "Ada has walked along rivers since she was nine, and has written about them for whoever wants to know it"

func script(json string) string { return `<script type="application/ld+json">` + json + `</script>` }

func TestTitles(t *testing.T) {
	for name, c := range map[string]struct{ head, want string }{
		"what stands before the last separator":         {`<title>How rivers find the sea | Walks | The Daily</title>`, "How rivers find the sea | Walks"},
		"what stands behind the first, if that is long": {`<title>Walk » How rivers find the sea today</title>`, "How rivers find the sea today"},
		"a short one stays whole":                       {`<title>Rivers - Daily Walk</title>`, "Rivers - Daily Walk"},
		"a hyphen in a word parts nothing":              {`<title>A well-known river of the north</title>`, "A well-known river of the north"},
		"behind the colon":                              {`<title>The Daily Walk: how rivers find the sea</title>`, "how rivers find the sea"},
		"a colon that the heading has, too":             {`<title>The Daily Walk: how rivers find the sea</title><h1>The Daily Walk: how rivers find the sea</h1>`, "The Daily Walk: how rivers find the sea"},
		"much before the colon":                         {`<title>What one learns when one walks: how rivers find the sea</title>`, "What one learns when one walks: how rivers find the sea"},
		"two words behind the colon":                    {`<title>The Daily Walk: wild rivers</title>`, "The Daily Walk: wild rivers"},
		"too short, with a heading":                     {`<title>Rivers</title><h1>How rivers find the sea again</h1>`, "How rivers find the sea again"},
		"the site's name, as a heading shows":           {`<meta property=og:title content="Rivers — The Walk"><meta property=og:site_name content="The walk"><h1>Rivers</h1>`, "Rivers"},
		"the site's name, as <title> shows":             {`<title>Rivers</title><meta property=og:title content="Rivers | The Walk"><meta property=og:site_name content="The Walk">`, "Rivers"},
		"the site's name as a part of it":               {`<meta property=og:title content="A history of The Walk"><meta property=og:site_name content="The Walk"><h1>A history of</h1>`, "A history of The Walk"},
		"the site's name in doubt":                      {`<meta property=og:title content="Rivers | The Walk"><meta property=og:site_name content="The Walk">`, "Rivers | The Walk"},
	} {
		t.Run(name, func(t *testing.T) {
			about := Of([]byte(c.head), wholeAddress)
			if about.Title != c.want {
				t.Errorf("got %q, want %q", about.Title, c.want)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	for name, c := range map[string]struct{ at, head, canonical, image string }{
		"relative to the page":            {"", `<link rel=canonical href=/a><meta property=og:image content=b.png>`, "https://walk.example/a", "https://walk.example/walks/b.png"},
		"relative to the page's base":     {"", `<base href=//other.example/x/><link rel="x CANONICAL" href=a>`, "https://other.example/x/a", ""},
		"Open Graph's, without a link":    {"", `<meta property=og:url content=https://walk.example/a>`, "https://walk.example/a", ""},
		"the link first":                  {"", `<meta property=og:url content=https://walk.example/b><link rel=canonical href=/a>`, "https://walk.example/a", ""},
		"another site":                    {"", `<link rel=canonical href=https://paper.example/a>`, "https://paper.example/a", ""},
		"a script":                        {"", `<link rel=canonical href=javascript:alert(1)><meta property=og:image content=data:image/png,x>`, "", ""},
		"with a password":                 {"", `<link rel=canonical href=https://me:secret@walk.example/a>`, "", ""},
		"the first page for all":          {"", `<link rel=canonical href=/>`, "", ""},
		"the first page of a language":    {"", `<link rel=canonical href=/en/>`, "", ""},
		"the first page for itself":       {"https://walk.example/?utm_source=x&fbclid=y", `<link rel=canonical href=/>`, "https://walk.example/", ""},
		"the first page for a post":       {"https://walk.example/?p=367", `<link rel=canonical href=/>`, "", ""},
		"the developer's machine":         {"", `<link rel=canonical href=http://localhost:3000/a>`, "", ""},
		"a machine at home":               {"", `<link rel=canonical href=http://192.168.1.4/a><meta property=og:url content=http://nas/a>`, "", ""},
		"the machine that it was read at": {"http://127.0.0.1:8080/x", `<link rel=canonical href=http://127.0.0.1:8080/a>`, "http://127.0.0.1:8080/a", ""},
		"a mark in the page":              {"", `<link rel=canonical href=/a#b>`, "https://walk.example/a", ""},
		"a mark that is an address":       {"", `<link rel=canonical href=/a#!/b>`, "https://walk.example/a#!/b", ""},
		"what can't be read":              {"", `<link rel=canonical href="http://[x"><link rel=canonical href=/a>`, "https://walk.example/a", ""},
		"capitals":                        {"", `<link rel=canonical href=HTTPS://WALK.example/A>`, "https://walk.example/A", ""},
		"the first of several pictures":   {"", `<meta property=og:image content=/1.png><meta property=og:image content=/2.png>`, "", "https://walk.example/1.png"},
		"Twitter's picture":               {"", `<meta name=twitter:image content=/1.png>`, "", "https://walk.example/1.png"},
		"an old picture":                  {"", `<link rel=image_src href=/1.png>`, "", "https://walk.example/1.png"},
		"no address of its own":           {"about:blank", `<link rel=canonical href=/a><meta property=og:image content=https://x.example/1.png>`, "", "https://x.example/1.png"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.at == "" {
				c.at = wholeAddress
			}
			about := Of([]byte(c.head), c.at)
			if about.Canonical != c.canonical || about.Image != c.image {
				t.Errorf("got canonical %q, image %q", about.Canonical, about.Image)
			}
		})
	}
}
