// Package i18n translates the program's texts, and formats numbers, dates and plurals
// by language.
//
// A text is identified by its English wording, as in gettext: code and templates call
// Locale.T("Older"), and a text that a language lacks is shown in English. The
// translations are JSON files in a folder named after the language, see de: a text
// is a string, and one with a number is an object with a string for each plural
// category (https://cldr.unicode.org/index/cldr-spec/plural-rules). A test reads the
// program's source and fails for each text that a language lacks, and for each
// translation that is not used.
package i18n
