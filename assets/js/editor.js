// The editor of the commentary: toolbar, keyboard shortcuts, and pasting, which
// makes links, and Markdown from formatted text.

import { isAddress, targetOf } from "/js/markdown.js";
import { pasteFormatted } from "/js/paste.js";
import { put } from "/js/put.js";
import { t } from "/js/words.js";

export function edit(form) {
	const body = form.elements.namedItem("body");

	// around puts a mark on both sides of the selection, and keeps it selected.
	function around(mark) {
		const [start, end] = [body.selectionStart, body.selectionEnd];
		const chosen = body.value.slice(start, end);
		put(body, mark + chosen + mark, start, end);
		body.setSelectionRange(start + mark.length, start + mark.length + chosen.length);
	}

	// link turns the selection into a link and selects the address.
	function link(address = "") {
		const [start, end] = [body.selectionStart, body.selectionEnd];
		const chosen = body.value.slice(start, end);
		const target = targetOf(address);
		put(body, `[${chosen}](${target})`, start, end);
		const at = chosen ? start + chosen.length + 3 : start + 1;
		body.setSelectionRange(at, at + (chosen ? target.length : 0));
	}

	// quote turns the selected lines into a quote, or a quote into plain lines. The
	// next line would become part of the quote, so an empty line is inserted.
	function quote() {
		const start = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
		let end = body.value.indexOf("\n", body.selectionEnd);
		if (end < 0) end = body.value.length;
		const lines = body.value.slice(start, end).split("\n");
		const quoted = lines.every((line) => line.startsWith(">"));
		let text = lines.map((line) => (quoted ? line.replace(/^> ?/, "") : line ? "> " + line : ">")).join("\n");
		if (text === ">") text = "> ";
		const parted = quoted || /^\n(\n|>|$)|^$/.test(body.value.slice(end, end + 2));
		put(body, parted ? text : text + "\n", start, end);
		body.setSelectionRange(start + text.length, start + text.length);
	}

	const tools = [
		{ name: t("Quote"), key: "q", alt: true, run: quote },
		{ name: t("Link"), key: "k", run: () => link() },
		{ name: t("Emphasis"), key: "i", run: () => around("*") },
		{ name: t("Bold"), key: "b", run: () => around("**") },
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
			const pressed = tool.alt ? withAlt(event) && event.code === "Key" + tool.key.toUpperCase() : withCtrl(event) && event.key.toLowerCase() === tool.key;
			if (pressed && !event.shiftKey) {
				event.preventDefault();
				tool.run();
				return;
			}
		}
	});

	form.addEventListener("keydown", (event) => {
		const action = withCtrl(event) && { enter: "publish", s: "draft" }[event.key.toLowerCase()];
		const button = action && form.querySelector(`button[value=${action}]`);
		if (button) {
			event.preventDefault();
			form.requestSubmit(button);
		}
	});

	// An address that is pasted over selected text turns it into a link; it replaces
	// a selected address, as usual.
	body.addEventListener("paste", (event) => {
		if (!event.clipboardData) return;
		const text = event.clipboardData.getData("text/plain").trim();
		const chosen = body.value.slice(body.selectionStart, body.selectionEnd);
		const paragraphs = /\n[^\S\n]*\n/.test(chosen); // a link can't span them
		if (chosen && !paragraphs && isAddress(text) && !isAddress(chosen.trim())) {
			event.preventDefault();
			link(text);
		} else if (pasteFormatted(body, event.clipboardData)) {
			event.preventDefault();
		}
	});
}

// Windows reports AltGr as Ctrl and Alt together. Many keyboard layouts need it to
// type: AltGr+Q is @ on a German one.
const withCtrl = (event) => (event.ctrlKey || event.metaKey) && !event.altKey;
const withAlt = (event) => event.altKey && !event.ctrlKey && !event.metaKey && !event.getModifierState("AltGraph");
