// The service worker of the author's pages: the form opens without a
// connection, and what was written there is sent when it is back. Readers never
// get it. It keeps no page but an empty form.

import { flush } from "/js/outbox.js";

const shell = "pullquote-shell";

// fresh keeps an empty form and what it loads. Signed out there is none.
async function fresh() {
	const page = await fetch("/compose", { cache: "no-store" });
	if (!page.ok || page.redirected) return;
	const store = await caches.open(shell);
	const text = await page.clone().text();
	const loads = new Set(text.match(/\/assets\/[^"')\s]+/g));
	for (const address of loads) await keep(store, address, loads);
	await store.put("/compose", page);
	for (const request of await store.keys()) {
		const { pathname } = new URL(request.url);
		if (pathname !== "/compose" && !loads.has(pathname)) await store.delete(request);
	}
}

// keep keeps a file, and those that it loads in turn.
async function keep(store, address, seen) {
	let file = await store.match(address);
	if (!file) {
		file = await fetch(address);
		if (!file.ok) return;
		await store.put(address, file.clone());
	}
	if (!/\.(js|css)$/.test(address)) return;
	for (const next of (await file.text()).match(/\/assets\/[^"')\s]+/g) || []) {
		if (!seen.has(next)) {
			seen.add(next);
			await keep(store, next, seen);
		}
	}
}

addEventListener("install", (event) => {
	skipWaiting();
	event.waitUntil(fresh().catch(() => {}));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

const isForm = (path) => path === "/compose" || path === "/share" || path.startsWith("/+/");

addEventListener("fetch", (event) => {
	const { pathname, search } = new URL(event.request.url);
	if (event.request.mode === "navigate" && event.request.method === "GET" && isForm(pathname)) {
		event.respondWith(form(event, pathname + search));
	} else if (pathname.startsWith("/assets/")) {
		event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
	}
});

// form gives the form from the server, or, without one, the empty one.
async function form(event, address) {
	try {
		const page = await fetch(event.request);
		if (page.ok && !page.redirected) event.waitUntil(fresh().catch(() => {}));
		return page;
	} catch (fault) {
		const kept = await caches.match("/compose");
		if (!kept) throw fault;
		const text = (await kept.text()).replace('data-post="0"', 'data-post="0" data-shell');
		return new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": kept.headers.get("Content-Security-Policy") } });
	}
}

addEventListener("sync", (event) => {
	if (event.tag === "outbox") event.waitUntil(flush());
});
