// A title that is longer than its field is shown whole below it, as it will stand
// over the post. Who has a screen reader hears it from the field.

const lines = new WeakMap(); // of the fields

// watchTitle shows the title of a form whole whenever it does not fit its field.
export function watchTitle(form) {
	const field = form.elements.namedItem("title");
	const line = document.createElement("p");
	line.className = "pq-whole";
	line.dir = "auto";
	line.hidden = true;
	line.setAttribute("aria-hidden", "true");
	field.after(line);
	lines.set(field, line);
	new ResizeObserver(() => showTitle(form)).observe(field);
	document.fonts?.ready.then(() => showTitle(form));
}

// showTitle looks whether the title fits.
export function showTitle(form) {
	const field = form.elements.namedItem("title");
	const line = lines.get(field);
	if (!line) return;
	line.hidden = field.scrollWidth <= field.clientWidth;
	line.textContent = line.hidden ? "" : field.value;
}
