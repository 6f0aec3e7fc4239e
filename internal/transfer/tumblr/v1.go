package tumblr

import (
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"iter"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// oldPost is a post as version 1 of the API has it, as JSON and as XML.
type oldPost struct {
	ID        text   `json:"id" xml:"id,attr"`
	URL       text   `json:"url" xml:"url,attr"`
	WithSlug  text   `json:"url-with-slug" xml:"url-with-slug,attr"`
	Type      text   `json:"type" xml:"type,attr"`
	DateGMT   text   `json:"date-gmt" xml:"date-gmt,attr"`
	Timestamp text   `json:"unix-timestamp" xml:"unix-timestamp,attr"`
	Format    text   `json:"format" xml:"format,attr"`
	Slug      text   `json:"slug" xml:"slug,attr"`
	State     text   `json:"state" xml:"state,attr"`
	Private   text   `json:"private" xml:"private,attr"`
	Tags      []text `json:"tags" xml:"tag"`
	From      text   `json:"reblogged-from-name" xml:"reblogged-from-name,attr"`
	FromURL   text   `json:"reblogged-from-url" xml:"reblogged-from-url,attr"`

	Title       text `json:"regular-title" xml:"regular-title"`
	Body        text `json:"regular-body" xml:"regular-body"`
	LinkText    text `json:"link-text" xml:"link-text"`
	LinkURL     text `json:"link-url" xml:"link-url"`
	LinkWords   text `json:"link-description" xml:"link-description"`
	Quote       text `json:"quote-text" xml:"quote-text"`
	QuoteSource text `json:"quote-source" xml:"quote-source"`
	Caption     text `json:"photo-caption" xml:"photo-caption"`
	Photo       text `json:"photo-url-1280" xml:"-"`
	PhotoLink   text `json:"photo-link-url" xml:"photo-link-url"`
	Photos      []struct {
		Caption text `json:"caption" xml:"caption,attr"`
		URL     text `json:"photo-url-1280" xml:"photo-url"`
	} `json:"photos" xml:"photoset>photo"`
	PhotoURLs []text `json:"-" xml:"photo-url"`
	ChatTitle text   `json:"conversation-title" xml:"conversation-title"`
	Chat      []line `json:"conversation" xml:"-"`
	ChatLines []struct {
		Label text `xml:"label,attr"`
		Text  text `xml:",chardata"`
	} `json:"-" xml:"conversation>line"`
	VideoSource  text `json:"video-source" xml:"video-source"`
	VideoCaption text `json:"video-caption" xml:"video-caption"`
	AudioCaption text `json:"audio-caption" xml:"audio-caption"`
	Question     text `json:"question" xml:"question"`
	Answer       text `json:"answer" xml:"answer"`
}

// post gives the post as version 2 has it.
func (o *oldPost) post() post {
	p := post{
		ID: o.ID, PostURL: o.WithSlug, Slug: o.Slug, Timestamp: o.Timestamp, Date: o.DateGMT, Format: o.Format, State: o.State, Tags: o.Tags,
		RebloggedFrom: o.From, RebloggedURL: o.FromURL, private: o.Private == "true" || o.Private == "1",
	}
	if p.PostURL == "" {
		p.PostURL = o.URL
	}
	if p.State == "" {
		p.State = "published" // the API gave nothing else to who was not asked for a password, but for what is marked
	}
	switch o.Type {
	case "regular":
		p.Type, p.Title, p.Body = "text", text(html.UnescapeString(string(o.Title))), o.Body
	case "link":
		p.Type, p.Title, p.URL, p.Description = "link", o.LinkText, o.LinkURL, o.LinkWords
	case "quote":
		p.Type, p.Text, p.Source = "quote", o.Quote, o.QuoteSource
	case "photo":
		p.Type, p.Caption, p.LinkURL = "photo", o.Caption, o.PhotoLink
		o.photos(&p)
	case "conversation":
		p.Type, p.Title, p.Dialogue = "chat", o.ChatTitle, o.Chat
		for _, l := range o.ChatLines {
			p.Dialogue = append(p.Dialogue, line{l.Label, l.Text})
		}
	case "video":
		p.Type, p.Caption, p.PermalinkURL = "video", o.VideoCaption, o.VideoSource
	case "audio":
		p.Type, p.Caption = "audio", o.AudioCaption
	case "answer":
		p.Type, p.Question, p.Answer = "answer", o.Question, o.Answer
	default:
		p.Type, p.Title, p.Body = o.Type, o.Title, o.Body
	}
	return p
}

// photos gives a post its pictures, each in its largest size.
func (o *oldPost) photos(p *post) {
	add := func(url, caption text) {
		var one photo
		one.Original.URL, one.Caption = url, caption
		p.Photos = append(p.Photos, one)
	}
	for _, ph := range o.Photos {
		add(ph.URL, ph.Caption)
	}
	switch {
	case len(p.Photos) > 0:
	case o.Photo != "":
		add(o.Photo, "")
	case len(o.PhotoURLs) > 0:
		add(o.PhotoURLs[0], "")
	}
}

// readXML reads an answer of version 1 as XML.
func readXML(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		d := xml.NewDecoder(r)
		d.Strict = false
		d.Entity = xml.HTMLEntity
		for n := 1; ; {
			token, err := d.Token()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(record.Item{}, brokenXML(f, err))
				return
			}
			if t, ok := token.(xml.Directive); ok && strings.Contains(strings.ToUpper(string(t)), "ENTITY") {
				yield(record.Item{}, &record.RowError{Origin: f.Name, Err: blog.Fault("", "The file declares entities, as no export of Tumblr does, so it was not read.")})
				return
			}
			start, ok := token.(xml.StartElement)
			if !ok || start.Name.Local != "post" {
				continue
			}
			begin := d.InputOffset()
			var old oldPost
			if err := d.DecodeElement(&old, &start); err != nil {
				yield(record.Item{}, brokenXML(f, err))
				return
			}
			raw, err := xml.Marshal(struct {
				XMLName xml.Name `xml:"post"`
				oldPost
			}{oldPost: old})
			if err != nil {
				raw = fmt.Appendf(nil, "<post id=%q at=%q/>", old.ID, fmt.Sprint(begin))
			}
			p := old.post()
			if !yield(p.item(fmt.Sprintf("%s, post %d", f.Name, n), raw)) {
				return
			}
			n++
		}
	}
}

func brokenXML(f record.File, err error) error {
	return &record.RowError{Origin: f.Name, Err: &blog.Error{Kind: blog.Invalid, Message: "The file is cut short or damaged; what stands before that place was read. Fetch it again.", Err: err}}
}
