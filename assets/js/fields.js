// Converts the form of a post to text that can be compared and stored, and back.

// Fields that are not part of that text, since they are not the author's.
const notKept = new Set(["writer", "version", "format", "lang", "opened", "copy", "action", "payload"]);

// textOf serialises fields. Empty ones are left out, so that it does not matter
// which fields a form has, except those of passages, which belong together by
// their order.
export function textOf(fields) {
	const own = [...fields].filter(([name, value]) => !notKept.has(name) && typeof value === "string" && (value !== "" || name.startsWith("quote.")));
	return JSON.stringify(own.map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]));
}

// contents returns the text of a form's current values.
export const contents = (form) => textOf(new FormData(form));

// stored returns the text of the values that the server has put into a form. The
// current values may differ: browsers restore what was typed earlier.
export function stored(form) {
	const sent = [...form.elements].filter((field) => field.name && field.type !== "submit" && (field.type !== "checkbox" || field.defaultChecked));
	return textOf(sent.map((field) => [field.name, field.localName === "input" ? field.defaultValue.replace(/[\r\n]/g, "") : field.defaultValue]));
}

// typed returns the fields whose values differ from the saved ones; all fields if
// nothing is saved.
export function typed(form, saved) {
	const sent = new Set(JSON.parse(saved || "[]").map((field) => field.join("\n")));
	return JSON.parse(contents(form)).filter((field) => field[0] !== "key" && !field[0].startsWith("quote.") && !sent.has(field.join("\n")));
}

// about returns what the server has to know besides the text: which version of
// which post it changes, and its format. While the page shows a conflict the
// version is "0", since the author has not decided yet.
export function about(form) {
	const of = (name) => form.elements.namedItem(name).value;
	const version = document.querySelector(".pq-conflict") ? "0" : of("version");
	return { post: form.dataset.post, version, format: of("format"), lang: of("lang"), opened: of("opened") };
}

// typedInto returns the text fields.
export const typedInto = (form) => [...form.elements].filter((field) => field.name && !field.hidden && (field.type === "text" || field.type === "textarea"));

// refill puts a copy into a form, the commentary last. Text fields are set by
// write. If the copy's version is not known, it counts as an outdated one, so that
// the server shows both versions.
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
