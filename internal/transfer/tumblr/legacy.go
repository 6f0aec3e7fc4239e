package tumblr

import (
	"strings"

	xhtml "golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

// legacy makes the words of a post of one of the old types. What its author
// wrote stays as it is.
func (r *reading) legacy() {
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
		r.player()
	default:
		r.it.Title = record.Title(string(r.Title))
		r.it.Body = record.TrimBlankLines(string(r.Body))
		r.shape()
	}
}

func (r *reading) link() {
	r.it.Title = record.Title(string(r.Title))
	r.it.Body = record.TrimBlankLines(string(r.Description))
	r.it.URL = r.web(string(r.post.URL))
	r.it.Source.Description, r.it.Source.Author, r.it.Source.Site, r.it.Source.Image = string(r.Excerpt), string(r.LinkAuthor), string(r.Publisher), string(r.LinkImage)
}

// web gives an address that a post can lead to. One that none can is put into
// the notes.
func (r *reading) web(address string) string {
	u, err := record.URL(unwrapped(address), nil)
	if err != nil && address != "" {
		r.note("Its address can't be led to: %s", address[:min(len(address), 300)])
	}
	return u
}

func (r *reading) quote() {
	source := strings.TrimSpace(string(r.Source))
	parts := []*xhtml.Node{element("blockquote", nil, fragment(string(r.Text))...)}
	if source != "" {
		parts = append(parts, textNode("\n"), element("p", nil, fragment(source)...))
	}
	r.it.Body = render(parts...)
	r.it.Format = "html"
	r.it.URL = r.web(firstLink(source))
	if r.it.URL == "" && r.SourceURL != "" {
		r.it.URL = r.web(string(r.SourceURL))
	}
}

func (r *reading) photo() {
	var parts []*xhtml.Node
	for _, p := range r.Photos {
		img := element("img", map[string]string{"src": string(p.Original.URL), "alt": record.Line(string(p.Caption))})
		if link := r.web(string(r.LinkURL)); link != "" {
			img = element("a", map[string]string{"href": link}, img)
		}
		parts = append(parts, element("p", nil, img), textNode("\n"))
	}
	r.it.Body, r.it.Format = render(parts...)+record.TrimBlankLines(string(r.Caption)), "html"
}

func (r *reading) chat() {
	r.it.Title, r.it.Format = record.Title(string(r.Title)), "html"
	var parts []*xhtml.Node
	for _, l := range r.Dialogue {
		parts = append(parts, element("p", nil, element("strong", nil, textNode(strings.TrimSpace(string(l.Label)))), textNode(" "), textNode(strings.TrimSpace(string(l.Phrase)))), textNode("\n"))
	}
	if r.it.Body = render(parts...); len(parts) == 0 {
		r.it.Body = record.TrimBlankLines(string(r.Body))
	}
}

func (r *reading) answer() {
	name := element("strong", nil, textNode(string(r.AskingName)))
	if u, err := record.URL(string(r.AskingURL), nil); err == nil {
		name = element("a", map[string]string{"href": u}, textNode(string(r.AskingName)))
	}
	question := element("blockquote", nil, fragment(string(r.Question))...)
	if r.AskingName != "" {
		question.AppendChild(element("p", nil, textNode("— "), name))
	}
	r.it.Body, r.it.Format = render(question)+"\n"+record.TrimBlankLines(string(r.Answer)), "html"
}

// player makes the words of a sound or a film, which stays where it is.
func (r *reading) player() {
	for _, address := range []text{r.PermalinkURL, r.VideoURL, r.AudioSource, r.AudioURL} {
		if r.it.URL == "" && strings.HasPrefix(string(address), "http") {
			r.it.URL = r.web(string(address))
		}
	}
	if r.TrackName != "" {
		r.it.Title = record.Title(strings.Trim(string(r.Artist)+": "+string(r.TrackName), ": "))
	}
	r.it.Body, r.it.Format = record.TrimBlankLines(string(r.Caption)), "html"
}
