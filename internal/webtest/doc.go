// Package webtest drives the blog in a real browser as a person does: fields
// by their labels, buttons by their names. Only tests import it.
package webtest
