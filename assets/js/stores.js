// What a browser keeps for a page. It may have no room left, or let no page keep
// anything: then nothing is there, and who writes is told. No fault of a store
// shall keep words from being typed and sent.

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
		write: (name, value) => attempt((s) => (s.setItem(name, value), true), false), // whether it is kept
		drop: (name) => attempt((s) => s.removeItem(name)),
		names: () => attempt((s) => Object.keys(s), []),
	};
}

// lasting is shared by all windows and outlives them.
export const lasting = safe(() => localStorage);

// passing is a window's own, and ends with it.
export const passing = safe(() => sessionStorage);
