// Package desk contains the pages of a signed-in author: the form, the desk with
// its shelves, history, conflicts, settings.
//
// Every page works without JavaScript; the comment at the top of each script says
// what it adds.
package desk
