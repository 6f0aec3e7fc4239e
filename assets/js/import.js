// Sends an archive and shows how much of it has arrived. Without this the form
// does the same, in silence.

import { t } from "/js/words.js";

const form = document.querySelector("[data-upload]");
const state = form.querySelector("[data-upload-state]");
const chosen = () => [...form.querySelectorAll("[type=file]")].flatMap((input) => [...input.files]);

// signedOut tells that the archive would be sent in vain, however long that
// takes: what answers then is the page on which one signs in.
async function signedOut() {
	try {
		return (await fetch(form.action, { method: "HEAD", redirect: "manual" })).type === "opaqueredirect";
	} catch {
		return false; // sending it says what is wrong
	}
}

form.addEventListener("submit", async (event) => {
	if (!chosen().length) {
		event.preventDefault();
		state.textContent = t("Choose the files of the archive first.");
		form.querySelector("[type=file]").focus();
		return;
	}
	event.preventDefault();
	const data = new FormData(form);
	// A folder's files bear their names with the folders, so that a site stays one.
	data.delete("files");
	for (const file of chosen()) data.append("files", file, file.webkitRelativePath || file.name);
	const send = new XMLHttpRequest();
	const button = form.querySelector("[type=submit]");
	button.disabled = true;
	if (await signedOut()) {
		button.disabled = false;
		state.textContent = t("You are not signed in, so the files were not taken. Sign in, and choose them again.");
		return;
	}
	send.upload.addEventListener("progress", (e) => {
		if (e.lengthComputable) state.textContent = t("%s % sent", Math.round((100 * e.loaded) / e.total));
	});
	send.addEventListener("load", () => {
		if (send.responseURL.match(/\/import\/\d+$/)) {
			location.assign(send.responseURL);
			return;
		}
		button.disabled = false;
		const answer = new DOMParser().parseFromString(send.responseText, "text/html");
		const said = answer.querySelector("[role=alert], main p");
		state.textContent = said ? said.textContent.trim() : t("The archive was not taken. Try again.");
	});
	send.addEventListener("error", () => {
		button.disabled = false;
		state.textContent = t("The connection broke. Nothing was imported; send it again.");
	});
	send.open("POST", form.action);
	send.send(data);
});
