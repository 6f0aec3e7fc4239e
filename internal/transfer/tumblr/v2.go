package tumblr

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// post is a post of version 2 of the API.
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
	Tags      list     `json:"tags"`
	BlogName  text     `json:"blog_name"`
	Blog      blogInfo `json:"blog"`
	Writer    text     `json:"post_author"`
	Submitted text     `json:"is_submission"`

	SourceURL     text    `json:"source_url"`
	ParentURL     text    `json:"parent_post_url"`
	RebloggedFrom text    `json:"reblogged_from_name"`
	RebloggedURL  text    `json:"reblogged_from_url"`
	Reblog        *reblog `json:"reblog"`

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

	PermalinkURL text   `json:"permalink_url"`
	VideoURL     text   `json:"video_url"`
	AudioURL     text   `json:"audio_url"`
	AudioSource  text   `json:"audio_source_url"`
	Player       player `json:"player"`
	Embed        player `json:"embed"`
	TrackName    text   `json:"track_name"`
	Artist       text   `json:"artist"`

	Content content  `json:"content"`
	Layout  []layout `json:"layout"`
	Trail   []trail  `json:"trail"`

	private bool   // marked so in version 1
	odd     string // name of a field of unknown form
}

// reblog is what the author of a reblogged post has added.
type reblog struct {
	Comment text `json:"comment"`
}

type photo struct {
	Caption  text     `json:"caption"`
	Original version  `json:"original_size"`
	Sizes    versions `json:"alt_sizes"`
}

// url returns the address of the largest version of a picture.
func (p photo) url() string {
	if p.Original.URL != "" {
		return string(p.Original.URL)
	}
	return p.Sizes.first()
}

// line is a line of a chat.
type line struct {
	Label  text `json:"label"`
	Name   text `json:"name"`
	Phrase text `json:"phrase"`
}

// readJSON reads an answer of the API, of either version, several in a row, or posts that
// were saved separately.
func readJSON(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		n := 0
		for raw, err := range elements(r) {
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

// elements iterates over the posts of all answers in a file.
func elements(r io.Reader) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		// record.Elements uses a buffer of this size without wrapping it, so that what
		// follows the posts stays in the buffer.
		buffer := bufio.NewReaderSize(r, 1<<20)
		for more := true; more; more = nextDocument(buffer) {
			for raw, err := range record.Elements(buffer, "posts") {
				if err == nil && isAnswer(raw) {
					for raw, err := range record.Elements(bytes.NewReader(raw), "posts") {
						if !yield(raw, err) {
							return
						}
					}
					continue
				}
				if !yield(raw, err) || err != nil && !errors.Is(err, record.ErrLarge) {
					return
				}
			}
		}
	}
}

// isAnswer reports whether a JSON object is an answer that contains posts, rather than a
// post.
func isAnswer(raw json.RawMessage) bool {
	if !bytes.Contains(raw, []byte(`"posts"`)) {
		return false
	}
	var o struct {
		ID       text            `json:"id"`
		Posts    json.RawMessage `json:"posts"`
		Response struct {
			Posts json.RawMessage `json:"posts"`
		} `json:"response"`
	}
	err := json.Unmarshal(raw, &o)
	return err == nil && o.ID == "" && (bytes.HasPrefix(o.Posts, []byte("[")) || bytes.HasPrefix(o.Response.Posts, []byte("[")))
}

// nextDocument skips the rest of an answer, whose list of posts was read, up to the
// beginning of the next, and reports whether there is one. Within the rest of an object,
// an opening bracket follows a colon; between objects it does not.
func nextDocument(r *bufio.Reader) bool {
	depth, within, before := 0, false, byte(0)
	for {
		c, err := r.ReadByte()
		switch {
		case err != nil:
			return false
		case within && c == '\\':
			r.ReadByte()
		case c == '"':
			within = !within
		case within || c == ' ' || c == '\n' || c == '\r' || c == '\t':
			continue
		case (c == '{' || c == '[') && depth == 0 && before != ':':
			r.UnreadByte()
			return true
		case c == '{' || c == '[':
			depth++
		case (c == '}' || c == ']') && depth > 0:
			depth--
		}
		before = c
	}
}

func fromJSON(origin string, raw json.RawMessage) (record.Item, error) {
	var p post
	var err error
	if bytes.Contains(raw, []byte(`"unix-timestamp"`)) || bytes.Contains(raw, []byte(`"url-with-slug"`)) {
		var old oldPost
		var odd string
		if odd, err = decode(raw, &old); err == nil {
			p = old.post()
			p.odd = odd
		}
	} else {
		p.odd, err = decode(raw, &p)
	}
	if err != nil {
		return record.Item{}, &blog.Error{Kind: blog.Invalid, Message: "This post is not valid JSON, or not one of Tumblr's.", Err: err}
	}
	return p.item(origin, raw)
}

// decode decodes an object. It returns the name of a field whose form is not known; the
// other fields are decoded nevertheless.
func decode(raw json.RawMessage, into any) (odd string, err error) {
	err = json.Unmarshal(raw, into)
	if of, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && of.Field != "" {
		return of.Field, nil
	}
	return "", err
}
