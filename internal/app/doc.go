// Package app is the composition root: the one place where all parts meet.
//
// Open makes a blog's working parts of a Config: the store, the gate, who may
// sign in, the importer. The command line uses them directly; Serve puts the
// web before them and runs until its context ends. End-to-end tests start the
// same App that the program does.
package app
