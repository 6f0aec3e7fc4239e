package tumblr

import (
	"cmp"
	"encoding/json"
	"regexp"
	"strings"

	xhtml "golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// inHTML matches the beginning of a text in HTML, which is unlikely in Markdown.
var inHTML = regexp.MustCompile(`(?i)^\s*<(?:p|div|blockquote|h[1-6]|ul|ol|figure|pre|table)\b[^>]*>`)

// legacy sets the body of a post of one of the old types. What its author wrote is not
// changed. A post that was written in Markdown may still be exported in HTML.
func (r *reading) legacy() {
	if r.post.Format == "markdown" && !inHTML.MatchString(r.ownField()) {
		r.it.Format = blog.Markdown
	}
	switch r.Type {
	case "link":
		r.link()
	case "quote":
		r.quote()
	case "photo":
		r.photo()
	case "chat":
		r.chat()
	case "answer":
		r.answer()
	case "video", "audio":
		r.play()
	default:
		r.it.Title = record.Title(string(r.Title))
		r.it.Body = record.TrimBlankLines(string(r.Body))
		r.drawLink()
		r.shape()
	}
}

// paragraphs sets the body to the parts, below one another. They are separated by blank
// lines in Markdown, where those end an HTML block.
func (r *reading) paragraphs(parts ...string) {
	if r.it.Format == blog.Markdown {
		r.it.Body = record.Paragraphs(parts...)
		return
	}
	var full []string
	for _, part := range parts {
		if part = record.TrimBlankLines(part); part != "" {
			full = append(full, part)
		}
	}
	r.it.Body = strings.Join(full, "\n")
}

func (r *reading) link() {
	r.it.Title = record.Title(string(r.Title))
	r.paragraphs(string(r.Description))
	r.it.URL = r.web(string(r.post.URL))
	r.it.Source = blog.About{
		Description: record.Title(string(r.Excerpt)), Author: record.Title(string(r.LinkAuthor)), Site: record.Title(string(r.Publisher)), Image: string(r.LinkImage),
	}
	if r.it.Source.Image == "" && len(r.Photos) > 0 {
		r.it.Source.Image = r.Photos[0].url()
	}
}

func (r *reading) quote() {
	source := strings.TrimSpace(string(r.Source))
	r.it.Format = blog.HTML
	quote := render(element("blockquote", nil, fragment(string(r.Text))...))
	if source != "" {
		source = render(paragraph(source))
	}
	r.paragraphs(quote, source)
	r.it.URL = r.web(firstLink(source))
	if r.it.URL == "" && r.SourceURL != "" && !r.passedOn() {
		r.it.URL = r.web(string(r.SourceURL))
	}
}

// paragraph wraps a piece of HTML into a paragraph, or into a div if it contains blocks.
func paragraph(bit string) *xhtml.Node {
	nodes := fragment(bit)
	for _, n := range nodes {
		if n.Type == xhtml.ElementNode && inHTML.MatchString("<"+n.Data+">") {
			return element("div", nil, nodes...)
		}
	}
	return element("p", nil, nodes...)
}

func (r *reading) photo() {
	var pictures []string
	link := r.web(string(r.LinkURL))
	for _, p := range r.Photos {
		src, err := record.URL(p.url(), r.base)
		if err != nil {
			r.note("The address of a picture is not in the archive.")
			continue
		}
		img := element("img", map[string]string{"src": src, "alt": record.Line(string(p.Caption))})
		if link != "" {
			img = element("a", map[string]string{"href": link}, img)
		}
		pictures = append(pictures, render(element("p", nil, img)))
	}
	r.paragraphs(append(pictures, string(r.Caption))...)
}

func (r *reading) chat() {
	r.it.Title = record.Title(string(r.Title))
	var lines []string
	for _, l := range r.Dialogue {
		who, phrase := strings.TrimSpace(cmp.Or(string(l.Label), string(l.Name))), strings.TrimSpace(string(l.Phrase))
		p := element("p", nil)
		if who != "" {
			p.AppendChild(element("strong", nil, textNode(who)))
			p.AppendChild(textNode(" "))
		}
		appendLines(p, phrase)
		lines = append(lines, render(p))
	}
	if lines == nil {
		lines = []string{string(r.Body)}
	} else {
		r.it.Format = blog.HTML
	}
	r.paragraphs(lines...)
}

func (r *reading) answer() {
	question := element("blockquote", nil, paragraphsOf(string(r.Question))...)
	if name := string(r.AskingName); name != "" {
		question.AppendChild(element("p", nil, textNode("— "), linked(name, string(r.AskingURL))))
	}
	r.paragraphs(render(question), string(r.Answer))
}

// paragraphsOf parses HTML; if it contains no blocks, it becomes a paragraph.
func paragraphsOf(bit string) []*xhtml.Node {
	if p := paragraph(bit); p.Data == "p" {
		return []*xhtml.Node{p}
	}
	return fragment(bit)
}

// play sets the body of a sound or video post. The file is not imported: it becomes the
// source of the post or, if it is on Tumblr, a link in the body.
func (r *reading) play() {
	if r.TrackName != "" {
		r.it.Title = record.Title(strings.Trim(string(r.Artist)+": "+string(r.TrackName), ": "))
	}
	embed := cmp.Or(playerAddress(string(r.Embed)), playerAddress(string(r.Player)))
	address := unwrapped(cmp.Or(string(r.PermalinkURL), string(r.AudioSource), string(r.VideoURL), string(r.AudioURL), embed, string(r.SourceURL)))
	u, err := record.URL(address, nil)
	here := ""
	switch {
	case err != nil:
		r.note("Its sound or film can't be led to.")
	case strings.HasSuffix(blog.HostOf(u), "tumblr.com"):
		here = render(element("p", nil, element("a", map[string]string{"href": u}, textNode(u))))
	default:
		r.it.URL = u
	}
	if here != "" || r.it.URL != "" {
		r.note("It has a sound or a film, to which a link leads.")
	}
	r.paragraphs(here, string(r.Caption))
}

// playerAddress returns the address of the frame or file in a player's HTML. If the code
// is just an address, it returns that.
func playerAddress(code string) string {
	code = strings.TrimSpace(code)
	if strings.HasPrefix(code, "http") && !strings.ContainsAny(code, " <>\n") {
		return code
	}
	for _, n := range fragment(code) {
		found := find(n, func(n *xhtml.Node) bool {
			return (n.Data == "iframe" || n.Data == "embed" || n.Data == "source" || n.Data == "video" || n.Data == "audio") && attribute(n, "src") != ""
		})
		if found != nil {
			src := attribute(found, "src")
			if strings.HasPrefix(src, "//") {
				src = "https:" + src
			}
			return src
		}
	}
	return ""
}

// drawnLink matches a link block in the HTML of a post that is stored in blocks.
var drawnLink = regexp.MustCompile(`(?is)<p\s[^>]*?\bnpf_link\b.*?</p>`)

// drawLink takes the source from such HTML, if there is exactly one link block.
func (r *reading) drawLink() {
	found := drawnLink.FindAllStringIndex(string(r.it.Body), 2)
	if len(found) != 1 || r.passedOn() {
		return
	}
	at := found[0]
	for _, p := range fragment(r.it.Body[at[0]:at[1]]) {
		var b block
		if json.Unmarshal([]byte(attribute(p, "data-npf")), &b) != nil || b.URL == "" {
			continue
		}
		title := r.it.Title
		r.linkBlock(b)
		r.it.Title = cmp.Or(title, r.it.Title)
		r.it.Body = record.TrimBlankLines(r.it.Body[:at[0]] + r.it.Body[at[1]:])
		return
	}
}
