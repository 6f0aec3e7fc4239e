// Package listen opens the program's listening sockets (TCP, Unix, and those handed
// over by systemd) and limits the connections that come in: how many there may be,
// in all and per client, and how slowly they may move.
//
// Under attack all places are taken as a rule, so a new connection is not simply
// refused: older ones are closed to make room. First go those without a request
// under way, of the clients that hold the most, the longest idle first; then those
// whose request moves too slowly. A client that comes to ask for something thus
// finds a place.
//
// A request costs two atomic stores; only a new connection takes a lock.
package listen
