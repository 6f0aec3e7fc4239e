// Runs on the pages that a signed-in author sees: copies of what is saved are
// forgotten, and what waited for the server goes. See keep.js and outbox.js.

import { drop, forget } from "/js/keep.js";
import { flush, sent } from "/js/outbox.js";
import { at, store } from "/js/root.js";

// The bookmarklet's window has done its work when its post was seen to be there.
if (forget() && sessionStorage.getItem(store + ":small") && !document.getElementById("pq-compose")) setTimeout(() => close(), 700);

try {
	await flush();
} catch {
	// The server is still away; the next page tries again.
}
for (const { place } of await sent()) drop(place);

navigator.serviceWorker?.register(at("/sw.js"), { type: "module" }).catch(() => {}); // it only helps
