package metadata

import (
	"regexp"
	"slices"
	"strings"
)

// graph is the nodes of a page's JSON-LD, in document order.
type graph struct {
	nodes []node
	ids   map[string]node // by their @id
}

// add takes the nodes of a value in: those of lists, of @graph, and what a
// page says is its main entity.
func (g *graph) add(value any, depth int) {
	if depth > deepest || len(g.nodes) >= mostNodes {
		return
	}
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			g.add(item, depth+1)
		}
	case map[string]any:
		n := node(value)
		g.nodes = append(g.nodes, n)
		if id := n.text("@id"); id != "" && len(n) > 1 && g.ids[id] == nil {
			g.ids[id] = n
		}
		for _, inner := range []string{"@graph", "mainEntity", "mainEntityOfPage"} {
			g.add(n[inner], depth+1)
		}
	}
}

// article returns what the graph says of the page: each property as the first
// article says it, else the first node of another kind.
func (g graph) article() article {
	var a article
	for _, types := range []*regexp.Regexp{articleTypes, otherTypes} {
		for _, n := range g.nodes {
			if n.is(types) {
				a.fill(g.read(n))
			}
		}
	}
	a.fill(article{site: g.siteName()})
	return a
}

// fill takes what a does not know from b.
func (a *article) fill(b article) {
	for _, pair := range []struct{ to, from *string }{
		{&a.title, &b.title},
		{&a.author, &b.author},
		{&a.description, &b.description},
		{&a.site, &b.site},
		{&a.published, &b.published},
		{&a.lang, &b.lang},
		{&a.image, &b.image},
		{&a.url, &b.url},
	} {
		if *pair.to == "" {
			*pair.to = *pair.from
		}
	}
}

// read returns what a node says. A page's name is that of its document, with the
// site's, so it is no title; and who publishes a product or an event is not
// the site.
func (g graph) read(n node) article {
	a := article{
		author:      g.names(n["author"], 0),
		description: n.text("description"),
		published:   n.text("datePublished"),
		image:       g.image(n["image"], 0),
		lang:        g.names(n["inLanguage"], 0),
		url:         n.text("url"),
	}
	if a.author == "" {
		a.author = g.names(n["creator"], 0)
	}
	if a.image == "" {
		a.image = g.image(n["thumbnailUrl"], 0)
	}
	if !n.is(pageTypes) {
		if a.title = n.text("headline"); a.title == "" {
			a.title = n.text("name")
		}
	}
	if n.is(articleTypes) {
		a.site = g.names(n["publisher"], 0)
	}
	return a
}

var (
	pageTypes = regexp.MustCompile(`Page$`)
	siteTypes = regexp.MustCompile(`^WebSite$`)
)

// siteName returns the name of the site that the graph tells of.
func (g graph) siteName() string {
	for _, n := range g.nodes {
		if name := n.text("name"); name != "" && n.is(siteTypes) {
			return name
		}
	}
	return ""
}

// is reports whether one of the node's types is of a kind.
func (n node) is(kind *regexp.Regexp) bool {
	types, _ := n["@type"].([]any)
	if t, ok := n["@type"].(string); ok {
		types = []any{t}
	}
	return slices.ContainsFunc(types[:min(len(types), 10)], func(t any) bool {
		name, _ := t.(string)
		return kind.MatchString(bare(name))
	})
}

// names returns the names in a value that may be one, an object that has one, a
// reference to such, or a list of these.
func (g graph) names(value any, depth int) string {
	if depth > deepest {
		return ""
	}
	switch value := value.(type) {
	case string:
		if n := g.ids[value]; n != nil {
			return n.text("name")
		}
		if isAddress(strings.TrimSpace(value)) {
			return ""
		}
		return strings.TrimSpace(value)
	case map[string]any:
		n := node(value)
		if name := g.name(n); name != "" {
			return name
		}
		return g.name(g.ids[n.text("@id")])
	case []any:
		var all []string
		for _, item := range value[:min(len(value), mostAuthors)] {
			if name := g.names(item, depth+1); name != "" && !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
		return strings.Join(all, ", ")
	}
	return ""
}

// name returns a node's name, which may be in parts, a node of its own or, in
// several languages, a list; of those the first.
func (g graph) name(n node) string {
	if inner, ok := n["name"].(map[string]any); ok {
		return node(inner).text("name")
	}
	if list, ok := n["name"].([]any); ok && len(list) > 0 {
		name, _ := list[0].(string)
		return strings.TrimSpace(name)
	}
	if name := n.text("name"); name != "" {
		return name
	}
	if code := n.text("alternateName"); code != "" {
		return code // of a language: {"@type": "Language", "alternateName": "en"}
	}
	return strings.TrimSpace(n.text("givenName") + " " + n.text("familyName"))
}

// image returns the first address in a value that may be one, an ImageObject, a
// reference to one, or a list of these.
func (g graph) image(value any, depth int) string {
	if depth > deepest {
		return ""
	}
	switch value := value.(type) {
	case string:
		if n := g.ids[value]; n != nil {
			return n.text("url")
		}
		return strings.TrimSpace(value)
	case map[string]any:
		n := node(value)
		for _, property := range []string{"url", "contentUrl"} {
			if address := n.text(property); address != "" {
				return address
			}
		}
		n = g.ids[n.text("@id")]
		if address := n.text("url"); address != "" {
			return address
		}
		return n.text("contentUrl")
	case []any:
		for _, item := range value[:min(len(value), mostAuthors)] {
			if address := g.image(item, depth+1); address != "" {
				return address
			}
		}
	}
	return ""
}
