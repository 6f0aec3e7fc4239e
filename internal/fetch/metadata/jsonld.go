package metadata

import (
	"regexp"
	"slices"
	"strings"
)

// article holds statements of JSON-LD about an article (https://schema.org/Article).
type article struct {
	title, author, description, site, published, lang, image, url string
}

// Limits of the JSON-LD that is parsed. Newspapers have up to 50 KB in one script.
const (
	maxLD     = 1 << 20 // bytes of all texts
	mostNodes = 500     // nodes of its graph
	deepest   = 6       // lists within lists
)

// articleTypes matches types of nodes about the page's own text.
var articleTypes = regexp.MustCompile(`^(?:Article|AdvertiserContentArticle|(?:Analysis|AskPublic|Background|Opinion|Reportage|Review)?NewsArticle|Report|SatiricalArticle|(?:Medical)?ScholarlyArticle|SocialMediaPosting|BlogPosting|LiveBlogPosting|DiscussionForumPosting|TechArticle|APIReference)$`)

// otherTypes matches types that a page may be about if it has no article.
var otherTypes = regexp.MustCompile(`^(?:CreativeWork|(?:Critic|User|Employer)?Review|ClaimReview|VideoObject|AudioObject|PodcastEpisode|Episode|TVEpisode|Movie|Book|Recipe|HowTo|QAPage|Question|Course|Dataset|SoftwareSourceCode|SoftwareApplication|MusicRecording|MusicAlbum|VisualArtwork|Photograph|Thesis|Chapter|Legislation|Product|Event|WebPage|ItemPage|AboutPage|ProfilePage|FAQPage|MedicalWebPage)$`)

var schemaOrg = regexp.MustCompile(`^https?://schema\.org/?$`)

// node is an object of JSON-LD.
type node map[string]any

// readLD finds the article in a page's JSON-LD. strict is what follows the rules that
// Readability checks. loose is what takes a lenient reader (no context, references
// between nodes, an author as a string, another type than an article's, malformed JSON);
// it ranks behind <meta>. title returns the document's title, to choose between two
// titles of an article.
func readLD(texts []string, title func() string) (strict, loose article) {
	g := graph{ids: map[string]node{}}
	left := maxLD
	for _, text := range texts {
		if left -= len(text); left < 0 {
			break
		}
		value, ok := parse(text)
		if n := strictly(value); ok && n != nil && strict == (article{}) {
			strict = strictArticle(n, title)
		}
		g.add(value, 0)
		if !ok {
			for _, value := range mend(text) {
				g.add(value, 0)
			}
		}
	}
	return strict, g.article()
}

// strictly returns the article that Readability would find in a text.
func strictly(value any) node {
	n, _ := value.(map[string]any)
	if list, ok := value.([]any); ok {
		n = articleIn(list)
	}
	context, _ := n["@context"].(string)
	if vocabulary, ok := n["@context"].(map[string]any); ok {
		context, _ = vocabulary["@vocab"].(string)
	}
	if !schemaOrg.MatchString(context) {
		return nil
	}
	if _, typed := n["@type"]; !typed {
		list, _ := n["@graph"].([]any)
		n = articleIn(list)
	}
	if t, _ := n["@type"].(string); !articleTypes.MatchString(bare(t)) {
		return nil
	}
	return n
}

// articleIn returns the first article in a list, or nil.
func articleIn(list []any) node {
	for _, item := range list {
		n, _ := item.(map[string]any)
		if t, _ := n["@type"].(string); articleTypes.MatchString(bare(t)) {
			return n
		}
	}
	return nil
}

// bare returns a type without its vocabulary: "schema:Article" and
// "http://schema.org/Article" are Article.
func bare(t string) string { return t[strings.LastIndexAny(t, ":/#")+1:] }

// strictArticle returns the properties of an article that Readability reads.
func strictArticle(n node, title func() string) article {
	a := article{
		title:       n.title(title),
		description: n.text("description"),
		published:   n.text("datePublished"),
		lang:        n.text("inLanguage"),
		url:         n.text("url"),
	}
	if publisher, ok := n["publisher"].(map[string]any); ok {
		a.site = node(publisher).text("name")
	}
	switch author := n["author"].(type) {
	case map[string]any:
		a.author = node(author).text("name")
	case []any:
		var names []string
		for _, item := range author[:min(len(author), mostAuthors)] {
			if person, ok := item.(map[string]any); ok {
				names = append(names, node(person).text("name"))
			}
		}
		a.author = strings.Join(slices.DeleteFunc(names, func(name string) bool { return name == "" }), ", ")
	}
	a.image = graph{}.image(n["image"], 0)
	return a
}

// text returns a property that is a string.
func (n node) text(property string) string {
	text, _ := n[property].(string)
	return strings.TrimSpace(text)
}

// title returns the node's name or headline: the headline if it resembles the document's
// title, since some sites put their own name or a number into name.
func (n node) title(ofDocument func() string) string {
	name, headline := n.text("name"), n.text("headline")
	switch {
	case name == "":
		return headline
	case headline == "" || headline == name:
		return name
	}
	title := ofDocument()
	if strings.Contains(title, headline) && !strings.Contains(title, name) {
		return headline
	}
	if alike(headline, title) > 0.75 && alike(name, title) <= 0.75 {
		return headline
	}
	return name
}
