// Package certs provides the server's TLS certificates: from two files, which may
// change while the program runs, or from an authority such as Let's Encrypt, by the
// ACME protocol (RFC 8555).
package certs
