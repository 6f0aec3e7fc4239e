// The browser's storage, without exceptions. It may be full or disabled: then reads
// find nothing and writes report false, so that typing and sending still work.

function safe(open) {
	const attempt = (run, otherwise) => {
		try {
			return run(open()) ?? otherwise;
		} catch {
			return otherwise;
		}
	};
	return {
		read: (name) => attempt((s) => s.getItem(name), null),
		write: (name, value) => attempt((s) => (s.setItem(name, value), true), false), // whether it was stored
		drop: (name) => attempt((s) => s.removeItem(name)),
		names: () => attempt((s) => Object.keys(s), []),
	};
}

// lasting is shared by all windows and outlives them.
export const lasting = safe(() => localStorage);

// passing belongs to one window and ends with it.
export const passing = safe(() => sessionStorage);
