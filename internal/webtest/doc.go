// Package webtest drives the blog in a real browser as a person does: fields
// by their labels, buttons by their names; and it looks at pages without one
// for words that became markup. Only tests import it.
package webtest
