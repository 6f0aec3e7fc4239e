// Package feed writes feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. It also writes
// sitemaps and the OpenSearch description.
//
// A feed contains the full text of posts, and both addresses of each: the permalink and
// the source. Readers of the feed choose which of them titles link to. html.go and
// resolve.go make addresses in the text absolute, since feed readers show it elsewhere;
// address.go encodes addresses as feeds require.
//
// XML is written by hand (xml.go): characters that XML does not allow are dropped, and
// plain text is escaped as the RSS Profile recommends. The package reads no clock and
// has no texts of its own: those come from the caller, translated.
//
// A browser that opens a feed shows a page (page.go), if the caller provides texts for
// it. Browsers are dropping XSLT, so the posts are included a second time as XHTML, which
// feed readers ignore and a style sheet lays out. Browsers do this only for
// application/xml or text/xml; feeds with their own media types are shown as source.
package feed
