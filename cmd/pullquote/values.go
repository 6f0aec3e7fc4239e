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

// valueOf returns a flag's value, even if it begins with -, so that --drain -1s leads to
// an error about the value, and not about an unknown flag -1.
func valueOf(ctx *kong.DecodeContext) (string, error) {
	token := ctx.Scan.Pop()
	if token.IsEOL() {
		return "", errors.New("needs a value")
	}
	return token.String(), nil
}

// decodeNumber decodes an integer flag.
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

// duration matches what time.ParseDuration accepts, but for the range.
var duration = regexp.MustCompile(`^[-+]?(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$`)

// decodeDuration decodes a duration flag.
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

// decodePrefix decodes an address or a network: 10.0.0.1, 10.0.0.0/8, ::1.
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

// decodeFile decodes the path of a file or a folder. It refuses an empty one, which
// comes from scripts with an unset variable.
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
