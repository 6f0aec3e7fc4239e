// The scripts' texts in the language of the page. An English page contains none,
// since the texts in the scripts are English.

let words;

// t returns the translation of an English text, with each %s replaced.
export function t(english, ...parts) {
	words ??= JSON.parse(document.getElementById("pq-said")?.textContent || "{}");
	return (words[english] ?? english).replaceAll("%s", () => parts.shift());
}
