// The form of a post as text that can be compared and kept, and back.

// Fields that are not the author's, and have no place in the text.
const notKept = new Set(["writer", "version", "format", "lang", "opened", "copy", "action", "payload"]);

// textOf writes fields as text. Empty ones are left out, so that it does not
// matter which a form has; those of passages belong together by their order.
export function textOf(fields) {
	const own = [...fields].filter(([name, value]) => !notKept.has(name) && typeof value === "string" && (value !== "" || name.startsWith("quote.")));
	return JSON.stringify(own.map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]));
}

// contents is the text of what a form holds now.
export const contents = (form) => textOf(new FormData(form));

// stored is the text of what the server has put into a form. The browser may
// have put back what was typed before one left the page.
export function stored(form) {
	const sent = [...form.elements].filter((field) => field.name && field.type !== "submit" && (field.type !== "checkbox" || field.defaultChecked));
	return textOf(sent.map((field) => [field.name, field.localName === "input" ? field.defaultValue.replace(/[\r\n]/g, "") : field.defaultValue]));
}

// typed gives the fields in which a form holds something else than what the server
// has put into it; all of them if that is stored nowhere.
export function typed(form, saved) {
	const sent = new Set(JSON.parse(saved || "[]").map((field) => field.join("\n")));
	return JSON.parse(contents(form)).filter((field) => field[0] !== "key" && !field[0].startsWith("quote.") && !sent.has(field.join("\n")));
}

// about gives what the server has to know of a form's words besides them: which
// version of which post they change, and how they are written. Where two
// versions are shown, nothing is decided until the form is sent from there.
export function about(form) {
	const of = (name) => form.elements.namedItem(name).value;
	const version = document.querySelector(".pq-conflict") ? "0" : of("version");
	return { post: form.dataset.post, version, format: of("format"), lang: of("lang"), opened: of("opened") };
}

// typedInto gives the fields that one types into.
export const typedInto = (form) => [...form.elements].filter((field) => field.name && !field.hidden && (field.type === "text" || field.type === "textarea"));

// refill puts a copy into a form, what is typed by write, the commentary last.
// Words of a version that is not known are those of an old one: the server then
// shows both.
export function refill(form, copy, write = set) {
	const words = JSON.parse(copy.text);
	const held = new Map(words);
	const fresh = form.dataset.post === "0";
	for (const field of form.querySelectorAll(".pq-captured")) field.remove();
	const own = [...form.elements].filter((field) => field.name && field.name !== "key" && !notKept.has(field.name));
	for (const field of own.sort((a, b) => (a.name === "body") - (b.name === "body"))) {
		if (field.type === "checkbox") field.checked = held.has(field.name);
		else (field.hidden || field.type === "hidden" ? set : write)(field, held.get(field.name) ?? "");
	}
	for (const [name, value] of words) {
		if (name.startsWith("quote.") || (name === "original" && !form.elements.namedItem(name))) hide(form, name, value);
	}
	if (fresh && copy.post === "0" && held.has("key")) form.elements.namedItem("key").value = held.get("key");
	if (!fresh) form.elements.namedItem("version").value = (copy.post === form.dataset.post && copy.version) || "0";
	for (const name of ["format", "lang"]) {
		if (copy[name] !== undefined) form.elements.namedItem(name).value = copy[name];
	}
}

function set(field, text) {
	field.value = text;
}

function hide(form, name, value) {
	const field = document.createElement("textarea");
	field.name = name;
	field.hidden = true;
	field.className = "pq-captured";
	field.value = value;
	form.append(field);
}
