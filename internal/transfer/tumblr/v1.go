package tumblr

// oldPost is a post of version 1 of the API, in JSON and XML.
type oldPost struct {
	ID        text `json:"id" xml:"id,attr"`
	URL       text `json:"url" xml:"url,attr"`
	WithSlug  text `json:"url-with-slug" xml:"url-with-slug,attr"`
	Type      text `json:"type" xml:"type,attr"`
	DateGMT   text `json:"date-gmt" xml:"date-gmt,attr"`
	Timestamp text `json:"unix-timestamp" xml:"unix-timestamp,attr"`
	Format    text `json:"format" xml:"format,attr"`
	Slug      text `json:"slug" xml:"slug,attr"`
	State     text `json:"state" xml:"state,attr"`
	Private   text `json:"private" xml:"private,attr"`
	Tags      list `json:"tags" xml:"tag"`
	From      text `json:"reblogged-from-name" xml:"reblogged-from-name,attr"`
	FromURL   text `json:"reblogged-from-url" xml:"reblogged-from-url,attr"`
	SourceURL text `json:"source-url" xml:"source-url,attr"`
	Submitted text `json:"is-submission" xml:"is-submission,attr"`
	Blog      struct {
		Name text `json:"name" xml:"name,attr"`
	} `json:"tumblelog" xml:"tumblelog"`

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
	ChatText  text   `json:"conversation-text" xml:"conversation-text"`
	ChatLines []struct {
		Label text `xml:"label,attr"`
		Text  text `xml:",chardata"`
	} `json:"-" xml:"conversation>line"`
	VideoSource  text `json:"video-source" xml:"video-source"`
	VideoPlayer  text `json:"video-player" xml:"video-player"`
	VideoCaption text `json:"video-caption" xml:"video-caption"`
	AudioPlayer  text `json:"audio-player" xml:"audio-player"`
	AudioEmbed   text `json:"audio-embed" xml:"audio-embed"`
	AudioCaption text `json:"audio-caption" xml:"audio-caption"`
	Artist       text `json:"id3-artist" xml:"id3-artist"`
	Track        text `json:"id3-title" xml:"id3-title"`
	Question     text `json:"question" xml:"question"`
	Answer       text `json:"answer" xml:"answer"`
}

// post converts the post to version 2.
func (o *oldPost) post() post {
	p := post{
		ID: o.ID, PostURL: o.WithSlug, Slug: o.Slug, Timestamp: o.Timestamp, Date: o.DateGMT, Format: o.Format, State: o.State, Tags: o.Tags,
		RebloggedFrom: o.From, RebloggedURL: o.FromURL, SourceURL: o.SourceURL, BlogName: o.Blog.Name, Submitted: o.Submitted,
		private: o.Private != "" && o.Private != "0" && o.Private != "false",
	}
	if p.PostURL == "" {
		p.PostURL = o.URL
	}
	if p.State == "" {
		p.State = "published" // without authentication the API returned only published posts, unless marked otherwise
	}
	switch o.Type {
	case "regular":
		p.Type, p.Title, p.Body = "text", o.Title, o.Body
	case "link":
		p.Type, p.Title, p.URL, p.Description = "link", o.LinkText, o.LinkURL, o.LinkWords
	case "quote":
		p.Type, p.Text, p.Source = "quote", o.Quote, o.QuoteSource
	case "photo":
		p.Type, p.Caption, p.LinkURL = "photo", o.Caption, o.PhotoLink
		o.photos(&p)
	case "conversation":
		p.Type, p.Title, p.Body, p.Dialogue = "chat", o.ChatTitle, o.ChatText, o.Chat
		for _, l := range o.ChatLines {
			p.Dialogue = append(p.Dialogue, line{Label: l.Label, Phrase: l.Text})
		}
	case "video":
		p.Type, p.Caption = "video", o.VideoCaption
		p.Player, p.Embed = player(o.VideoPlayer), player(o.VideoSource)
	case "audio":
		p.Type, p.Caption, p.Artist, p.TrackName = "audio", o.AudioCaption, o.Artist, o.Track
		p.Player, p.Embed = player(o.AudioPlayer), player(o.AudioEmbed)
	case "answer":
		p.Type, p.Question, p.Answer = "answer", o.Question, o.Answer
	default:
		p.Type, p.Title, p.Body = o.Type, o.Title, o.Body
	}
	return p
}

// photos adds the pictures to a post, each in its largest size.
func (o *oldPost) photos(p *post) {
	add := func(url, caption text) {
		p.Photos = append(p.Photos, photo{Caption: caption, Original: version{url}})
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
