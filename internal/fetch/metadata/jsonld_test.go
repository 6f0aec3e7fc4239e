package metadata

import "testing"

func TestJSONLD(t *testing.T) {
	const ours = `"@context":"https://schema.org","@type":"NewsArticle"`
	for name, c := range map[string]struct{ json, title, author string }{
		"an article":                          {`{` + ours + `,"headline":"H","author":{"name":"Ada"}}`, "H", "Ada"},
		"a list":                              {`[{"@type":"Thing"},{` + ours + `,"headline":"H","author":[{"name":"Ada"},{"name":"Jane"}]}]`, "H", "Ada, Jane"},
		"a graph":                             {`{"@context":"https://schema.org","@graph":[{"@type":"WebPage","name":"P"},{"@type":"Article","headline":"H","author":{"name":"Ada"}}]}`, "H", "Ada"},
		"a context of the other kind":         {`{"@context":{"@vocab":"http://schema.org/"},"@type":"Article","headline":"H"}`, "H", ""},
		"no context":                          {`{"@type":"BlogPosting","headline":"H","author":"Ada"}`, "H", "Ada"},
		"an author who is a string":           {`{` + ours + `,"headline":"H","author":"Ada"}`, "H", "Ada"},
		"authors who are strings":             {`{` + ours + `,"headline":"H","author":["Ada","Jane","Ada"]}`, "H", "Ada, Jane"},
		"an author who is an address":         {`{` + ours + `,"headline":"H","author":"https://example.org/ada"}`, "H", ""},
		"an author elsewhere":                 {`{"@graph":[{"@type":"Article","headline":"H","author":{"@id":"#ada"}},{"@type":"Person","@id":"#ada","name":"Ada"}]}`, "H", "Ada"},
		"an author in parts":                  {`{` + ours + `,"headline":"H","author":{"givenName":"Ada","familyName":"Example"}}`, "H", "Ada Example"},
		"an author whose name is a node":      {`{` + ours + `,"headline":"H","author":{"@type":"Person","name":{"@type":"Person","name":"Ada"}}}`, "H", "Ada"},
		"a name that is a number":             {`{` + ours + `,"name":"d-16150","headline":"Rivers"}`, "Rivers", ""},
		"several types":                       {`{"@type":["Article","BlogPosting"],"headline":"H"}`, "H", ""},
		"a type with its vocabulary":          {`{"@type":"http://schema.org/Article","headline":"H"}`, "H", ""},
		"the main entity of a page":           {`{"@type":"WebPage","name":"P","mainEntity":{"@type":"Article","headline":"H"}}`, "H", ""},
		"an article before a video":           {`[{"@type":"VideoObject","name":"V","author":"Vic"},{"@type":"Article","headline":"H"}]`, "H", "Vic"},
		"what is not about the page":          {`{"@type":"Organization","name":"O"}`, "T", ""},
		"a trailing comma":                    {`{` + ours + `,"headline":"H","author":[{"name":"Ada",},],}`, "H", "Ada"},
		"remarks":                             {"/* a */ {" + ours + ", // \"b\"\n \"headline\":\"H // no /* remark\"}", "H // no /* remark", ""},
		"a remark of HTML around":             {"<!-- {" + ours + `,"headline":"H"} -->`, "H", ""},
		"a remark of HTML before":             {"<!-- Plugin 4.2 -->\n{" + ours + `,"headline":"H"}`, "H", ""},
		"CDATA":                               {"//<![CDATA[\n{" + ours + ",\"headline\":\"H\"}\n//]]>", "H", ""},
		"CDATA behind other signs":            {"/*<![CDATA[*/{" + ours + `,"headline":"H"}/*]]>*/`, "H", ""},
		"line breaks in a string":             {"{" + ours + ",\"headline\":\"H\nI\tJ\"}", "H I J", ""},
		"escapes that are none":               {`{` + ours + `,"headline":"Don\'t \x \u12"}`, `Don't x u12`, ""},
		"several values in a row":             {`{"@type":"WebPage"};{` + ours + `,"headline":"H"};`, "H", ""},
		"an end that is missing":              {`{"@graph":[{` + ours + `,"headline":"H","author":{"name":"Ad`, "H", "Ad"},
		"quotes written as entities":          {`{&quot;@type&quot;:&quot;Article&quot;,&quot;headline&quot;:&quot;H&quot;}`, "H", ""},
		"a mark at the beginning":             {"\uFEFF{" + ours + `,"headline":"H"}`, "H", ""},
		"what can't be mended":                {`{'headline': nothing`, "T", ""},
		"a name that is the site's":           {`{` + ours + `,"name":"The Daily","headline":"How rivers find the sea"}`, "How rivers find the sea", ""},
		"a name that is not the document's":   {`{` + ours + `,"name":"N","headline":"H"}`, "N", ""},
		"an author with an escape in HTML":    {`{` + ours + `,"headline":"Q&amp;A","author":{"name":"Ada &#39;A&#39;"}}`, "Q&A", "Ada 'A'"},
		"numbers and nothing where words are": {`{` + ours + `,"headline":1,"author":null,"image":true,"publisher":[]}`, "T", ""},
	} {
		t.Run(name, func(t *testing.T) {
			title := "T"
			if name == "a name that is a number" {
				title = "Rivers - The Daily Walk 52/2018"
			}
			if name == "a name that is the site's" {
				title = "How rivers find the sea - The Daily"
			}
			about := weighed("<title>" + title + "</title>" + script(c.json))
			if about.Title != c.title || about.Author != c.author {
				t.Errorf("got title %q, author %q; want %q, %q", about.Title, about.Author, c.title, c.author)
			}
		})
	}
}

func TestJSONLDTellsMoreThanNames(t *testing.T) {
	about := weighed(script(`{"@context":"http://schema.org/","@graph":[
		{"@type":"WebSite","@id":"#site","name":"Walk"},
		{"@type":"Article","headline":"H","description":"D","datePublished":"2012-11-21","inLanguage":"en-GB",
		 "image":[{"@id":"#i"}],"publisher":{"@id":"#org"}},
		{"@type":"ImageObject","@id":"#i","contentUrl":"/i.png"},{"@type":"Organization","@id":"#org","name":"Walk & Co"}]}`))
	if about.Site != "Walk & Co" || about.Description != "D" || about.Published != "2012-11-21" || about.Lang != "en-GB" || about.Image != "https://walk.example/i.png" {
		t.Errorf("got %+v", about)
	}
}
