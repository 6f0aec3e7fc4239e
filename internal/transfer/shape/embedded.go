package shape

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

// playing maps elements that embed external content to the attribute with its address.
// Pages of the blog never contain them, since they would let other sites track readers.
var playing = map[string]string{"iframe": "src", "embed": "src", "audio": "src", "video": "src", "source": "src", "object": "data", "script": "src"}

var mayPlay = regexp.MustCompile(`(?i)<(?:iframe|embed|audio|video|object|script)\b`)

// Embedded returns the addresses of the videos, sounds and the like that are embedded in
// a body, and that the blog's pages leave out; each once.
func Embedded(body string) (addresses []string) {
	if !mayPlay.MatchString(body) {
		return nil
	}
	within := false // in audio or video; a source elsewhere belongs to a picture
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
