package main

import (
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"regexp"
	"strconv"
	"time"

	"github.com/alecthomas/kong"
)

// valueOf returns a flag's value. One that begins with - is taken as it stands:
// who writes --drain -1s is to hear what is wrong with it, and not that -1 is no
// flag.
func valueOf(ctx *kong.DecodeContext) (string, error) {
	token := ctx.Scan.Pop()
	if token.IsEOL() {
		return "", errors.New("needs a value")
	}
	return token.String(), nil
}

// decodeNumber reads a whole number.
func decodeNumber(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := valueOf(ctx)
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(text, 10, target.Type().Bits())
	if errors.Is(err, strconv.ErrRange) {
		return fmt.Errorf("%s is more than can be counted", text)
	}
	if err != nil {
		return fmt.Errorf("takes a whole number, and %q is none", text)
	}
	target.SetInt(n)
	return nil
}

// duration is how a span of time is written.
var duration = regexp.MustCompile(`^[-+]?(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$`)

// decodeDuration reads a span of time.
func decodeDuration(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := valueOf(ctx)
	if err != nil {
		return err
	}
	d, err := time.ParseDuration(text)
	if err != nil && duration.MatchString(text) {
		return fmt.Errorf("%s is more than can be counted", text)
	}
	if err != nil {
		return fmt.Errorf("takes a time such as 30s, 5m or 1h30m, and %q is none", text)
	}
	target.SetInt(int64(d))
	return nil
}

// decodePrefix reads an address or a network: 10.0.0.1, 10.0.0.0/8, ::1.
func decodePrefix(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("network", &text); err != nil {
		return err
	}
	if addr, err := netip.ParseAddr(text); err == nil {
		target.Set(reflect.ValueOf(netip.PrefixFrom(addr, addr.BitLen())))
		return nil
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", text)
	}
	target.Set(reflect.ValueOf(prefix.Masked()))
	return nil
}

// decodeFile reads the name of a file or a folder. An empty one comes from a script
// whose variable is not set, and means none that is there.
func decodeFile(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("path", &text); err != nil {
		return err
	}
	if text == "" {
		return errors.New("is empty, and takes a path")
	}
	target.SetString(text)
	return nil
}
