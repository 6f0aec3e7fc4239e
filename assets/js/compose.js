// Improves the form on which a post is written (#pq-compose). Without this
// script it is sent by its buttons, preview included, and nothing else is
// needed. With it, what is typed outlives a closed tab and a server that is
// down, pages say their titles while one writes, and what the bookmarklet
// brings comes in.

import { carried, delivered, early } from "/js/carry.js";
import { edit, isAddress } from "/js/editor.js";
import { about, contents, refill, stored, typed, typedInto } from "/js/fields.js";
import * as keeping from "/js/keep.js";
import * as offers from "/js/offers.js";
import * as outbox from "/js/outbox.js";
import { pause, reachable } from "/js/reach.js";
import { at, store } from "/js/root.js";
import { passing } from "/js/stores.js";
import { showTitle, watchTitle } from "/js/title.js";
import { windows } from "/js/windows.js";
import { t } from "/js/words.js";

let form, body, state;
let place; // of the form's copy; null once its words went on in another window
let saved; // what the store holds; null if the page brought words that are not saved
let known; // what the form held when that was last looked at
let brought = []; // by the bookmarklet, and not read by the server yet
let kept = true; // whether this browser has what is typed
let leaving = false; // with all that is typed on its way
const me = keeping.newName();
const fresh = performance.getEntriesByType("navigation")[0]?.type === "navigate"; // not loaded again, and not come back to
const before = (!fresh && history.state?.pq) || {}; // the names that the form had here before: of its copy, and the server's

// begin takes up the form that the page shows. The name is given if its words
// were in this window before.
function begin(name) {
	form = document.getElementById("pq-compose");
	body = form.elements.namedItem("body");
	state = form.querySelector(".pq-state");
	if ("shell" in form.dataset) {
		// The page was kept for when there is no server.
		form.elements.namedItem("key").value = keeping.newName();
		form.elements.namedItem("opened").value = (new URLSearchParams(location.search).get("url") || "").split("#")[0];
	}
	saved = "unsaved" in form.dataset ? null : stored(form);
	if (moveOn(form.elements.namedItem("copy").value || before.name)) return;
	if (name) be(name);
	else comeBack();
	edit(form);
	watchTitle(form);
	for (const type of ["input", "change"]) {
		form.addEventListener(type, () => {
			leaving = false;
			keep();
		});
	}
	form.addEventListener("submit", submit);
	form.elements.namedItem("url").addEventListener("change", look);
	if (contents(form) !== saved) keep();
	known = contents(form);
}

// be gives the form a name, which outlives the page's being loaded again.
function be(name) {
	form.elements.namedItem("copy").value = name;
	place = keeping.placeOf(name);
	keeping.claim(place);
	history.replaceState({ ...history.state, pq: { name, key: form.elements.namedItem("key").value } }, "");
}

// comeBack goes on with the copy of a form that was sent and is here again,
// unless that holds what the page does not know: who typed on while it was on
// its way, or has loaded an old page again, finds that beside this.
function comeBack() {
	const sentBack = form.elements.namedItem("copy").value;
	const name = sentBack || before.name;
	const copy = keeping.named(name);
	const sent = keeping.sentAs(name);
	if (copy && (copy.text === contents(form) || (sentBack && copy.text === sent.text))) {
		be(name);
		brought = copy.brought.slice(sent.brought);
	} else if (!recall()) {
		be(keeping.newName());
	}
}

// recall goes on with the copy of the form that stood in this place of the
// window's history before, if that, or what was sent from there, holds all that
// the page does. Of what was typed, browsers put some back into a page that is
// loaded again, or nothing. Where a draft's form had taken the place of a new
// one's, the copy is the draft's, and is offered.
function recall() {
	const copy = keeping.named(before.name);
	const here = typed(form, saved);
	if (!copy || !ofThisPost(copy) || ![copy, keeping.sentAs(before.name)].some((words) => keeping.holds(words, here))) return false;
	refill(form, copy);
	be(before.name);
	brought = copy.brought;
	return true;
}

// moveOn leads to the form of the post that this form has become, if Back has led
// to it: sent from here again, its words would make a second one. If there is
// more in the form, it bears the name by which the server tells that. It reports
// whether it leads away.
function moveOn(name) {
	const became = keeping.becameOf(name, typed(form, saved));
	if (became?.whole) {
		history.replaceState({ ...history.state, pq: null }, "");
		location.replace(at(`/posts/${became.post}/edit`));
	} else if (became?.key && form.dataset.post === "0") {
		form.elements.namedItem("key").value = became.key;
	}
	return Boolean(became?.whole);
}

// A page that the browser has kept whole, and shows again, knows nothing of what
// came after it. Into one that was loaded again it puts what was typed there,
// and says nothing of that.
addEventListener("pageshow", ({ persisted }) => {
	if (!place) return;
	keeping.forget();
	if (persisted) {
		const [name, copy] = [keeping.nameOf(place), keeping.read(place)];
		leaving = false;
		if (!sending) say("");
		if (moveOn(name)) return;
		be(copy && copy.text !== contents(form) ? keeping.newName() : name);
		offer();
	} else if (contents(form) !== known) {
		if (moveOn(before.name)) return;
		if (!recall()) {
			if (before.key && form.dataset.post === "0") form.elements.namedItem("key").value = before.key;
			be(keeping.newName());
		}
		keep();
		offer();
	}
});

// keep makes the copy. It reports whether this browser has what is typed.
function keep() {
	if (!place) return kept;
	showTitle(form);
	if (keeping.taken()) be(keeping.newName());
	const text = known = contents(form);
	if (text === saved && !brought.length) {
		keeping.drop(place);
		kept = true;
	} else {
		kept = keeping.write({ place, text, brought, ...about(form) });
	}
	if (!kept) say(t("This browser does not keep what you type."));
	return kept;
}

// Where nothing is kept, a person is asked before the words go.
addEventListener("beforeunload", (event) => {
	if (!kept && !leaving) event.preventDefault();
});

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
		if (!place) return;
		const safe = keep();
		if (!final) {
			if (safe) say(t("The server can’t be reached. Your words are safe in this browser; try again when it is back."));
			sending = false;
			return;
		}
		say(safe ? t("The server can’t be reached. Your words are safe in this browser, and go as soon as it answers.") : t("The server can’t be reached. Leave this window open: your words are in it alone, and go as soon as it answers."));
		// Without a name: the outbox itself says what became of it.
		await outbox.put(place, form.getAttribute("action"), fields({ action: button ? button.value : "publish", copy: "" }).toString());
		await pause(Math.min(500 * 2 ** tries, 15000));
	}
	if (!place) return;
	await outbox.take(place);
	if (!place) return;
	keep();
	say(t("Sending…"));
	remember();
	sending = "now";
	leaving = true;
	form.requestSubmit(button?.form === form ? button : buttonOf(button?.value || "publish"));
	sending = false;
}

// buttonOf gives the form's button that asks for something: the form may be
// another than the one whose button was pressed.
function buttonOf(action) {
	return [...form.elements].find((field) => field.type === "submit" && field.value === action) || null;
}

// remember notes what is sent, and how much of what was brought goes with it.
function remember(payloads = 0) {
	keeping.remember(keeping.nameOf(place), contents(form), payloads);
}

// fields gives what the form holds, with some more.
function fields(more) {
	const all = new URLSearchParams(new FormData(form));
	for (const [name, value] of Object.entries(more)) all.set(name, value);
	return all;
}

// ask sends the form with what a button asks for and gives the page that
// answers, null if the server can't be reached or is in trouble. It may have
// been asked before.
async function ask(more, asked = null) {
	try {
		const answer = (await asked) || (await fetch(form.getAttribute("action"), { method: "POST", body: fields(more) }));
		if (answer.status >= 500) return null;
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		return { page, form: page.getElementById("pq-compose") };
	} catch {
		return null;
	}
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
	const untouched = contents(form) === saved;
	url.value = answer.form.elements.namedItem("url").value;
	const title = form.elements.namedItem("title");
	if (!title.value) title.value = answer.form.elements.namedItem("title").value;
	for (const id of ["pq-linked", "pq-source", "pq-notes"]) {
		const [old, fresh] = [document.getElementById(id), answer.page.getElementById(id)];
		if (old && fresh) old.replaceChildren(...document.adoptNode(fresh).childNodes);
	}
	if (untouched) saved = contents(form); // what a page says, it says again
	keep();
}

// --- What the bookmarklet brings ---------------------------------------------

// capture lets the server lay what the bookmarklet brought over the form, one
// after the other, or over the draft of the page that is there.
async function capture() {
	keep();
	for (let tries = 0; brought.length; ) {
		const asked = early();
		// An answer that was asked for before knows of nothing that was typed here.
		const before = new Map(typedInto(form).map((field) => [field.name, asked ? field.defaultValue : field.value]));
		const payload = brought[0];
		const answer = await ask({ action: "capture", payload }, asked);
		if (!place) return; // another window brings it in
		if (!answer) {
			say(t("The server can’t be reached. The quote is safe in this browser, and comes in as soon as it answers."));
			await pause(Math.min(500 * 2 ** tries++, 5000));
			if (!place) return;
			continue;
		}
		if (!answer.form) return signIn();
		if (resume(answer)) continue;
		const late = typedInto(form).filter((field) => before.has(field.name) && field.value !== before.get(field.name));
		const name = leave(answer.form);
		brought = brought.slice(1);
		adopt(answer.page, name);
		for (const field of late) addLate(field, before.get(field.name));
		keep();
		if (payload === carried()) delivered();
		if (!late.some((field) => field.name !== "body")) goBehind();
	}
	offer();
}

// goBehind puts the cursor where commentary begins: behind what a door brought.
function goBehind() {
	body.focus();
	body.setSelectionRange(body.value.length, body.value.length);
	body.scrollTop = body.scrollHeight;
	body.scrollIntoView({ block: "nearest" });
}

// resume goes on with words of the page's draft that were never saved, if there
// are such: what was brought goes to them. It reports whether it did.
function resume({ page, form: found }) {
	const post = found.dataset.post;
	const other = post !== form.dataset.post && keeping.copies().find((copy) => copy.post === post && copy.place !== place);
	if (!other) return false;
	const [waiting, name] = [brought, leave(found)];
	adopt(page, name);
	brought = waiting;
	takeOver(other);
	return true;
}

// leave gives the name under which another form goes on in this one's place. If
// that is of another post, what was typed in this one has its copy still.
function leave(other) {
	if (other.dataset.post === form.dataset.post) return keeping.nameOf(place);
	if (contents(form) === saved) keeping.drop(place);
	else keeping.write({ place, text: contents(form), brought: [], ...about(form) });
	return keeping.newName();
}

// addLate adds what was typed into a field while the answer was on its way.
function addLate(field, before) {
	const [fresh, now] = [form.elements.namedItem(field.name), field.value];
	if (!fresh || fresh.value === now) return;
	if (field.name !== "body") fresh.value = now;
	else fresh.value += now.startsWith(before) ? now.slice(before.length) : now;
}

// signIn sends what was brought in a way that lets one sign in first: the page
// that answers holds it.
function signIn() {
	keep();
	remember(1);
	for (const [name, value] of Object.entries({ action: "capture", payload: brought[0] })) {
		const field = document.createElement("textarea");
		field.name = name;
		field.hidden = true;
		field.value = value;
		form.append(field);
	}
	if (brought[0] === carried()) delivered();
	leaving = true;
	HTMLFormElement.prototype.submit.call(form);
}

// adopt puts the main part of a page that was sent for in the place of this
// one's.
function adopt(page, name) {
	document.title = page.title;
	document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
	begin(name);
}

// --- Copies --------------------------------------------------------------------

// takeOver goes on with the words of a copy, of which another window may have
// the form, and tells it so.
function takeOver(found) {
	const copy = keeping.read(found.place) ?? found;
	refill(form, copy);
	brought = [...new Set([...copy.brought, ...brought])];
	windows.postMessage({ place: copy.place, from: me });
	const name = keeping.nameOf(copy.place);
	if (name) be(name);
	if (keep() && place !== copy.place) keeping.drop(copy.place);
}

// restore puts a copy's words into the form. What is typed there has a copy of
// its own, and is offered in turn.
function restore(copy) {
	if (contents(form) !== saved && !keep()) return;
	if (!keeping.nameOf(copy.place)) be(keeping.newName());
	takeOver(copy);
	offer();
	body.focus();
	if (brought.length) capture();
}

// ofThisPost reports whether a copy's words are those of the form's post, or of the
// one that the form becomes.
function ofThisPost(copy) {
	return copy.post === form.dataset.post || keeping.keyOf(copy) === form.elements.namedItem("key").value;
}

// ours reports whether a copy is of words of the form's post, or of one that was
// opened for the same address.
function ours(copy) {
	const { post, opened } = about(form);
	if (copy.post === post) return post !== "0" || copy.opened === opened;
	return copy.post === "0" && keeping.keyOf(copy) === form.elements.namedItem("key").value;
}

// others gives the copies that are not of this form. Those that hold nothing, or
// what is stored, are of no use any more.
function others() {
	return keeping.copies().filter((copy) => {
		if (copy.place === place) return false;
		const spent = keeping.holdsNothing(copy) || (copy.text === saved && !copy.brought.length);
		if (spent) keeping.drop(copy.place);
		return !spent;
	});
}

// offer lists what was typed here before and not saved, and, where writing
// begins, what was typed elsewhere.
function offer() {
	offers.withdrawAll();
	const all = others();
	offers.offer(form, all.filter(ours), (copy) => ({
		sentence: t("What you typed here %s was not saved: “%s”", offers.when(copy.at), offers.firstWords(copy, ["body", "title", "url"])),
		name: t("Restore"),
		run: () => restore(copy),
	}));
	if (form.dataset.post === "0" && contents(form) === saved) {
		offers.offerElsewhere(form, all.filter((copy) => !ours(copy)));
	}
}

// wanted gives the copy that the page was opened for.
function wanted() {
	const place = location.hash.startsWith("#restore=") && decodeURIComponent(location.hash.slice("#restore=".length));
	const copy = place && others().find((copy) => copy.place === place);
	if (copy) history.replaceState(history.state, "", location.pathname + location.search);
	return copy;
}

windows.addEventListener("message", ({ data }) => {
	if (!form || !place || data.from === me) return;
	if (data.asks) {
		if (keeping.read(place) && !keeping.taken()) windows.postMessage({ here: place, from: me });
	} else if (data.here === place) {
		// A tab was doubled.
		const copy = keeping.read(place);
		be(keeping.newName());
		if (copy?.text !== contents(form)) keep();
	} else if (data.place === place && !kept) {
		// The other window knows less than this one.
		be(keeping.newName());
		keep();
	} else if (data.place === place) {
		place = null;
		history.replaceState({ ...history.state, pq: null }, "");
		form.inert = true;
		say(t("These words went on in another window. This one can be closed."));
		if (passing.read(store + ":small")) close();
	}
});

// Should two windows write to one copy all the same, as those of a doubled tab do
// for a moment, this one goes on with another.
addEventListener("storage", ({ key, newValue }) => {
	if (!place || key !== place || newValue === null) return;
	const same = keeping.read(place)?.text === contents(form);
	be(same ? keeping.nameOf(place) : keeping.newName());
	if (!same) keep();
});

// --- Beginning -----------------------------------------------------------------

keeping.forget();
begin();
if ("shell" in form.dataset && place && !typed(form, saved).length) fromAddress();
start();
addEventListener("hashchange", () => {
	const copy = wanted();
	if (copy) restore(copy);
});
if ("look" in form.dataset) look();

// start goes on with what is there: a copy that was asked for, what the
// bookmarklet brought, with the unsaved words about the same page.
function start() {
	if (!place) return;
	const copy = wanted();
	if (copy) return restore(copy);
	const newest = others().find(ours);
	if (carried()) brought = [...new Set([...brought, carried()])];
	if (newest && saved !== null && (brought.length || newest.brought.length)) takeOver(newest);
	if (brought.length) return capture();
	if (form.dataset.post === "0" && body.value && contents(form) === saved && [body, document.body].includes(document.activeElement)) goBehind();
	offer();
}

// fromAddress fills the form with the address that it was opened with, as the
// server would.
function fromAddress() {
	const query = new URLSearchParams(location.search);
	const text = query.get("text") || "";
	form.elements.namedItem("url").value = query.get("url") || text.match(/https?:\/\/\S+$/)?.[0] || "";
	form.elements.namedItem("title").value = query.get("title") || "";
	if (text) body.value = text.split("\n").map((line) => "> " + line).join("\n") + "\n\n";
	goBehind();
	keep();
}
