// Stores forms that could not be sent until the server can be reached: pages send
// them when they open, and the service worker does when the connection is back and
// no page is open. A form that is sent twice makes only one post, so it does not
// matter if both do.
//
// The cache has these entries, each under the key of the form's copy (see keep.js):
//
//	/outbox/   forms that wait
//	/sent/     forms that the server has saved
//	/refused/  forms that it has refused, to be shown to their author

import { store } from "/js/root.js";

const name = store + "-outbox";

// Caches, which the service worker can read, exist in secure contexts only, and the
// user may have disabled them.
const open = async () => {
	try {
		return (await globalThis.caches?.open(name)) ?? null;
	} catch {
		return null;
	}
};

const holding = (body, action) => new Response(body, { headers: { "X-Action": action, "Content-Type": "application/x-www-form-urlencoded" } });

// put stores a form: its action and its body. There is one for each key.
export async function put(place, action, body) {
	const box = await open();
	try {
		await box?.put("/outbox/" + encodeURIComponent(place), holding(body, action));
		const worker = box && (await navigator.serviceWorker?.getRegistration());
		await worker?.sync?.register("outbox");
	} catch {
		// The form still waits in its window, and as a copy.
	}
}

// take removes a form and its results.
export async function take(place) {
	const box = await open();
	try {
		for (const state of ["/outbox/", "/sent/", "/refused/"]) await box?.delete(state + encodeURIComponent(place));
	} catch {
		// It will be sent again, which makes no second post.
	}
}

// flush sends the waiting forms. A form stays if its author has to sign in first, if
// the server fails, or if it is another author's.
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
		const last = now && (await now.text()) === body; // otherwise it was replaced meanwhile
		const saved = answer.ok && answer.redirected;
		if (saved || last) await box.put(path.replace("/outbox/", saved ? "/sent/" : "/refused/"), holding(body, action));
		if (last) await box.delete(request);
	}
}

// settled returns the forms that were saved or refused, until their forget is
// called.
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
