// The service worker of the author's pages: the form opens without a connection, and
// what was written is sent when the connection is back. Readers never get it. The
// only page that it caches is an empty form.

import { flush } from "/js/outbox.js";
import { at, store } from "/js/root.js";

const shell = store + "-shell";
const compose = at("/compose");

// referred returns the paths of the assets that a file refers to: pages by absolute
// paths, scripts and style sheets by relative ones.
function referred(text, address) {
	const found = text.matchAll(/["'(]((?:\.\.?)?\/(?!\/)(?:[^"'()\s]*\/)?(?:css|js|fonts|icons)\/[^"'()\s]+)/g);
	const paths = [...found].map(([, ref]) => new URL(ref, new URL(address, location)).pathname);
	return new Set(paths.filter((path) => path.startsWith(at("/assets/"))));
}

// fresh caches an empty form and its assets, unless nobody is signed in.
async function fresh() {
	const page = await fetch(compose, { cache: "no-store" });
	if (!page.ok || page.redirected) return;
	const kept = await caches.open(shell);
	const loads = referred(await page.clone().text(), compose);
	for (const address of loads) await keep(kept, address, loads);
	await kept.put(compose, page);
	for (const request of await kept.keys()) {
		const { pathname } = new URL(request.url);
		if (pathname !== compose && !loads.has(pathname)) await kept.delete(request);
	}
}

// keep caches a file, and recursively those that it loads.
async function keep(kept, address, seen) {
	let file = await kept.match(address);
	if (!file) {
		file = await fetch(address);
		if (!file.ok) return;
		await kept.put(address, file.clone());
	}
	if (!/\.(js|css)$/.test(address)) return;
	for (const next of referred(await file.text(), address)) {
		if (!seen.has(next)) {
			seen.add(next);
			await keep(kept, next, seen);
		}
	}
}

addEventListener("install", (event) => {
	skipWaiting();
	event.waitUntil(fresh().catch(() => {}));
});

addEventListener("message", (event) => event.waitUntil(fresh().catch(() => {})));

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

const isForm = (path) => path === compose || path === at("/share") || path.startsWith(at("/+/"));

addEventListener("fetch", (event) => {
	const { pathname, search } = new URL(event.request.url);
	if (event.request.method === "POST" && pathname === at("/logout")) event.waitUntil(caches.delete(shell)); // the form belongs to the author who signs out
	if (event.request.mode === "navigate" && event.request.method === "GET" && isForm(pathname)) {
		event.respondWith(form(event, pathname + search));
	} else if (pathname.startsWith(at("/assets/"))) {
		event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
	}
});

// form answers with the form from the server or, if that can't be reached, with the
// cached one.
async function form(event, address) {
	try {
		const page = await fetch(event.request);
		if (page.ok && !page.redirected) event.waitUntil(fresh().catch(() => {}));
		return page;
	} catch (fault) {
		const kept = await (await caches.open(shell)).match(compose);
		if (!kept) throw fault;
		const text = (await kept.text()).replace('data-post="0"', 'data-post="0" data-shell');
		return new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": kept.headers.get("Content-Security-Policy") } });
	}
}

addEventListener("sync", (event) => {
	if (event.tag === "outbox") event.waitUntil(flush());
});
