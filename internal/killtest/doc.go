// Package killtest breaks the program and looks whether anything is lost.
//
// Its tests start the real binary, drive it through the doors that people use,
// and end it with SIGKILL: at random instants, and before each single write,
// sync, truncation, renaming and removal of an action. Whatever comes, one
// function says what must hold then: every post that was acknowledged is there
// with its exact words, at its address, in the search and in the feed, nothing
// half-done shows, and the file passes SQLite's own checks.
//
// Others make faults for real: a full disk, one that can only be read, a slow
// one, one that fails, a damaged file, one that is taken away, another program
// that holds the database, or reads in it for hours, no more file descriptors, a
// clock that jumps. They need what Linux offers for that, and skip with
// a sentence where it is missing.
//
//	go test ./internal/killtest                          # short: some kills of each kind
//	go test ./internal/killtest -kills 300 -timeout 1h   # thorough: a quarter of an hour on two cores that do nothing else
//	go test ./internal/killtest -seed 7                  # a run that failed, again
package killtest
