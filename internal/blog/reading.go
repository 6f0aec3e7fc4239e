package blog

import "strings"

// Reading is what readers and their programs get. The zero value is a good
// beginning.
type Reading struct {
	Interface  string `json:"interface,omitempty"`  // BCP 47 of what stands around the words; empty: the blog's language, as far as the program speaks it
	Permalinks bool   `json:"permalinks,omitempty"` // titles in feeds lead to the posts; false: to their sources
	Hub        string `json:"hub,omitempty"`        // address of the WebSub hub that the feeds name; may be empty
	Me         string `json:"me,omitempty"`         // addresses that are the author's, too, a line each: rel=me
}

// maxMe is how many addresses of the author's a blog may name.
const maxMe = 20

// Elsewhere gives the author's other addresses.
func (r Reading) Elsewhere() []string { return strings.Fields(r.Me) }

// Validate reports the faults, each as an *Error of its field (interface, hub,
// me).
func (r Reading) Validate() []error {
	var faults []error
	if CheckLang(r.Interface) != nil {
		faults = append(faults, Fault("interface", "The language is a code like en, de or pt-BR."))
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
