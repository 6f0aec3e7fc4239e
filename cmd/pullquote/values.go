package main

import (
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// valueOf gives a flag's value. One that begins with - is taken as it stands:
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

// decodeDuration reads a span of time.
func decodeDuration(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := valueOf(ctx)
	if err != nil {
		return err
	}
	d, err := time.ParseDuration(text)
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

// ours words what kong says in words of its own.
var ours = []struct {
	theirs *regexp.Regexp
	words  string
}{
	{regexp.MustCompile(`^(--[\w-]+): expected .* but got "EOL".*`), "$1 needs a value"},
	{regexp.MustCompile(`^(--[\w-]+): missing value.*`), "$1 needs a value"},
	{regexp.MustCompile(`^(--[\w-]+): expected .* but got "(-.*)" \(.*`), "$1 needs a value; one that begins with - is written $1=$2"},
	{regexp.MustCompile(`^(--[\w-]+): bool value must be .* but got ("[^"]*")$`), "$1 takes true or false, and $2 is neither"},
	{regexp.MustCompile(`^(--[\w-]+): (needs|takes) `), "$1 $2 "},
	{regexp.MustCompile(` \(from envar (\w+)=.*\)$`), " (it stands in the environment, as $1)"},
	{regexp.MustCompile(`^expected "<(.+)>".*`), "the argument <$1> is missing"},
	{regexp.MustCompile(`^expected (one of )?"(.+)"$`), `a command is missing, such as "$2"`},
}

// misuse words a call that can't be understood.
func misuse(err error) error {
	command := "pullquote"
	if parse, ok := errors.AsType[*kong.ParseError](err); ok && parse.Context != nil {
		if name := parse.Context.Command(); name != "" {
			command += " " + strings.Fields(name)[0]
		}
	}
	text := err.Error()
	for _, o := range ours {
		text = o.theirs.ReplaceAllString(text, o.words)
	}
	return &usageError{fmt.Errorf("%s; see %s --help", text, command)}
}
