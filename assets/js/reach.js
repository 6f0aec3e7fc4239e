// Whether there is a server, and waiting for it.

import { at } from "/js/root.js";

const PATIENCE = 20000; // milliseconds: on the slowest lines an answer of some bytes takes less

// reachable reports whether the server answers. A line that swallows what is sent
// is as good as none.
export async function reachable() {
	try {
		const answer = await fetch(at("/healthz"), { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
		return answer.status !== 502 && answer.status !== 504; // a proxy's word that there is none
	} catch {
		return false;
	}
}

// pause waits, but not longer than the connection is away.
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
