// Keeps what is typed in this browser until the server confirms that it is
// saved. Each form has a copy of its own, by a name that the form bears as long
// as its words go on: through previews, faults and signing in, and when another
// window takes them over. No two windows write to one copy, and a copy goes when
// the server has what it holds, or when its author discards it; for no other
// reason. Two authors may use one browser: each is offered what is theirs, and what
// one has left who was removed.
//
// A copy is
//
//	at       when it was made
//	author   whose it is, by number. Older copies do not say: they are offered to
//	         everyone, until one goes on with them
//	text     what the form held, see fields.js
//	brought  what the bookmarklet brought and the server has not read yet
//	post     whose words they are, "0" for a new one; and version, format, lang
//	opened   the address that a new post's form was opened for

import { textOf } from "/js/fields.js";
import { store } from "/js/root.js";
import { lasting } from "/js/stores.js";

const prefix = store + ":";

// The author whose page this is, and all who can sign in, by number; undefined or
// empty where the server could not tell.
const { author, writers } = document.documentElement.dataset;

// isLeft reports whether an author has left what is theirs to the others: who was
// removed can neither be offered it nor send it.
const isLeft = (by) => Boolean(author && writers) && !writers.split(" ").includes(by);

// isMine reports whether a form that waits is for who is signed in to send. Where
// that is not known, the server tells.
export const isMine = (by) => !author || !by || by === author || isLeft(by);

// newName names a form.
export function newName() {
	return [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join("");
}

export const placeOf = (name) => prefix + "copy:" + name;

// nameOf gives the name of a place, undefined if it is one where copies were
// kept by post and address, before they had names.
export const nameOf = (place) => place.slice(prefix.length).match(/^copy:(.+)$/)?.[1];

// read gives a copy, null if there is none. Those that an older version made
// say less.
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

// write keeps a copy. It reports false where the browser keeps none.
export function write(copy) {
	const { place, ...rest } = { at: Date.now(), author, ...copy };
	const held = JSON.stringify(rest);
	if (!lasting.write(place, held)) return false;
	if (place === mine.place) mine.held = held;
	return true;
}

let mine = {}; // the place that this window writes to, and what it knows to be there

// claim makes a place the one that this window writes to.
export function claim(place) {
	mine = { place, held: lasting.read(place) };
}

// taken reports whether another window has written to that place since.
export function taken() {
	const held = lasting.read(mine.place);
	return held !== null && held !== mine.held;
}

export const drop = lasting.drop;

// copies gives the author's copies that are kept in this browser, newest first.
export function copies() {
	const places = lasting.names().filter((name) => name.startsWith(prefix) && /^(copy:|new:|\d+$)/.test(name.slice(prefix.length)));
	return places.map(read).filter(isOwn).sort((a, b) => b.at - a.at);
}

const isOwn = (copy) => copy && (!copy.author || copy.author === author || isLeft(copy.author));

// named gives the author's copy of the form with a name, null if there is none.
export function named(name) {
	const copy = name ? read(placeOf(name)) : null;
	return isOwn(copy) ? copy : null;
}

// keyOf gives the name by which the server knows the form of a new post.
export const keyOf = (copy) => JSON.parse(copy.text).find(([name]) => name === "key")?.[1];

// holdsNothing reports whether nothing was typed or brought.
export const holdsNothing = (copy) => !copy.brought.length && JSON.parse(copy.text).every(([name]) => name === "key");

// holds reports whether a copy, or what was sent, has all of some fields.
export function holds({ text = "[]" }, fields) {
	const held = Object.fromEntries(JSON.parse(text));
	return fields.every(([field, value]) => held[field] === value);
}

// takeBack makes a copy of a form that waited and was refused, unless there is
// one: that holds what was sent, or more. It reports whether one is kept.
export function takeBack({ place, action, body }) {
	const fields = new URLSearchParams(body);
	const of = (name) => fields.get(name) || "";
	const post = action.match(/\/posts\/(\d+)\/edit$/)?.[1] || "0";
	return read(place) !== null || write({ place, text: textOf(fields), brought: [], author: of("writer") || undefined, post, version: of("version"), format: of("format"), lang: of("lang"), opened: of("opened") });
}
