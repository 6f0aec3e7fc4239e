// Package i18n says what the program says in the languages that it speaks.
//
// A text is known by its English words, as in gettext: code and templates say
// Locale.T("Older"), and a language that has no other words for it shows the
// English ones. The words of a language stand in JSON files in a folder of its
// name, see de: a text is a string, one that counts something is an object with
// a string for each plural category (https://cldr.unicode.org/index/cldr-spec/plural-rules).
// A test reads the program's source and fails for each text that a language
// lacks, or has and nobody says.
//
// Numbers, dates and plurals follow the language, too.
package i18n
