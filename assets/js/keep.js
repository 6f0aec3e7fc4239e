// Keeps a copy of what is typed in this browser until the server confirms that it
// is saved. Each form has a copy of its own, stored under a name that the form
// keeps through previews, errors and signing in, and when another window takes
// it over. No two windows write to the same copy. A copy is removed only when the
// server has its contents, or when its author discards it. If two authors use one
// browser, each is offered their own copies, and those of authors who were removed.
//
// A copy has the fields
//
//	at       time of the copy
//	author   its author's ID. Older copies lack it: they are offered to everybody,
//	         until somebody continues with them
//	text     contents of the form, see fields.js
//	brought  payloads of the bookmarklet that the server has not merged yet
//	post     ID of the post, "0" for a new one; also version, format, lang
//	opened   address of the page that a new post's form was opened for

import { textOf } from "/js/fields.js";
import { store } from "/js/root.js";
import { lasting } from "/js/stores.js";

const prefix = store + ":";

// The ID of the author who is signed in, and those of all who can sign in;
// undefined or empty if the server could not tell.
const { author, writers } = document.documentElement.dataset;

// isLeft reports whether an author was removed, so that the others are offered
// what that author has not saved.
const isLeft = (by) => Boolean(author && writers) && !writers.split(" ").includes(by);

// isMine reports whether whoever is signed in may send a waiting form. If that is
// not known, the server decides.
export const isMine = (by) => !author || !by || by === author || isLeft(by);

// newName returns a new name for a form.
export function newName() {
	return [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join("");
}

export const placeOf = (name) => prefix + "copy:" + name;

// nameOf returns the name in a key, undefined for a key of the time when copies
// were stored by post and address.
export const nameOf = (place) => place.slice(prefix.length).match(/^copy:(.+)$/)?.[1];

// read returns a copy, null if there is none. It adds the fields that copies of
// older versions lack.
export function read(place) {
	try {
		const copy = JSON.parse(lasting.read(place));
		if (!copy) return null;
		if (!Array.isArray(JSON.parse(copy.text))) copy.text = JSON.stringify(Object.entries(JSON.parse(copy.text)));
		const [, fresh, rest] = place.slice(prefix.length).match(/^(new:)?(.*)$/s);
		const former = fresh ? { post: "0", opened: rest } : { post: rest, opened: "" };
		return { ...former, brought: copy.payload ? [copy.payload] : [], ...copy, place };
	} catch {
		return null;
	}
}

// write stores a copy. It reports whether the browser has stored it.
export function write(copy) {
	const { place, ...rest } = { at: Date.now(), author, ...copy };
	const held = JSON.stringify(rest);
	if (!lasting.write(place, held)) return false;
	if (place === mine.place) mine.held = held;
	return true;
}

let mine = {}; // the key that this window writes to, and what it last wrote or read there

// claim sets the key that this window writes to.
export function claim(place) {
	mine = { place, held: lasting.read(place) };
}

// taken reports whether another window has written to that key since.
export function taken() {
	const held = lasting.read(mine.place);
	return held !== null && held !== mine.held;
}

export const drop = lasting.drop;

// copies returns the author's copies in this browser, newest first.
export function copies() {
	const places = lasting.names().filter((name) => name.startsWith(prefix) && /^(copy:|new:|\d+$)/.test(name.slice(prefix.length)));
	return places.map(read).filter(isOwn).sort((a, b) => b.at - a.at);
}

const isOwn = (copy) => copy && (!copy.author || copy.author === author || isLeft(copy.author));

// named returns the author's copy of the form with a name, null if there is none.
export function named(name) {
	const copy = name ? read(placeOf(name)) : null;
	return isOwn(copy) ? copy : null;
}

// keyOf returns the key by which the server identifies the form of a new post.
export const keyOf = (copy) => JSON.parse(copy.text).find(([name]) => name === "key")?.[1];

// holdsNothing reports whether a copy has neither text nor payloads.
export const holdsNothing = (copy) => !copy.brought.length && JSON.parse(copy.text).every(([name]) => name === "key");

// holds reports whether a copy, or a form that was sent, contains all the fields.
export function holds({ text = "[]" }, fields) {
	const held = Object.fromEntries(JSON.parse(text));
	return fields.every(([field, value]) => held[field] === value);
}

// takeBack makes a copy of a waiting form that the server has refused, unless there
// is one already, which contains at least as much. It reports whether there is one.
export function takeBack({ place, action, body }) {
	const fields = new URLSearchParams(body);
	const of = (name) => fields.get(name) || "";
	const post = action.match(/\/posts\/(\d+)\/edit$/)?.[1] || "0";
	return read(place) !== null || write({ place, text: textOf(fields), brought: [], author: of("writer") || undefined, post, version: of("version"), format: of("format"), lang: of("lang"), opened: of("opened") });
}
