// Runs on every page of a signed-in author: removes the copies of what is saved, and
// sends what waits for the server. See sent.js and outbox.js.

import { textOf } from "/js/fields.js";
import { isMine, takeBack } from "/js/keep.js";
import { withdraw } from "/js/offers.js";
import { flush, settled } from "/js/outbox.js";
import { at, store } from "/js/root.js";
import { dropSent, forget } from "/js/sent.js";
import { lasting, passing } from "/js/stores.js";

// The bookmarklet's window closes after it has shown the saved post.
if (forget() && passing.read(store + ":small") && !document.getElementById("pq-compose")) setTimeout(() => close(), 700);

const { author } = document.documentElement.dataset;

// The form that opens without a connection is that of the last author. If this page
// is not controlled by the service worker, the next one updates the form.
const worker = navigator.serviceWorker?.controller;
if (author && worker && lasting.read(store + ":author") !== author) {
	worker.postMessage("fresh");
	lasting.write(store + ":author", author);
}

try {
	await flush(isMine);
} catch {
	// The server still can't be reached; the next page tries again.
}
for (const form of await settled()) {
	if (!form.saved) {
		if (takeBack(form)) await form.forget();
		continue;
	}
	if (dropSent(form.place, textOf(new URLSearchParams(form.body)))) withdraw(form.place);
	await form.forget();
}

navigator.serviceWorker?.register(at("/sw.js"), { type: "module" }).catch(() => {}); // everything works without it
