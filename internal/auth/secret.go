package auth

import (
	"fmt"
	"io"
	"log/slog"
)

// redacted is printed in place of a secret.
const redacted = "REDACTED"

// LogValue keeps the password out of logs.
func (in Login) LogValue() slog.Value {
	return slog.GroupValue(slog.String("username", in.Username), slog.String("address", in.Address), slog.String("password", redacted))
}

// Format keeps the password out of whatever fmt prints, %#v included.
func (in Login) Format(w fmt.State, _ rune) { writeRedacted(w, "Login", in.LogValue()) }

// LogValue keeps the password out of logs.
func (in SetUp) LogValue() slog.Value {
	return slog.GroupValue(slog.String("title", in.Title), slog.String("username", in.Username), slog.String("password", redacted))
}

// Format keeps the password out of whatever fmt prints, %#v included.
func (in SetUp) Format(w fmt.State, _ rune) { writeRedacted(w, "SetUp", in.LogValue()) }

// LogValue keeps the token out of logs.
func (i *Invitation) LogValue() slog.Value { return slog.StringValue(redacted) }

// Format keeps the token out of whatever fmt prints, %#v included.
func (i *Invitation) Format(w fmt.State, _ rune) { writeRedacted(w, "Invitation", i.LogValue()) }

func writeRedacted(w io.Writer, name string, value slog.Value) {
	_, _ = fmt.Fprintf(w, "auth.%s{%s}", name, value)
}
