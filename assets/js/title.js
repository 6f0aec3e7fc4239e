// Shows a title that is longer than its field in full below it. The line is hidden
// from screen readers, which read the field.

const lines = new WeakMap(); // of the fields

// watchTitle shows the title of a form in full whenever it does not fit its field.
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

// showTitle updates the line below the field.
export function showTitle(form) {
	const field = form.elements.namedItem("title");
	const line = lines.get(field);
	if (!line) return;
	line.hidden = field.scrollWidth <= field.clientWidth;
	line.textContent = line.hidden ? "" : field.value;
}
