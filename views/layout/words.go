package layout

import "pullquote/internal/i18n"

// scriptTexts are the texts of the desk's scripts, see assets/js/words.js.
var scriptTexts = []string{
	i18n.Mark("%s % sent"),
	i18n.Mark("A post"),
	i18n.Mark("Bold"),
	i18n.Mark("Choose the files of the archive first."),
	i18n.Mark("Copied."),
	i18n.Mark("Discard"),
	i18n.Mark("Discarded: %s"),
	i18n.Mark("Emphasis"),
	i18n.Mark("Here it has nothing to quote: drag it to the bookmarks bar."),
	i18n.Mark("Kept in this browser, and not saved:"),
	i18n.Mark("Link"),
	i18n.Mark("Looking at the page…"),
	i18n.Mark("Older ones: %s"),
	i18n.Mark("Quote"),
	i18n.Mark("Restore"),
	i18n.Mark("Sending…"),
	i18n.Mark("The archive was not taken. Try again."),
	i18n.Mark("The blog does not answer just now. The import goes on when it is back."),
	i18n.Mark("The connection broke. Nothing was imported; send it again."),
	i18n.Mark("The server can’t be reached. Leave this window open: your words are in it alone, and go as soon as it answers."),
	i18n.Mark("The server can’t be reached. The quote is safe in this browser, and comes in as soon as it answers."),
	i18n.Mark("The server can’t be reached. Your words are safe in this browser, and go as soon as it answers."),
	i18n.Mark("The server can’t be reached. Your words are safe in this browser; try again when it is back."),
	i18n.Mark("These words went on in another window. This one can be closed."),
	i18n.Mark("This browser does not keep what you type."),
	i18n.Mark("This browser lets no page copy. The text is selected below: copy it from there."),
	i18n.Mark("Undo"),
	i18n.Mark("You are not signed in, so the files were not taken. Sign in, and choose them again."),
}

// scriptWords returns the translations of scriptTexts into a language, nil for
// English.
func scriptWords(l *i18n.Locale) map[string]string {
	words := map[string]string{}
	for _, text := range scriptTexts {
		if said := l.T(text); said != text {
			words[text] = said
		}
	}
	if len(words) == 0 {
		return nil
	}
	return words
}
