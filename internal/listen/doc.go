// Package listen is how connections come in: sockets of the network and of the
// file system, and those that systemd has opened; how many there may be, in all
// and from one client; and how slowly they may move.
//
// A full house is the rule under attack, so who is shown out is decided here:
// first those who have not asked for anything yet, of the clients who hold most
// and the longest silent first; then those whose request moves too slowly. One
// who comes to ask finds a place.
//
// What happens with each request costs two atomic stores; only a new connection
// takes a lock.
package listen
