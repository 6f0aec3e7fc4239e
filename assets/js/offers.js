// Offers what was typed and never saved: one list, with what each piece is, how
// long ago it was typed, and what can be done with it.

import * as keeping from "/js/keep.js";
import { take } from "/js/outbox.js";
import { at } from "/js/root.js";
import { windows } from "/js/windows.js";
import { t } from "/js/words.js";

const rows = new Map(); // by the places of their copies
let list = null; // what holds them

// offer lists copies before an element, in the place of those that were listed.
// Each comes with what is done to go on with it. Some few are shown at once; the
// others can be unfolded.
export function offer(before, choices, atOnce = 3) {
	withdrawAll();
	if (choices.length) before.before(listOf(choices, atOnce));
	// Asked where nothing is offered, too: a form that the browser would keep whole
	// behind this page is loaded again then, with all that was typed since.
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

// discard lets a copy go. As long as the page is here, that can be taken back.
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

// withdraw takes an offer back.
export function withdraw(place) {
	rows.get(place)?.remove();
	rows.delete(place);
	tidy();
}

// tidy says how many offers are folded; where there are none, nothing is to unfold.
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

// What is written in another window just now is in nobody's way.
windows.addEventListener("message", ({ data }) => data.here && withdraw(data.here));

// elsewhere gives the choice to go on with a copy where its form is.
export const elsewhere = (copy) => ({ copy, run: () => goOn(copy) });

// wordsOf tells a copy from others: its title, or where it leads, and its first
// words.
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

// firstWords gives the first of some fields that is there.
function firstWords(copy, names) {
	const fields = fieldsOf(copy);
	return names.map((name) => shortened(fields[name])).find(Boolean) || t("A post");
}

// goOn opens the form of a copy. Of a post that was deleted for good it is a new
// one.
async function goOn(copy) {
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

// ago says how long ago something was: "5 minutes ago", "yesterday".
function ago(time) {
	const seconds = Math.max(0, (Date.now() - time) / 1000);
	const [unit, length] = units.find(([, length]) => seconds >= length) ?? ["second", Infinity];
	return new Intl.RelativeTimeFormat(language(), { numeric: "auto" }).format(-Math.floor(seconds / length) || 0, unit);
}
