// Package archtest keeps the house as it was designed. It reads the program's
// source and fails when a package stands on the wrong floor, when a library is
// used outside its one door, or when state hides where nobody looks for it.
//
// rooms.go says which packages there are, on which floor each stands and what
// it is for. doors.go says what may be used in one place only, and why. Those
// two tables are the documentation of the house's rules; the other files read
// the source (house.go) and compare (floors.go, uses.go, state.go, habits.go,
// templates.go). Tests are free of the rules, unless a rule says otherwise.
//
// Every rule is proved able to fail on a small planted violation, and every row of
// the tables to be about something that there is (idle.go). Two more
// tests look at what lies outside the source: that modules which must match do
// (modules_test.go), and that generated code is fresh (generated_test.go).
package archtest
