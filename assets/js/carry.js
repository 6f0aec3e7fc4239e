// What the bookmarklet brings stands behind the # of the address, where servers
// do not see it. It would not outlive the signing in, so the first page of ours
// that comes up puts it aside. If that is the form, the server is asked at once
// what the form holds with it: by the time that compose.js has begun, the
// answer is there.

import { copies } from "/js/keep.js";
import { at, store } from "/js/root.js";
import { passing } from "/js/stores.js";

const place = store + ":carried";

if (location.hash.startsWith("#pq=")) {
	// Where it can't be put aside it stays where it is.
	if (passing.write(place, location.hash.slice(4))) history.replaceState(history.state, "", location.pathname + location.search);
}
if (new URLSearchParams(location.search).get("w") === "1" || (new URLSearchParams(location.search).get("next") || "").includes("&w=1")) {
	passing.write(store + ":small", "1");
}

// opened is the address that a new post's form is opened for.
export const opened = (new URLSearchParams(location.search).get("url") || "").split("#")[0];

// asked is the answer's promise. With a copy of the same page's form in this
// browser the server has to see that, too, so it is left to compose.js to ask.
let asked = null;
if (location.pathname === at("/compose") && carried()) {
	if (!copies().some((copy) => copy.post === "0" && copy.opened === opened)) {
		asked = fetch(at("/compose"), { method: "POST", body: new URLSearchParams({ action: "capture", payload: carried(), opened }) }).catch(() => null);
	}
}

// early gives the answer that was asked for, once; null if none was.
export function early() {
	const answer = asked;
	asked = null;
	return answer;
}

// carried gives what was put aside, empty if nothing was.
export function carried() {
	return passing.read(place) || (location.hash.startsWith("#pq=") ? location.hash.slice(4) : "");
}

export function delivered() {
	passing.drop(place);
	if (location.hash.startsWith("#pq=")) history.replaceState(history.state, "", location.pathname + location.search);
}
