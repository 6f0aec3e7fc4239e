// Keeps what is typed in this browser until the server confirms that it is
// saved. A copy is found again under the post's number, or, for a new post,
// under the address that its form was opened for.

import { at, root, store } from "/js/root.js";
import { t } from "/js/words.js";

const prefix = store + ":";

// Fields that are not the author's, and have no place in a copy.
const notKept = new Set(["version", "format", "lang", "opened"]);

// placeOf names the place of a form's copy.
export function placeOf(form) {
	return prefix + (form.dataset.post !== "0" ? form.dataset.post : "new:" + form.elements.namedItem("opened").value);
}

// contents gives the fields of a form as text that can be compared. A blank
// post has none, whatever its key.
export function contents(form) {
	const fields = [...new FormData(form)].filter(([name, value]) => !notKept.has(name) && typeof value === "string" && value !== "");
	return JSON.stringify(fields.map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]));
}

// refill puts what contents gave into a form.
export function refill(form, text) {
	for (const field of form.querySelectorAll(".pq-captured")) field.remove();
	const cleared = new Set();
	for (const [name, value] of JSON.parse(text)) {
		if (name === "key" && form.dataset.post !== "0") continue;
		const field = form.elements.namedItem(name);
		if (name.startsWith("quote.")) {
			const hidden = document.createElement("textarea");
			hidden.name = name;
			hidden.hidden = true;
			hidden.className = "pq-captured";
			hidden.value = value;
			form.append(hidden);
		} else if (field && !cleared.has(name)) {
			field.value = value;
			cleared.add(name);
		}
	}
}

// read gives a copy: when it was made, what the form held, and a payload of the
// bookmarklet's that the server has not read yet. Copies that an older version
// made have other fields and are read all the same.
export function read(place) {
	try {
		const copy = JSON.parse(localStorage.getItem(place));
		if (copy && !Array.isArray(JSON.parse(copy.text))) copy.text = JSON.stringify(Object.entries(JSON.parse(copy.text)));
		return copy;
	} catch {
		return null;
	}
}

// write keeps a copy. It reports false where the browser keeps none.
export function write(place, text, payload) {
	try {
		localStorage.setItem(place, JSON.stringify({ at: Date.now(), text, payload }));
		return true;
	} catch {
		return false;
	}
}

export function drop(place) {
	try {
		localStorage.removeItem(place);
	} catch {
		// Where there is no store, there is no copy.
	}
}

// copies gives all copies that are kept in this browser, newest first.
export function copies() {
	const found = [];
	try {
		for (const place of Object.keys(localStorage)) {
			const copy = place.startsWith(prefix) && /^(new:|\d+$)/.test(place.slice(prefix.length)) && read(place);
			if (copy) found.push({ place, ...copy });
		}
	} catch {
		// As above.
	}
	return found.sort((a, b) => b.at - a.at);
}

// when says when a copy was made: "at 14:32", "on 3/5/2026 at 14:32".
export function when(at) {
	const date = new Date(at);
	const lang = document.documentElement.lang || undefined;
	const clock = date.toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
	return date.toDateString() === new Date().toDateString() ? t("at %s", clock) : t("on %s at %s", date.toLocaleDateString(lang), clock);
}

// offer shows a sentence with what can be done about it, before an element.
export function offer(before, sentence, choices) {
	const notice = document.createElement("div");
	notice.className = "pq-notice pq-kept";
	notice.setAttribute("role", "status");
	const text = document.createElement("p");
	text.textContent = sentence;
	notice.append(text);
	for (const [name, run] of choices) {
		const button = document.createElement("button");
		button.type = "button";
		button.className = "pq-plain";
		button.textContent = name;
		button.addEventListener("click", () => {
			notice.remove();
			run();
		});
		notice.append(button);
	}
	before.before(notice);
}

// offerOthers lists the copies of forms that are not open here.
export function offerOthers(before, except) {
	for (const copy of copies().filter((c) => c.place !== except && c.place !== prefix + "new:").slice(0, 5)) {
		const fields = Object.fromEntries(JSON.parse(copy.text).reverse());
		const name = fields.title || fields.url || (fields.body || "").slice(0, 60) || t("A post");
		const [, fresh, rest] = copy.place.slice(prefix.length).match(/^(new:)?(.*)$/s);
		offer(before, t("“%s” was not saved %s.", name, when(copy.at)), [
			[t("Go on writing"), () => location.assign(at(fresh ? `/compose?url=${encodeURIComponent(rest)}#restore` : `/posts/${rest}/edit#restore`))],
			[t("Discard"), () => drop(copy.place)],
		]);
	}
}

// forget drops the copies of what the server has confirmed to be saved, by a
// cookie that names it: what was sent stands in the session store since
// compose.js sent it. It reports whether there was such.
export function forget() {
	const last = JSON.parse(sessionStorage.getItem(prefix + "sent") || "null");
	if (!last || !document.cookie.split("; ").includes("pullquote-saved=" + last.name)) return false;
	for (const place of last.places) drop(place);
	sessionStorage.removeItem(prefix + "sent");
	document.cookie = `pullquote-saved=; Max-Age=0; Path=${root}; SameSite=Lax`;
	return true;
}
