// Package pocket reads what Pocket gave its readers to take along: CSV files of
// what they had saved, JSON files of the passages they had marked, both in one
// zip, and the older page of links.
//
// format.go tells them apart; csv.go, annotations.go and page.go read each. A
// passage belongs to the page that it is from: the reader of a CSV file looks
// for it in the files beside, and the reader of the passages leaves those out
// that came in that way.
package pocket
