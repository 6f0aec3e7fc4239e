// Pastes formatted text as Markdown. The plain text is inserted first, so that undo
// returns to it. The browsers' command to paste without formatting still inserts
// plain text only.

import { bodyOf, indented, isAddress, markdownOf, signsOf, STYLE, styleOf } from "/js/markdown.js";
import { put } from "/js/put.js";

// pasteFormatted inserts the clipboard's contents into a field as Markdown. It
// reports whether it did: text without formatting, and code, is left to the browser.
export function pasteFormatted(field, clipboard) {
	const plain = clipboard.getData("text/plain").replaceAll("\r\n", "\n");
	const html = clipboard.getData("text/html");
	if (!html || !plain.trim() || clipboard.types.includes("vscode-editor-data") || isAddress(plain.trim())) return false;
	const [start, end] = [field.selectionStart, field.selectionEnd];
	const before = field.value.slice(0, start);
	if (isInCode(before)) return false;
	const body = bodyOf(html);
	if (!isFormatted(body)) return false;
	const written = fitted(markdownOf(body), before, field.value.slice(end));
	if (!written.trim() || written.trim() === plain.trim()) return false;
	put(field, plain, start, end);
	put(field, written, start, start + plain.length);
	return true;
}

// isInCode reports whether a text ends within fenced code, or between backticks.
export function isInCode(text) {
	let fence = "";
	const lines = text.split("\n");
	for (const line of lines) {
		const [, mark, rest] = line.match(/^[ >]*(`{3,}|~{3,})(.*)$/) ?? [];
		if (!mark) continue;
		if (!fence) fence = mark;
		else if (mark.startsWith(fence) && !rest.trim()) fence = "";
	}
	return Boolean(fence) || (lines.at(-1).replace(/\\`/g, "").match(/`+/g) ?? []).length % 2 === 1;
}

// isFormatted reports whether a document has formatting that matters. Code editors
// put code into one coloured box, and browsers wrap all that is copied in a style.
function isFormatted(body) {
	const words = (n) => n.textContent.replace(/\s+/g, "");
	const all = words(body);
	const isAll = (n) => words(n) === all;
	if ([...body.querySelectorAll(`pre, [${STYLE}*='white-space']`)].some((n) => isAll(n) && (n.localName === "pre" || styleOf(n, "white-space").startsWith("pre")))) return false;
	if ([...body.querySelectorAll(`[${STYLE}*='monospace']`)].some((n) => isAll(n) && n.localName !== "code")) return false;
	if (body.querySelector("ul, ol, blockquote, h1, h2, h3, h4, h5, h6, pre, table, hr, sub, sup, kbd, mark, q")) return true;
	const says = (a) => a.textContent.trim() && a.textContent.trim() !== a.getAttribute("href");
	if ([...body.querySelectorAll("a[href^='http'], a[href^='mailto:']")].some(says)) return true;
	return [...body.querySelectorAll("*")].some((n) => (signsOf(n).length || n.matches("code, tt, samp")) && words(n) && !isAll(n));
}

// fitted adapts Markdown to the place where it is pasted: within a quote its lines
// are quoted, and blocks are separated from the text before and after.
function fitted(markdown, before, after) {
	const line = before.slice(before.lastIndexOf("\n") + 1);
	const quote = line.match(/^(?: {0,3}> ?)*/)[0];
	const isBlock = markdown.includes("\n\n") || /^(#{1,6} |> |- |\d+[.)] |`{3}|\||\*\*\*$)/.test(markdown);
	let text = indented(markdown, "", quote && quote.trimEnd() + " ");
	if (!isBlock) return text;
	const blank = "\n" + quote.trimEnd();
	if (line.length > quote.length) text = blank + "\n" + quote + text;
	else if (!quote && /[^\n]\n$/.test(before)) text = "\n" + text;
	const rest = after.match(/^\n?\n?/)[0].length;
	return after.trim() && rest < 2 ? text + (rest ? "\n" : "\n\n") : text;
}
