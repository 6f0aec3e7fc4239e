// Package metadata weighs what a page says of itself: its title, its author,
// its site, when it was published, in what language, and where it has its home.
//
// Pages say it many times over, for search engines, for those who share links,
// for libraries, for analytics, and no two say the same. Read collects the
// statements of a page's HTML, and the bookmarklet collects the same in the
// browser; Weigh decides between them. The order is that of Mozilla's
// Readability, which has been tried on more pages than any other
// (https://github.com/mozilla/readability), with sources that it does not know
// behind those that it does. Of goes on to the words on the page, by
// Readability itself, for what no statement tells.
//
// All of it is a stranger's word. Nothing here can be made to fail, to take
// long, or to give more than plain text of one line and addresses on the web.
package metadata
