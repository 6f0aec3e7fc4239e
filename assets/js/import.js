// Uploads an archive and shows the progress. Without this script the form does the
// same without showing it.

import { t } from "/js/words.js";

const form = document.querySelector("[data-upload]");
const state = form.querySelector("[data-upload-state]");
const chosen = () => [...form.querySelectorAll("[type=file]")].flatMap((input) => [...input.files]);

// signedOut reports whether the session has ended. Then the upload, however long
// it takes, would be answered with the sign-in page.
async function signedOut() {
	try {
		return (await fetch(form.action, { method: "HEAD", redirect: "manual" })).type === "opaqueredirect";
	} catch {
		return false; // the upload itself will show the error
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
	// The names of a folder's files include the folders, which import needs.
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
