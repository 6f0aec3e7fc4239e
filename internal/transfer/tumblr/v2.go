package tumblr

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// text is a value that stands as a string in some answers and as something
// else in others. A number keeps all its digits.
type text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *text) UnmarshalJSON(raw []byte) error {
	var s string
	switch {
	case len(raw) > 0 && raw[0] == '"':
		if err := json.Unmarshal(raw, &s); err != nil {
			return err
		}
	case string(raw) == "null" || string(raw) == "false" || len(raw) > 0 && (raw[0] == '{' || raw[0] == '['):
	default:
		s = string(raw)
	}
	*t = text(s)
	return nil
}

// blogInfo is a blog as posts name it.
type blogInfo struct {
	Name text `json:"name"`
	URL  text `json:"url"`
}

// post is a post as version 2 of the API has it.
type post struct {
	ID        text     `json:"id"`
	IDString  text     `json:"id_string"`
	Genesis   text     `json:"genesis_post_id"`
	PostURL   text     `json:"post_url"`
	Slug      text     `json:"slug"`
	Type      text     `json:"type"`
	Timestamp text     `json:"timestamp"`
	Date      text     `json:"date"`
	Format    text     `json:"format"`
	State     text     `json:"state"`
	Tags      []text   `json:"tags"`
	BlogName  text     `json:"blog_name"`
	Blog      blogInfo `json:"blog"`

	SourceURL     text `json:"source_url"`
	ParentURL     text `json:"parent_post_url"`
	RebloggedFrom text `json:"reblogged_from_name"`
	RebloggedURL  text `json:"reblogged_from_url"`
	Reblog        *struct {
		Comment text `json:"comment"`
	} `json:"reblog"`

	Title text `json:"title"`
	Body  text `json:"body"`

	URL         text `json:"url"`
	Description text `json:"description"`
	Excerpt     text `json:"excerpt"`
	LinkAuthor  text `json:"link_author"`
	LinkImage   text `json:"link_image"`
	Publisher   text `json:"publisher"`

	Text   text `json:"text"`
	Source text `json:"source"`

	Caption  text    `json:"caption"`
	Photos   []photo `json:"photos"`
	LinkURL  text    `json:"link_url"`
	Dialogue []line  `json:"dialogue"`

	AskingName text `json:"asking_name"`
	AskingURL  text `json:"asking_url"`
	Question   text `json:"question"`
	Answer     text `json:"answer"`

	PermalinkURL text `json:"permalink_url"`
	VideoURL     text `json:"video_url"`
	AudioURL     text `json:"audio_url"`
	AudioSource  text `json:"audio_source_url"`
	TrackName    text `json:"track_name"`
	Artist       text `json:"artist"`

	Blocks  bool     `json:"is_blocks_post_format"`
	Content []block  `json:"content"`
	Layout  []layout `json:"layout"`
	Trail   []trail  `json:"trail"`

	private bool // by a mark of version 1
}

type photo struct {
	Caption  text `json:"caption"`
	Original struct {
		URL text `json:"url"`
	} `json:"original_size"`
}

// line is a line of a chat.
type line struct {
	Label  text `json:"label"`
	Phrase text `json:"phrase"`
}

// readJSON reads an answer of the API, of either version, or posts that were
// saved one after the other.
func readJSON(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		n := 0
		for raw, err := range record.Elements(r, "posts") {
			n++
			origin := fmt.Sprintf("%s, post %d", f.Name, n)
			var it record.Item
			if err == nil {
				it, err = fromJSON(origin, raw)
			}
			if err != nil && blog.KindOf(err) != blog.Internal {
				err = &record.RowError{Origin: origin, Err: err}
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

func fromJSON(origin string, raw json.RawMessage) (record.Item, error) {
	var p post
	var old oldPost
	if err := json.Unmarshal(raw, &p); err != nil {
		return record.Item{}, &blog.Error{Kind: blog.Invalid, Message: "This post is not valid JSON, or not one of Tumblr's.", Err: err}
	}
	if strings.Contains(string(raw), `"unix-timestamp"`) || strings.Contains(string(raw), `"url-with-slug"`) {
		if err := json.Unmarshal(raw, &old); err != nil {
			return record.Item{}, &blog.Error{Kind: blog.Invalid, Message: "This post is not valid JSON, or not one of Tumblr's.", Err: err}
		}
		p = old.post()
	}
	return p.item(origin, raw)
}
