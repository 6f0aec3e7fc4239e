// Tests whether the server can be reached, and waits for it.

import { at } from "/js/root.js";

const PATIENCE = 20000; // milliseconds: enough for a short answer on a very slow connection

// reachable reports whether the server answers in time.
export async function reachable() {
	try {
		const answer = await fetch(at("/healthz"), { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
		return answer.status !== 502 && answer.status !== 504; // from a proxy that can't reach it
	} catch {
		return false;
	}
}

// pause waits for a time in milliseconds, or until the connection is back.
export function pause(time) {
	return new Promise((resolve) => {
		const timer = setTimeout(done, time);
		addEventListener("online", done);
		function done() {
			clearTimeout(timer);
			removeEventListener("online", done);
			resolve();
		}
	});
}
