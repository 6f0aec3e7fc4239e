package blog

import "strings"

// CheckTarget reports why an address can't redirect to target, as an *Error of field
// target: target is neither a path of this blog nor a complete address, or it is the
// same address. The key is made by AddressKey.
func CheckTarget(key, target string) error {
	switch {
	case target == "":
		return Fault("target", "Say where the address shall lead.")
	case strings.HasPrefix(target, "/") && !strings.HasPrefix(target, "//") && !strings.ContainsAny(target, "\\\r\n\t "):
		path, _, _ := strings.Cut(target, "#")
		if path, query, _ := strings.Cut(path, "?"); AddressKey(path, query) == key {
			return Fault("target", "The address would lead to itself.")
		}
		return nil
	case CheckURL("target", target) != nil:
		return Fault("target", "An address can lead to a path of this blog, like /links/slug/, or to an address like https://example.org/page.")
	}
	return nil
}
