// Requests that the form makes while it is being edited.

// fields returns the contents of a form, with additional fields.
export function fields(form, more) {
	const all = new URLSearchParams(new FormData(form));
	for (const [name, value] of Object.entries(more)) all.set(name, value);
	return all;
}

// ask posts a form with additional fields and returns the page in the answer and
// its form. It returns null if the server can't be reached or fails. asked is the
// answer if the request was sent earlier.
export async function ask(form, more, asked = null) {
	try {
		const answer = (await asked) || (await fetch(form.getAttribute("action"), { method: "POST", body: fields(form, more) }));
		if (answer.status >= 500) return null;
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		return { page, form: page.getElementById("pq-compose") };
	} catch {
		return null;
	}
}
