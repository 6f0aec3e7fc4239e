package fetch

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"pullquote/internal/blog"
)

// target parses an address from outside and normalizes its host to the form that is
// compared and dialled. Errors are *blog.Error of field url.
func target(address string) (*url.URL, error) {
	if err := blog.CheckURL("url", address); err != nil {
		return nil, err
	}
	u, err := blog.ParseURL(address)
	if err == nil {
		u.Host, err = hostport(u)
	}
	if err != nil {
		return nil, &blog.Error{Kind: blog.Invalid, Field: "url", Message: "The URL names no host of the web. It should look like https://example.org/page.", Err: err}
	}
	return u, nil
}

// next returns the target of a redirect, parsed as target does. As in browsers, the
// fragment stays if the redirect has none.
func next(from *url.URL, location string) (*url.URL, error) {
	u, err := blog.ParseURL(strings.TrimSpace(location))
	if err == nil {
		u, err = target(from.ResolveReference(u).String())
	}
	if err != nil {
		return nil, &blog.Error{Kind: blog.Unavailable, Message: "%s redirects to something that is not an address of the web. Type the title by hand.", Args: []any{from.Host}, Err: err}
	}
	if u.Fragment == "" {
		u.Fragment, u.RawFragment = from.Fragment, from.RawFragment
	}
	return u, nil
}

// hostport returns the normalized host of a URL, with its port unless that is the
// scheme's default.
func hostport(u *url.URL) (string, error) {
	host, err := canonicalHost(u.Hostname())
	if err != nil {
		return "", err
	}
	port := u.Port()
	if port == "" || port == map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		return host, nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return "", errors.New("the port is not between 1 and 65535")
	}
	return net.JoinHostPort(host, strconv.FormatUint(n, 10)), nil
}

// names maps host names as browsers do (UTS 46): it folds fullwidth and upper case
// letters, drops invisible characters, and encodes other alphabets in Punycode. It
// accepts names that are in use against the rules, with an underscore or like r3---sn-a.
var names = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.CheckHyphens(false), idna.StrictDomainName(false))

// hostCharacters matches host names after mapping.
var hostCharacters = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9_-]+)*$`)

// canonicalHost normalizes a host name or an IP address, in any spelling: to lower case
// ASCII without a final dot, or to the form of net/netip. An IPv4-mapped IPv6 address
// (::ffff:127.0.0.1) becomes the IPv4 address.
func canonicalHost(host string) (string, error) {
	if strings.Contains(host, ":") {
		ip, err := netip.ParseAddr(host)
		if err != nil {
			return "", err
		}
		if ip.Zone() != "" {
			return "", errors.New("an address with a zone is of this machine's own network")
		}
		return ip.Unmap().String(), nil
	}
	if !utf8.ValidString(host) {
		return "", errors.New("the name is not text")
	}
	name, err := names.ToASCII(host)
	if err != nil {
		return "", err
	}
	name = strings.TrimSuffix(name, ".")
	if len(name) > 253 || !hostCharacters.MatchString(name) {
		return "", errors.New("no host can have that name")
	}
	if last := name[strings.LastIndexByte(name, '.')+1:]; isNumber(last) {
		ip, err := parseIPv4(name)
		if err != nil {
			return "", err
		}
		return ip.String(), nil
	}
	return name, nil
}

// isNumber reports whether the last part of a name makes it an IPv4 address
// ("ends in a number", URL standard).
func isNumber(part string) bool {
	if strings.Trim(part, "0123456789") == "" {
		return true
	}
	digits, hex := strings.CutPrefix(part, "0x")
	return hex && strings.Trim(digits, "0123456789abcdef") == ""
}

// parseIPv4 parses an IPv4 address as browsers and inet_aton do: one to four parts, the
// last of which fills the remaining bytes, each decimal, octal (0177) or hexadecimal
// (0x7f). So 127.1, 0x7f000001, 2130706433 and 017700000001 are all 127.0.0.1, as they
// are for other programs.
func parseIPv4(name string) (netip.Addr, error) {
	parts := strings.Split(name, ".")
	if len(parts) > 4 {
		return netip.Addr{}, errors.New("an IPv4 address has four parts at most")
	}
	var all uint64
	for i, part := range parts {
		n, err := parseIPv4Part(part)
		if err != nil {
			return netip.Addr{}, err
		}
		size := 8
		if i == len(parts)-1 {
			size = 8 * (5 - len(parts))
		}
		if n>>size != 0 {
			return netip.Addr{}, errors.New("a part of the IPv4 address is too large")
		}
		all = all<<size | n
	}
	return netip.AddrFrom4([4]byte{byte(all >> 24), byte(all >> 16), byte(all >> 8), byte(all)}), nil
}

func parseIPv4Part(part string) (uint64, error) {
	base := 10
	if digits, ok := strings.CutPrefix(part, "0x"); ok {
		part, base = "0"+digits, 16
	} else if len(part) > 1 && part[0] == '0' {
		base = 8
	}
	return strconv.ParseUint(part, base, 64)
}
