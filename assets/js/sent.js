// Records what was sent, and what the server has confirmed. A window sends one form
// at a time, and remembers its contents until the result is known.

import { drop, keyOf, placeOf, read, write } from "/js/keep.js";
import { root, store } from "/js/root.js";
import { passing } from "/js/stores.js";

const lastSent = store + ":sent";
const done = store + ":done:";

// remember records what a form sends, and how many payloads go with it. An earlier
// confirmation for the form is discarded.
export function remember(name, text, brought = 0) {
	if (confirmed()[0] === name) settle();
	if (!passing.write(lastSent, JSON.stringify({ name, text, brought }))) passing.drop(lastSent);
}

// sentAs returns what this window last sent of the form with a name.
export function sentAs(name) {
	const last = JSON.parse(passing.read(lastSent));
	return last?.name === name ? last : { brought: 0 };
}

// dropSent removes a copy whose contents the server has. It reports false if the
// copy contains something else.
export function dropSent(place, text) {
	const copy = read(place);
	if (copy && (copy.text !== text || copy.brought.length)) return false;
	drop(place);
	return true;
}

// confirmed returns what the server has confirmed by a cookie: the name of a form's
// copy, and the post and version that it was saved as.
function confirmed() {
	const saved = document.cookie.split("; ").find((c) => c.startsWith("pullquote-saved="));
	return (saved || "").slice("pullquote-saved=".length).split(".");
}

function settle() {
	document.cookie = `pullquote-saved=; Max-Age=0; Path=${root}; SameSite=Lax`;
}

// forget removes the copy of what the server has confirmed. What was typed after it
// was sent stays, as a change to the saved post. It reports whether something was
// confirmed.
export function forget() {
	const [name, post, version] = confirmed();
	const { text } = sentAs(name);
	if (text === undefined) return false;
	if (!dropSent(placeOf(name), text)) write({ ...read(placeOf(name)), post, version });
	passing.drop(lastSent);
	const [sums, fields] = [{}, JSON.parse(text)];
	for (const [field, value] of fields) sums[field] = digest(value);
	passing.write(done + name, JSON.stringify({ post, key: keyOf({ text }), sums }));
	settle();
	return true;
}

// becameOf returns the post that a form sent from this window was saved as, and the
// form's key. whole reports whether the post contains all the fields.
export function becameOf(name, fields) {
	const became = JSON.parse(passing.read(done + name));
	return became && { ...became, whole: fields.every(([field, value]) => became.sums[field] === digest(value)) };
}

// digest returns the length and the FNV-1a hash of a text.
function digest(text) {
	let sum = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
	return `${text.length}:${sum >>> 0}`;
}
