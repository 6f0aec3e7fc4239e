// Improves the form on which a post is written (#pq-compose). Without this script
// the form is sent by its buttons, preview included, and nothing else is
// needed. With it there are a toolbar, keyboard shortcuts, and a copy of what
// is typed in this browser, which outlives a closed tab.

const form = document.getElementById("pq-compose");
const body = form.elements.namedItem("body");
const state = form.querySelector(".pq-state");

// --- Writing -------------------------------------------------------------

// replace puts text in the place of the selection, so that undo takes it back.
function replace(text, start, end) {
	body.focus();
	body.setSelectionRange(start, end);
	if (!document.execCommand("insertText", false, text)) {
		body.setRangeText(text, start, end, "end");
		body.dispatchEvent(new Event("input", { bubbles: true }));
	}
}

// around sets marks around the selection and selects what was selected.
function around(mark) {
	const [start, end] = [body.selectionStart, body.selectionEnd];
	const chosen = body.value.slice(start, end);
	replace(mark + chosen + mark, start, end);
	body.setSelectionRange(start + mark.length, start + mark.length + chosen.length);
}

// link makes the selection a link; the address comes next.
function link(address = "") {
	const [start, end] = [body.selectionStart, body.selectionEnd];
	const chosen = body.value.slice(start, end);
	replace(`[${chosen}](${address})`, start, end);
	const at = chosen ? start + chosen.length + 3 : start + 1;
	body.setSelectionRange(at, at + (chosen ? address.length : 0));
}

// quote makes the lines of the selection a quote, or a quote its lines. A line
// that follows at once would belong to the quote, so an empty one parts them.
function quote() {
	const start = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
	let end = body.value.indexOf("\n", body.selectionEnd);
	if (end < 0) end = body.value.length;
	const lines = body.value.slice(start, end).split("\n");
	const quoted = lines.every((line) => line.startsWith(">"));
	let text = lines.map((line) => (quoted ? line.replace(/^> ?/, "") : line ? "> " + line : ">")).join("\n");
	if (text === ">") text = "> ";
	const parted = quoted || /^\n(\n|>|$)|^$/.test(body.value.slice(end, end + 2));
	replace(parted ? text : text + "\n", start, end);
	body.setSelectionRange(start + text.length, start + text.length);
}

const tools = [
	{ name: "Quote", key: "q", alt: true, run: quote },
	{ name: "Link", key: "k", run: () => link() },
	{ name: "Emphasis", key: "i", run: () => around("*") },
	{ name: "Bold", key: "b", run: () => around("**") },
];

const bar = form.querySelector(".pq-tools");
for (const tool of tools) {
	const button = document.createElement("button");
	button.type = "button";
	button.textContent = tool.name;
	button.title = (tool.alt ? "Alt+" : "Ctrl+") + tool.key.toUpperCase();
	button.addEventListener("click", tool.run);
	bar.append(button);
}
bar.hidden = false;

body.addEventListener("keydown", (event) => {
	for (const tool of tools) {
		const modifier = tool.alt ? event.altKey : event.ctrlKey || event.metaKey;
		const pressed = tool.alt ? event.code === "Key" + tool.key.toUpperCase() : event.key.toLowerCase() === tool.key;
		if (modifier && !event.shiftKey && pressed) {
			event.preventDefault();
			tool.run();
			return;
		}
	}
});

form.addEventListener("keydown", (event) => {
	if (!(event.ctrlKey || event.metaKey)) return;
	const action = { Enter: "publish", s: "draft" }[event.key];
	const button = action && form.querySelector(`button[value=${action}]`);
	if (button) {
		event.preventDefault();
		form.requestSubmit(button);
	}
});

function isAddress(text) {
	return /^https?:\/\/\S+$/.test(text);
}

// An address that is pasted over chosen words links them; over another address
// it takes its place, as ever.
body.addEventListener("paste", (event) => {
	const text = (event.clipboardData || { getData: () => "" }).getData("text/plain").trim();
	const chosen = body.value.slice(body.selectionStart, body.selectionEnd);
	if (chosen && isAddress(text) && !isAddress(chosen.trim())) {
		event.preventDefault();
		link(text);
	}
});

// --- Keeping -------------------------------------------------------------

// What is typed is kept under the post's number, or, for a new post, under the
// address it is about, until a page shows that it was saved.
const fields = ["url", "title", "body", "tags", "via", "slug"];
const post = form.dataset.post;
const place = "pullquote:" + (post !== "0" ? post : "new:" + new URLSearchParams(location.search).get("url"));
// What the store holds; null if the page brought back words that were not saved.
const saved = "unsaved" in form.dataset ? null : JSON.stringify(contents());

function contents() {
	return Object.fromEntries(fields.map((name) => [name, form.elements.namedItem(name).value]));
}

function keep() {
	const text = JSON.stringify(contents());
	try {
		if (text === saved) {
			localStorage.removeItem(place);
		} else {
			localStorage.setItem(place, JSON.stringify({ at: Date.now(), text }));
		}
	} catch {
		state.textContent = "This browser does not keep what you type.";
	}
}

function kept() {
	try {
		return JSON.parse(localStorage.getItem(place));
	} catch {
		return null;
	}
}

form.addEventListener("input", keep);
form.addEventListener("submit", () => {
	keep();
	state.textContent = "Sending…";
	// What was sent, and the name by which the answer confirms it: see saved.js.
	// A form that comes back to be mended has lost the address it was opened
	// with, so the copies of one form may be in two places.
	const name = [post, form.elements.namedItem("version").value, form.elements.namedItem("key").value].join(".");
	const before = JSON.parse(sessionStorage.getItem("pullquote:sent") || "{}");
	const places = new Set(before.name === name ? before.places : []).add(place);
	sessionStorage.setItem("pullquote:sent", JSON.stringify({ name, places: [...places] }));
});

// offer shows what was typed before and never saved.
function offer(earlier) {
	const notice = document.createElement("div");
	notice.className = "pq-notice";
	notice.setAttribute("role", "status");
	const text = document.createElement("p");
	const at = new Date(earlier.at);
	const day = at.toDateString() === new Date().toDateString() ? "" : `on ${at.toLocaleDateString()} `;
	text.textContent = `What you typed here ${day}at ${at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })} was not saved.`;
	const restore = document.createElement("button");
	restore.type = "button";
	restore.className = "pq-plain";
	restore.textContent = "Restore";
	const drop = restore.cloneNode();
	drop.textContent = "Discard";
	restore.addEventListener("click", () => {
		for (const [name, value] of Object.entries(JSON.parse(earlier.text))) {
			form.elements.namedItem(name).value = value;
		}
		notice.remove();
		keep();
		body.focus();
	});
	drop.addEventListener("click", () => {
		localStorage.removeItem(place);
		notice.remove();
	});
	notice.append(text, restore, drop);
	form.before(notice);
}

const earlier = kept();
if (saved === null) {
	keep();
} else if (earlier && earlier.text !== saved) {
	offer(earlier);
}
