// Package certs is where certificates come from: from two files, which may
// change while the program runs, or from an authority that hands them out by
// the protocol ACME (RFC 8555), such as Let's Encrypt.
package certs
