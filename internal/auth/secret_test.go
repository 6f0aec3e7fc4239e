package auth

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretsAreNotLogged(t *testing.T) {
	const secret = "open sesame"
	invitation := NewInvitation()
	for _, tc := range []struct {
		name  string
		value any
	}{
		{"a login", Login{Username: "ada", Password: secret}},
		{"a pointer to it", &Login{Username: "ada", Password: secret}},
		{"one within another value", struct{ In Login }{Login{Username: "ada", Password: secret}}},
		{"a set-up", SetUp{Username: "ada", Password: secret}},
		{"a pointer to that", &SetUp{Username: "ada", Password: secret}},
		{"an invitation", invitation},
		{"one within another value", struct{ Invitation *Invitation }{invitation}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var out bytes.Buffer
			slog.New(slog.NewTextHandler(&out, nil)).Info("look", "value", tc.value)
			slog.New(slog.NewJSONHandler(&out, nil)).Info("look", "value", tc.value)
			_, _ = fmt.Fprintf(&out, "%v %+v %#v %s %q", tc.value, tc.value, tc.value, tc.value, tc.value)
			if strings.Contains(out.String(), secret) || strings.Contains(out.String(), invitation.Token()) {
				t.Errorf("the secret is printed: %s", out.String())
			}
			if !strings.Contains(out.String(), redacted) {
				t.Errorf("nothing says that something was left out: %s", out.String())
			}
		})
	}
}
