// Lists unsaved copies: the beginning of each, when it was typed, and buttons to
// restore and to discard it.

import * as keeping from "/js/keep.js";
import { take } from "/js/outbox.js";
import { at } from "/js/root.js";
import { windows } from "/js/windows.js";
import { t } from "/js/words.js";

const rows = new Map(); // list items, by the keys of their copies
let list = null; // the element that contains them

// offer lists copies before an element and replaces the previous list. Each comes
// with a function that restores it. A few are shown; the others are in a details
// element.
export function offer(before, choices, atOnce = 3) {
	withdrawAll();
	if (choices.length) before.before(listOf(choices, atOnce));
	// Also sent if nothing is offered: a page in the back/forward cache that receives
	// a message is evicted, so its form is loaded again, with what was typed since.
	windows.postMessage({ asks: true });
}

function listOf(choices, atOnce) {
	list = make("div", "pq-notice pq-offers");
	list.setAttribute("role", "group");
	const said = make("p", "", t("Kept in this browser, and not saved:"));
	said.id = "pq-offers";
	list.setAttribute("aria-labelledby", said.id);
	const [few, folded, more] = [make("ul"), make("ul"), make("details", "pq-more")];
	for (const [i, { copy, run }] of choices.entries()) {
		const row = rowOf(copy, run, i);
		rows.set(copy.place, row);
		(i < atOnce ? few : folded).append(row);
	}
	more.append(make("summary"), folded);
	list.append(said, few, more);
	tidy();
	return list;
}

function make(name, className = "", text = "") {
	const made = document.createElement(name);
	if (className) made.className = className;
	made.textContent = text;
	return made;
}

function rowOf(copy, run, i) {
	const row = make("li", "pq-kept");
	const said = make("p");
	said.id = "pq-offer-" + i;
	said.dir = "auto";
	const time = make("time", "", ago(copy.at));
	time.dateTime = new Date(copy.at).toISOString();
	time.title = new Date(copy.at).toLocaleString(language());
	said.append(...wordsOf(copy), " ", time);
	row.append(said, button(t("Restore"), said, () => (withdraw(copy.place), run())), button(t("Discard"), said, () => discard(copy, row, run, i)));
	return row;
}

function button(name, about, act) {
	const made = make("button", "pq-plain", name);
	made.type = "button";
	made.setAttribute("aria-describedby", about.id);
	made.addEventListener("click", act);
	return made;
}

// discard removes a copy. That can be undone as long as the page is open.
function discard(copy, row, run, i) {
	const held = keeping.read(copy.place) ?? copy;
	keeping.drop(copy.place);
	take(copy.place);
	const gone = make("li", "pq-gone");
	const said = make("p", "", t("Discarded: %s", firstWords(copy, ["title", "body", "url"])));
	said.id = "pq-offer-" + i;
	said.dir = "auto";
	const back = button(t("Undo"), said, () => {
		keeping.write(held);
		const again = rowOf(held, run, i);
		rows.set(copy.place, again);
		gone.replaceWith(again);
		again.querySelector("button").focus();
	});
	gone.append(said, back);
	rows.set(copy.place, gone);
	row.replaceWith(gone);
	back.focus();
}

// withdraw removes a copy from the list.
export function withdraw(place) {
	rows.get(place)?.remove();
	rows.delete(place);
	tidy();
}

// tidy updates the number of copies in the details element, and removes it and the
// list when they are empty.
function tidy() {
	if (!list) return;
	const more = list.querySelector("details");
	const folded = more.querySelectorAll("li").length;
	more.querySelector("summary").textContent = t("Older ones: %s", folded);
	more.hidden = !folded;
	if (!rows.size) {
		list.remove();
		list = null;
	}
}

export function withdrawAll() {
	for (const place of [...rows.keys()]) withdraw(place);
}

// Copies that are being edited in another window are not offered.
windows.addEventListener("message", ({ data }) => data.here && withdraw(data.here));

// elsewhere returns a choice that opens the form of a copy.
export const elsewhere = (copy) => ({ copy, run: () => openForm(copy) });

// wordsOf describes a copy: by its title, or else its address, and its first words.
function wordsOf(copy) {
	const fields = fieldsOf(copy);
	const title = shortened(fields.title || fields.url);
	const words = shortened(fields.body);
	if (!title) return [words || t("A post")];
	return [make("b", "", title), ...(words ? [" ", words] : [])];
}

const fieldsOf = (copy) => Object.fromEntries(JSON.parse(copy.text).reverse());

function shortened(text = "") {
	const words = text.replace(/\s+/g, " ").trim();
	return words.length > 60 ? words.slice(0, 59).trimEnd() + "…" : words;
}

// firstWords returns the first of the fields that is not empty.
function firstWords(copy, names) {
	const fields = fieldsOf(copy);
	return names.map((name) => shortened(fields[name])).find(Boolean) || t("A post");
}

// openForm opens the form of a copy: a new one if the post was deleted for good.
async function openForm(copy) {
	const wanted = "#restore=" + encodeURIComponent(copy.place);
	if (copy.post !== "0") {
		const form = at(`/posts/${copy.post}/edit`);
		const answer = await fetch(form, { method: "HEAD" }).catch(() => null);
		location.assign((answer?.status === 404 ? at("/compose") : form) + wanted);
	} else {
		location.assign(at(copy.opened ? `/compose?url=${encodeURIComponent(copy.opened)}` : "/compose") + wanted);
	}
}

const language = () => document.documentElement.lang || undefined;

const units = [
	["year", 31536000],
	["month", 2592000],
	["week", 604800],
	["day", 86400],
	["hour", 3600],
	["minute", 60],
]; // in seconds

// ago formats a time relative to now: "5 minutes ago", "yesterday".
function ago(time) {
	const seconds = Math.max(0, (Date.now() - time) / 1000);
	const [unit, length] = units.find(([, length]) => seconds >= length) ?? ["second", Infinity];
	return new Intl.RelativeTimeFormat(language(), { numeric: "auto" }).format(-Math.floor(seconds / length) || 0, unit);
}
