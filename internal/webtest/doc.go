// Package webtest tests the blog in a real browser as a person uses it: it finds
// fields by their labels and buttons by their names. It also checks rendered pages,
// without a browser, for text that became markup. Only tests import it.
package webtest
