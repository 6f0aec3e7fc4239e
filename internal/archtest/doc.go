// Package archtest enforces the architecture of the program. It reads the source and
// fails if a package is on the wrong floor (layer), if a library is used outside of
// the packages that may use it, or if there is hidden state.
//
// rooms.go lists the packages ("rooms") with their floors and purposes. doors.go
// lists what may be used in few packages only, and why. These two tables document
// the rules; the other files read the source (house.go) and check it (floors.go,
// uses.go, state.go, habits.go, templates.go). Tests are exempt, unless a rule says
// otherwise.
//
// Every rule is tested with a small planted violation, and every row of the tables
// has to match something that exists (idle.go). Two more tests look outside of the
// source: they check that modules which have to match do (modules_test.go), and that
// generated code is up to date (generated_test.go).
package archtest
