// What could not be sent waits in the browser's store until the server can be
// reached: pages send it when they open, and the service worker when the
// connection is back and no page is open. A form that is sent twice makes one
// post, so it does not matter who is faster.

import { store } from "/js/root.js";

const name = store + "-outbox";

// Only browsers' secure contexts have a store that the service worker sees.
export const open = () => (globalThis.caches ? caches.open(name) : Promise.resolve(null));

// put lets a form wait: where it goes, what it holds, and the places of its
// copies. There is one for each place.
export async function put(place, action, body) {
	const box = await open();
	if (!box) return;
	await box.put("/outbox/" + encodeURIComponent(place), new Response(body, { headers: { "X-Action": action, "Content-Type": "application/x-www-form-urlencoded" } }));
	const worker = await navigator.serviceWorker?.getRegistration();
	await worker?.sync?.register("outbox").catch(() => {});
}

export async function take(place) {
	const box = await open();
	await box?.delete("/outbox/" + encodeURIComponent(place));
}

// flush sends what waits. What the server has saved is marked as sent, so that
// pages forget their copies; what it answers otherwise stays with its copy, for
// the author to see.
export async function flush() {
	const box = await open();
	if (!box) return;
	for (const request of await box.keys()) {
		const path = new URL(request.url).pathname;
		if (!path.startsWith("/outbox/")) continue;
		const waiting = await box.match(request);
		const body = await waiting.text();
		const answer = await fetch(waiting.headers.get("X-Action"), { method: "POST", body, headers: { "Content-Type": "application/x-www-form-urlencoded" } });
		if (answer.status === 502 || answer.status === 504) throw new Error("the server can't be reached");
		await box.delete(request);
		if (answer.ok && answer.redirected) await box.put("/sent/" + path.slice("/outbox/".length), new Response(answer.url));
	}
}

// sent gives the places of forms that were sent meanwhile, and where their
// posts are, and forgets them.
export async function sent() {
	const box = await open();
	const found = [];
	for (const request of (await box?.keys()) || []) {
		const path = new URL(request.url).pathname;
		if (!path.startsWith("/sent/")) continue;
		found.push({ place: decodeURIComponent(path.slice("/sent/".length)), address: await (await box.match(request)).text() });
		await box.delete(request);
	}
	return found;
}
