// Package app is the composition root: it builds the blog's parts from a Config and
// serves them.
//
// Open returns an App with the store, the gate, authentication, import and export.
// The command line uses these directly; Serve adds the web and the background jobs,
// and runs until its context ends. End-to-end tests start the same App that the
// program does.
package app
