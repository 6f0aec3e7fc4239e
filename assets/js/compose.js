// Improves the form on which a post is written (#pq-compose). Without this
// script it is sent by its buttons, preview included, and nothing else is
// needed. With it, what is typed outlives a closed tab and a server that is
// down, pages say their titles while one writes, and what the bookmarklet
// brings comes in.

import { carried, delivered, early } from "/js/carry.js";
import { edit, isAddress } from "/js/editor.js";
import * as keeping from "/js/keep.js";
import * as outbox from "/js/outbox.js";
import { at, store } from "/js/root.js";
import { t } from "/js/words.js";

let form, body, state, place, saved, payload;
let typed = 0; // counts what the author does, to tell a form that was touched
const me = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());
const windows = new BroadcastChannel(store);

// begin takes up the form that the page shows.
function begin() {
	form = document.getElementById("pq-compose");
	body = form.elements.namedItem("body");
	state = form.querySelector(".pq-state");
	place = keeping.placeOf(form);
	if ("shell" in form.dataset) {
		// The page was kept for when there is no server.
		form.elements.namedItem("key").value = me.replaceAll("-", "");
		form.elements.namedItem("opened").value = (new URLSearchParams(location.search).get("url") || "").split("#")[0];
	}
	// What the store holds; null if the page brought words that are not saved.
	saved = "unsaved" in form.dataset ? null : keeping.contents(form);
	edit(form);
	form.addEventListener("input", () => {
		typed++;
		keep();
	});
	form.addEventListener("submit", submit);
	form.elements.namedItem("url").addEventListener("change", look);
	if (saved === null) keep();
}

function keep() {
	const text = keeping.contents(form);
	if (text === saved && !payload) {
		keeping.drop(place);
	} else if (!keeping.write(place, text, payload)) {
		say(t("This browser does not keep what you type."));
	}
}

function say(sentence) {
	state.textContent = sentence;
}

// --- Sending ---------------------------------------------------------------

let sending = false;

// submit sees that there is a server before the form goes on its way: a
// browser's error page would stand where the words were.
async function submit(event) {
	if (sending === "now") return;
	event.preventDefault();
	if (sending) return;
	sending = true;
	const button = event.submitter;
	const final = !button || button.value === "publish" || button.value === "draft";
	for (let tries = 0; !(await reachable()); tries++) {
		if (!final) {
			say(t("The server can’t be reached. Your words are safe in this browser; try again when it is back."));
			sending = false;
			return;
		}
		say(t("The server can’t be reached. Your words are safe in this browser, and go as soon as it answers."));
		keep();
		await outbox.put(place, form.getAttribute("action"), fields({ action: button ? button.value : "publish" }).toString());
		await pause(Math.min(500 * 2 ** tries, 15000));
	}
	await outbox.take(place);
	keep();
	say(t("Sending…"));
	if (final) remember();
	sending = "now";
	form.requestSubmit(button);
	sending = false;
}

// fields gives what the form holds, with some more.
function fields(more) {
	const all = new URLSearchParams(new FormData(form));
	for (const [name, value] of Object.entries(more)) all.set(name, value);
	return all;
}

async function reachable() {
	try {
		const answer = await fetch(at("/healthz"), { method: "HEAD", cache: "no-store" });
		return answer.status !== 502 && answer.status !== 504; // a proxy's word that there is none
	} catch {
		return false;
	}
}

// ask sends the form with what a button asks for and gives the page that
// answers, null if the server can't be reached. It may have been asked before.
async function ask(more, asked = null) {
	try {
		const answer = (await asked) || (await fetch(form.getAttribute("action"), { method: "POST", body: fields(more) }));
		if (answer.status === 502 || answer.status === 504) return null;
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		return { status: answer.status, page, form: page.getElementById("pq-compose") };
	} catch {
		return null;
	}
}

// pause waits, but not longer than the connection is away.
function pause(time) {
	return new Promise((resolve) => {
		const timer = setTimeout(done, time);
		addEventListener("online", done);
		function done() {
			clearTimeout(timer);
			removeEventListener("online", done);
			resolve();
		}
	});
}

// remember keeps where copies of what is sent are, and the name by which the
// answer confirms it: see keep.js. A form that came back to be mended may have
// had its copy in another place.
function remember() {
	const name = [form.dataset.post, form.elements.namedItem("version").value, form.elements.namedItem("key").value].join(".");
	const before = JSON.parse(sessionStorage.getItem(store + ":sent") || "{}");
	const places = new Set(before.name === name ? before.places : []).add(place);
	places.add(store + ":new:" + form.elements.namedItem("opened").value);
	sessionStorage.setItem(store + ":sent", JSON.stringify({ name, places: [...places] }));
}

// --- What pages say of themselves --------------------------------------------

// look lets the server ask the page that the post leads to. What the author has
// typed stays.
async function look() {
	const url = form.elements.namedItem("url");
	if (!isAddress(url.value.trim())) return;
	const asked = url.value;
	say(t("Looking at the page…"));
	const answer = await ask({ action: "look" });
	if (url.value !== asked || !form.isConnected) return;
	say(t(""));
	if (!answer?.form) return;
	url.value = answer.form.elements.namedItem("url").value;
	const title = form.elements.namedItem("title");
	if (!title.value) title.value = answer.form.elements.namedItem("title").value;
	for (const id of ["pq-linked", "pq-source", "pq-notes"]) {
		const [old, fresh] = [document.getElementById(id), answer.page.getElementById(id)];
		if (old && fresh) old.replaceChildren(...document.adoptNode(fresh).childNodes);
	}
	keep();
}

// --- What the bookmarklet brings ---------------------------------------------

// capture lets the server lay what the bookmarklet brought over the form, or
// over the draft of the page that is there. An unsaved copy of the same page
// goes on here.
async function capture() {
	keep();
	for (let tries = 0; ; tries++) {
		const [before, words] = [typed, body.value];
		const answer = await ask({ action: "capture", payload }, early());
		if (!answer) {
			say(t("The server can’t be reached. The quote is safe in this browser, and comes in as soon as it answers."));
			await pause(Math.min(500 * 2 ** tries, 5000));
			continue;
		}
		if (!answer.form) return signIn();
		const found = keeping.placeOf(answer.form);
		const other = found !== place && keeping.read(found);
		if (other) {
			// The page's draft has words that were never saved: they go first.
			keeping.drop(place);
			adopt(answer.page);
			keeping.refill(form, other.text);
			continue;
		}
		const late = typed === before ? "" : body.value;
		if (found !== place) keeping.drop(place);
		payload = "";
		delivered();
		adopt(answer.page);
		if (late && late !== words) {
			// Typed while the answer was on its way.
			body.value += late.startsWith(words) ? late.slice(words.length) : late;
		}
		keep();
		body.focus();
		body.setSelectionRange(body.value.length, body.value.length);
		body.scrollTop = body.scrollHeight;
		body.scrollIntoView({ block: "nearest" });
		return;
	}
}

// signIn sends what was brought in a way that lets one sign in first: the page
// that answers holds it.
function signIn() {
	for (const [name, value] of Object.entries({ action: "capture", payload })) {
		const field = document.createElement("textarea");
		field.name = name;
		field.hidden = true;
		field.value = value;
		form.append(field);
	}
	delivered();
	HTMLFormElement.prototype.submit.call(form);
}

// adopt puts the main part of a page that was sent for in the place of this
// one's.
function adopt(page) {
	document.title = page.title;
	document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
	begin();
}

// takeOver goes on with the words of another window that has a form for the same
// page, and tells it so.
function takeOver(copy) {
	keeping.refill(form, copy.text);
	windows.postMessage({ place, from: me });
}

windows.addEventListener("message", ({ data }) => {
	if (!form || data.place !== place || data.from === me) return;
	form.inert = true;
	say(t("These words went on in another window. This one can be closed."));
	if (sessionStorage.getItem(store + ":small")) close();
});

// --- Beginning -----------------------------------------------------------------

keeping.forget();
begin();
if ("shell" in form.dataset) fromAddress();
const copy = keeping.read(place);
payload = carried() || (saved !== null && copy?.payload) || "";
if (payload) {
	if (copy) takeOver(copy);
	capture();
} else if (copy && saved !== null && copy.text !== saved) {
	const restore = () => {
		keeping.refill(form, copy.text);
		keep();
		body.focus();
	};
	if (location.hash === "#restore") {
		restore();
	} else {
		keeping.offer(form, t("What you typed here %s was not saved.", keeping.when(copy.at)), [[t("Restore"), restore], [t("Discard"), () => keeping.drop(place)]]);
	}
} else if (form.dataset.post === "0" && saved !== null) {
	keeping.offerOthers(form, place);
}
if ("look" in form.dataset) look();

// fromAddress fills the form with the address that it was opened with, as the
// server would.
function fromAddress() {
	const query = new URLSearchParams(location.search);
	const text = query.get("text") || "";
	form.elements.namedItem("url").value = query.get("url") || text.match(/https?:\/\/\S+$/)?.[0] || "";
	form.elements.namedItem("title").value = query.get("title") || "";
	if (text) body.value = text.split("\n").map((line) => "> " + line).join("\n") + "\n\n";
	body.focus();
	keep();
}
