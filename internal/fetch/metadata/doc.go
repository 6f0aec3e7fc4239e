// Package metadata extracts the metadata of a web page: its title, author, site,
// date of publication, language and canonical address.
//
// Pages state these many times over, for search engines, for social networks, for
// libraries, for analytics, and the statements rarely agree. Weigh decides between
// those that the bookmarklet has collected in the browser; Of collects them from a
// page's HTML, decides, and takes what no statement tells from the text of the page,
// by Readability. The order of precedence is that of Mozilla's Readability, which
// has been tried on more pages than any other (https://github.com/mozilla/readability);
// sources that it does not know come after those that it does.
//
// All input is untrusted. Nothing here fails, takes long, or yields anything but
// plain text of one line and addresses on the web.
package metadata
