// Package feed writes posts as feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.
//
// A feed holds the whole commentary, quotes included, and of each post both
// addresses: where it stands and what it is about. Which of them a title leads
// to is the reader's choice. html.go makes the links in the words absolute:
// a feed reader shows them on a page of its own.
package feed
