// What could not be sent waits in the browser's store until the server can be
// reached: pages send it when they open, and the service worker when the
// connection is back and no page is open. A form that is sent twice makes one
// post, so it does not matter who is faster.
//
// The store holds, each by the place of the form's copy (see keep.js):
//
//	/outbox/   what waits
//	/sent/     what the server has saved meanwhile
//	/refused/  what it did not take, for its author to see

import { store } from "/js/root.js";

const name = store + "-outbox";

// Only browsers' secure contexts have a store that the service worker sees, and
// a person may have forbidden it.
const open = async () => {
	try {
		return (await globalThis.caches?.open(name)) ?? null;
	} catch {
		return null;
	}
};

const holding = (body, action) => new Response(body, { headers: { "X-Action": action, "Content-Type": "application/x-www-form-urlencoded" } });

// put lets a form wait: where it goes, and what it holds. There is one for each
// place.
export async function put(place, action, body) {
	const box = await open();
	try {
		await box?.put("/outbox/" + encodeURIComponent(place), holding(body, action));
		const worker = box && (await navigator.serviceWorker?.getRegistration());
		await worker?.sync?.register("outbox");
	} catch {
		// It waits in its window, and as its copy.
	}
}

// take takes a form out again, and what was said of it.
export async function take(place) {
	const box = await open();
	try {
		for (const state of ["/outbox/", "/sent/", "/refused/"]) await box?.delete(state + encodeURIComponent(place));
	} catch {
		// It is sent once more, and makes no second post.
	}
}

// flush sends what waits. Who has to sign in first, or meets a fault of the
// server's, finds it waiting still. What is another author's to send is left alone.
export async function flush(isMine = () => true) {
	const box = await open();
	if (!box) return;
	for (const request of await box.keys()) {
		const path = new URL(request.url).pathname;
		const waiting = path.startsWith("/outbox/") && (await box.match(request));
		if (!waiting) continue;
		const [action, body] = [waiting.headers.get("X-Action"), await waiting.text()];
		const by = new URLSearchParams(body).get("writer");
		if (!isMine(by)) continue;
		const answer = await fetch(action, { method: "POST", body, headers: { "Content-Type": "application/x-www-form-urlencoded" } });
		if (answer.status === 502 || answer.status === 504) throw new Error("the server can't be reached");
		if (answer.status === 401 || answer.status >= 500) continue;
		const now = await box.match(request);
		const last = now && (await now.text()) === body; // else more was put here meanwhile
		const saved = answer.ok && answer.redirected;
		if (saved || last) await box.put(path.replace("/outbox/", saved ? "/sent/" : "/refused/"), holding(body, action));
		if (last) await box.delete(request);
	}
}

// settled gives the forms that were saved or refused meanwhile. Each is named as
// long as it is not forgotten.
export async function settled() {
	const box = await open();
	const found = [];
	for (const request of (await box?.keys()) || []) {
		const [, state, place] = new URL(request.url).pathname.match(/^\/(sent|refused)\/(.*)$/) || [];
		const held = state && (await box.match(request));
		if (!held) continue;
		found.push({ saved: state === "sent", place: decodeURIComponent(place), action: held.headers.get("X-Action"), body: await held.text(), forget: () => box.delete(request) });
	}
	return found;
}
