package shape

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

// playing are the elements that show what stands elsewhere, with the attribute
// that tells where. No page of ours has them: they would bring along what other
// sites make of their readers.
var playing = map[string]string{"iframe": "src", "embed": "src", "audio": "src", "video": "src", "source": "src", "object": "data", "script": "src"}

var mayPlay = regexp.MustCompile(`(?i)<(?:iframe|embed|audio|video|object|script)\b`)

// Embedded gives the addresses of films, sounds and the like that a body shows
// in the midst of its words, and that pages leave out; each once.
func Embedded(body string) (addresses []string) {
	if !mayPlay.MatchString(body) {
		return nil
	}
	within := false // audio or video: a source elsewhere is a picture's
	for s := newScanner(body); ; {
		switch t := s.next(); t.Type {
		case html.ErrorToken:
			return addresses
		case html.EndTagToken:
			within = within && t.Data != "audio" && t.Data != "video"
		case html.StartTagToken, html.SelfClosingTagToken:
			within = within || t.Data == "audio" || t.Data == "video"
			key := playing[t.Data]
			if key == "" || t.Data == "source" && !within {
				continue
			}
			if u := strings.TrimSpace(attr(t, key)); u != "" && record.Plain(u) == u && !slices.Contains(addresses, u) {
				addresses = append(addresses, u)
			}
		}
	}
}
