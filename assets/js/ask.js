// What the form asks the server while one writes, besides being sent.

// fields gives what a form holds, with some more.
export function fields(form, more) {
	const all = new URLSearchParams(new FormData(form));
	for (const [name, value] of Object.entries(more)) all.set(name, value);
	return all;
}

// ask sends a form with what a button asks for and gives the page that answers,
// with its form; null if the server can't be reached or is in trouble. It may
// have been asked before.
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
