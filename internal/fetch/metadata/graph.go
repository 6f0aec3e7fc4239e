package metadata

import (
	"regexp"
	"slices"
	"strings"
)

// graph holds the nodes of a page's JSON-LD, in document order.
type graph struct {
	nodes []node
	ids   map[string]node // by their @id
}

// add adds the nodes of a value, including those in lists, in @graph, and main entities.
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

// article returns the graph's statements about the page. Each property is that of the
// first article that has it, else of the first node of another type.
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

// fill copies properties of b that a lacks.
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

// read returns the properties of a node. It ignores the name of a WebPage, which includes
// the site's name, and the publisher of a product or an event, which is not the site.
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

// siteName returns the name of a site in the graph.
func (g graph) siteName() string {
	for _, n := range g.nodes {
		if name := n.text("name"); name != "" && n.is(siteTypes) {
			return name
		}
	}
	return ""
}

// is reports whether one of the node's types matches kind.
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

// names returns the names in a value: a string, a node, a reference to a node, or a list
// of these.
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

// name returns a node's name, which may consist of parts, be a node of its own, or be a
// list in several languages, of which the first counts.
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

// image returns the first address in a value: a string, an ImageObject, a reference to
// one, or a list of these.
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
