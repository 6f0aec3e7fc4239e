// Package feed writes posts for other programs: as RSS 2.0, Atom (RFC 4287) and
// JSON Feed 1.1, and beside them the sitemap and the description of the search.
//
// A feed holds the whole commentary, quotes included, and of each post both
// addresses, in its words and beside them: where it stands and what it is about.
// Which of them a title leads to is the reader's choice. html.go and resolve.go
// make the addresses in the words absolute: a feed reader shows them on a page
// of its own. address.go makes addresses what feeds may hold.
//
// XML is written by hand (xml.go): characters that XML can't hold are left out,
// and plain text is escaped as the RSS Profile advises. Nothing here reads a
// clock or knows a language: words that persons read come from the caller.
//
// A browser that opens a feed shows a page (page.go), if the caller has words for
// it. Browsers are giving up XSLT, so the posts stand there once more as XHTML,
// which feed readers leave aside and a style sheet lays out. They show it only if the feed comes as
// application/xml or text/xml: a feed's own types they show as source.
package feed
