// Package desk is what a signed-in author sees: the form, the desk with its
// shelves, history, conflicts, settings.
//
// Every page works without JavaScript; what scripts add is said at the head of
// each script.
package desk
