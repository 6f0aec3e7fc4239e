package blog

import "strings"

// Reading holds settings for readers and their programs. The zero value is a
// sensible default.
type Reading struct {
	Interface  string `json:"interface,omitempty"`  // BCP 47 language of the user interface; empty: the blog's language, if there is a translation
	Permalinks bool   `json:"permalinks,omitempty"` // titles in feeds link to the posts; otherwise to their sources
	Hub        string `json:"hub,omitempty"`        // address of the WebSub hub that the feeds declare; may be empty
	Me         string `json:"me,omitempty"`         // the author's other addresses, for rel=me, one per line
}

// maxMe is the maximum number of the author's other addresses.
const maxMe = 20

// Elsewhere returns the author's other addresses.
func (r Reading) Elsewhere() []string { return strings.Fields(r.Me) }

// Validate returns all faults, each as an *Error with its field (interface, hub,
// me).
func (r Reading) Validate() []error {
	var faults []error
	if CheckLang(r.Interface) != nil {
		faults = append(faults, notALang("interface"))
	}
	if r.Hub != "" && CheckURL("hub", r.Hub) != nil {
		faults = append(faults, Fault("hub", "The hub is an address like https://hub.example.org/."))
	}
	for _, address := range r.Elsewhere() {
		if CheckURL("me", address) != nil {
			faults = append(faults, Fault("me", "“%s” is no address. Each line is one like https://example.social/@name.", Excerpt(address, 60)))
		}
	}
	if len(r.Elsewhere()) > maxMe {
		faults = append(faults, Fault("me", "%d addresses are too many; %d is the most.", len(r.Elsewhere()), maxMe))
	}
	return faults
}
