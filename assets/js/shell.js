// The empty form that opens without a server. It comes from the service worker's
// cache, see sw.js, so it was not rendered for its address, and its key is not
// unique.

import { opened } from "/js/carry.js";
import { newName } from "/js/keep.js";

export const isShell = (form) => "shell" in form.dataset;

// name gives the form a key of its own, as the server would.
export function name(form) {
	form.elements.namedItem("key").value = newName();
	form.elements.namedItem("opened").value = opened;
}

// fill fills the form from its address, as the server would.
export function fill(form) {
	const query = new URLSearchParams(location.search);
	const text = query.get("text") || "";
	form.elements.namedItem("url").value = query.get("url") || text.match(/https?:\/\/\S+$/)?.[0] || "";
	form.elements.namedItem("title").value = query.get("title") || "";
	if (text) form.elements.namedItem("body").value = text.split("\n").map((line) => "> " + line).join("\n") + "\n\n";
}
