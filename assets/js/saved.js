// Runs on the pages that a signed-in author sees: copies of what is saved are
// forgotten, and what waited for the server goes. See sent.js and outbox.js.

import { textOf } from "/js/fields.js";
import { isMine, takeBack } from "/js/keep.js";
import { withdraw } from "/js/offers.js";
import { flush, settled } from "/js/outbox.js";
import { at, store } from "/js/root.js";
import { dropSent, forget } from "/js/sent.js";
import { lasting, passing } from "/js/stores.js";

// The bookmarklet's window has done its work when its post was seen to be there.
if (forget() && passing.read(store + ":small") && !document.getElementById("pq-compose")) setTimeout(() => close(), 700);

const { author } = document.documentElement.dataset;

// The form that opens without a connection is the one of who was here last. A page
// that was loaded past the service worker leaves it to the next one.
const worker = navigator.serviceWorker?.controller;
if (author && worker && lasting.read(store + ":author") !== author) {
	worker.postMessage("fresh");
	lasting.write(store + ":author", author);
}

try {
	await flush(isMine);
} catch {
	// The server is still away; the next page tries again.
}
for (const form of await settled()) {
	if (!form.saved) {
		if (takeBack(form)) await form.forget();
		continue;
	}
	if (dropSent(form.place, textOf(new URLSearchParams(form.body)))) withdraw(form.place);
	await form.forget();
}

navigator.serviceWorker?.register(at("/sw.js"), { type: "module" }).catch(() => {}); // it only helps
