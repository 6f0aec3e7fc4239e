// What was sent, and what the server has confirmed of it. A window sends one form
// at a time, and remembers what that held until it knows what became of it.

import { drop, keyOf, placeOf, read, write } from "/js/keep.js";
import { root, store } from "/js/root.js";
import { passing } from "/js/stores.js";

const lastSent = store + ":sent";
const done = store + ":done:";

// remember notes what a form sends, and how much of what was brought goes with
// it. A window sends one form at a time. What was confirmed before is not this.
export function remember(name, text, brought = 0) {
	if (confirmed()[0] === name) settle();
	if (!passing.write(lastSent, JSON.stringify({ name, text, brought }))) passing.drop(lastSent);
}

// sentAs gives what this window last sent of the form with a name.
export function sentAs(name) {
	const last = JSON.parse(passing.read(lastSent));
	return last?.name === name ? last : { brought: 0 };
}

// dropSent forgets a copy whose words the server has. It reports false if there
// is one that holds others.
export function dropSent(place, text) {
	const copy = read(place);
	if (copy && (copy.text !== text || copy.brought.length)) return false;
	drop(place);
	return true;
}

// confirmed gives what the server has confirmed to be saved, by a cookie: the name
// of a form, and of which post it has made which version.
function confirmed() {
	const saved = document.cookie.split("; ").find((c) => c.startsWith("pullquote-saved="));
	return (saved || "").slice("pullquote-saved=".length).split(".");
}

function settle() {
	document.cookie = `pullquote-saved=; Max-Age=0; Path=${root}; SameSite=Lax`;
}

// forget drops the copy of what the server has confirmed to be saved. What was
// typed while that was on its way stays, as a change of the post that came of it.
// It reports whether something was confirmed.
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

// becameOf gives the post that a form has become which this window has sent, and
// the form's key. Whole says whether the post has all of some fields.
export function becameOf(name, fields) {
	const became = JSON.parse(passing.read(done + name));
	return became && { ...became, whole: fields.every(([field, value]) => became.sums[field] === digest(value)) };
}

// digest tells texts apart (FNV-1a) without holding them.
function digest(text) {
	let sum = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
	return `${text.length}:${sum >>> 0}`;
}
