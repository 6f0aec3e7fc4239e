// Offers what was typed and never saved.

import * as keeping from "/js/keep.js";
import { take } from "/js/outbox.js";
import { at } from "/js/root.js";
import { windows } from "/js/windows.js";
import { t } from "/js/words.js";

const FEW = 3; // offers that are shown at once; the others can be unfolded

const shown = new Map(); // notices, by the places of their copies

// offer lists copies before an element. What can be done with each, besides
// discarding it, is said by choice: a name, and what it does.
export function offer(before, copies, choice) {
	const more = document.createElement("details");
	more.className = "pq-more";
	more.append(document.createElement("summary"));
	for (const [i, copy] of copies.entries()) {
		const made = notice(copy, choice(copy));
		shown.set(copy.place, made);
		if (i < FEW) before.before(made);
		else more.append(made);
	}
	if (copies.length > FEW) before.before(more);
	count(more);
	windows.postMessage({ asks: true });
}

function notice(copy, { sentence, name, run }) {
	const made = document.createElement("div");
	made.className = "pq-notice pq-kept";
	made.setAttribute("role", "status");
	const text = document.createElement("p");
	text.dir = "auto";
	text.textContent = sentence;
	made.append(text);
	const discard = () => {
		keeping.drop(copy.place);
		take(copy.place);
	};
	for (const [label, act] of [[name, run], [t("Discard"), discard]]) {
		const button = document.createElement("button");
		button.type = "button";
		button.className = "pq-plain";
		button.textContent = label;
		button.addEventListener("click", () => {
			withdraw(copy.place);
			act();
		});
		made.append(button);
	}
	return made;
}

// withdraw takes an offer back.
export function withdraw(place) {
	const made = shown.get(place);
	const more = made?.closest("details");
	made?.remove();
	shown.delete(place);
	if (more) count(more);
}

// count says how many offers are folded; without any there is nothing to unfold.
function count(more) {
	const folded = more.querySelectorAll(".pq-kept").length;
	more.querySelector("summary").textContent = t("Older ones: %s", folded);
	if (!folded) more.remove();
}

export function withdrawAll() {
	for (const place of [...shown.keys()]) withdraw(place);
}

// What is written in another window just now is in nobody's way.
windows.addEventListener("message", ({ data }) => data.here && withdraw(data.here));

// offerElsewhere lists copies whose forms are elsewhere.
export function offerElsewhere(before, copies) {
	offer(before, copies, (copy) => ({
		sentence: t("“%s” was not saved %s.", firstWords(copy, ["title", "url", "body"]), when(copy.at)),
		name: t("Go on writing"),
		run: () => goOn(copy),
	}));
}

// firstWords tells a copy from others by the first of some fields that is there.
export function firstWords(copy, names) {
	const fields = Object.fromEntries(JSON.parse(copy.text).reverse());
	const words = names.map((name) => (fields[name] || "").replace(/\s+/g, " ").trim()).find(Boolean) || t("A post");
	return words.length > 60 ? words.slice(0, 59).trimEnd() + "…" : words;
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

// when says when a copy was made: "at 14:32", "on 3/5/2026 at 14:32".
export function when(time) {
	const date = new Date(time);
	const lang = document.documentElement.lang || undefined;
	const clock = date.toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
	return date.toDateString() === new Date().toDateString() ? t("at %s", clock) : t("on %s at %s", date.toLocaleDateString(lang), clock);
}
