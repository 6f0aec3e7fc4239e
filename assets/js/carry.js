// The bookmarklet's payload is in the fragment of the address, which servers
// don't see. It would be lost on the way through the sign-in page, so the first
// page that loads stores it. If that page is the form, the request that merges
// the payload is sent at once, so that the answer is there when compose.js runs.

import { copies } from "/js/keep.js";
import { at, store } from "/js/root.js";
import { passing } from "/js/stores.js";

const place = store + ":carried";

if (location.hash.startsWith("#pq=")) {
	// If it can't be stored, it stays in the address.
	if (passing.write(place, location.hash.slice(4))) history.replaceState(history.state, "", location.pathname + location.search);
}
if (new URLSearchParams(location.search).get("w") === "1" || (new URLSearchParams(location.search).get("next") || "").includes("&w=1")) {
	passing.write(store + ":small", "1");
}

// opened is the address of the page that a new post's form was opened for.
export const opened = (new URLSearchParams(location.search).get("url") || "").split("#")[0];

// asked is the promise of the answer. If this browser has a copy of the form for
// the same page, the request has to contain that copy, so compose.js sends it.
let asked = null;
if (location.pathname === at("/compose") && carried()) {
	if (!copies().some((copy) => copy.post === "0" && copy.opened === opened)) {
		asked = fetch(at("/compose"), { method: "POST", body: new URLSearchParams({ action: "capture", payload: carried(), opened }) }).catch(() => null);
	}
}

// early returns the promise of the early answer, once; null if there is none.
export function early() {
	const answer = asked;
	asked = null;
	return answer;
}

// carried returns the payload, or an empty string.
export function carried() {
	return passing.read(place) || (location.hash.startsWith("#pq=") ? location.hash.slice(4) : "");
}

export function delivered() {
	passing.drop(place);
	if (location.hash.startsWith("#pq=")) history.replaceState(history.state, "", location.pathname + location.search);
}
