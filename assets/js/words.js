// What scripts say, in the language of the page. A page in English brings no
// words: they are those in the scripts.

let words;

// t gives the page's words for an English text, in which each %s is filled in.
export function t(english, ...parts) {
	words ??= JSON.parse(document.getElementById("pq-said")?.textContent || "{}");
	return (words[english] ?? english).replaceAll("%s", () => parts.shift());
}
