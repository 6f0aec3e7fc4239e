// The bookmarklet reads the selection and the page's metadata, and opens the form in
// a small window. It runs in other sites' pages and must not change them: it creates
// no elements, globals or attributes, and sends no requests. It does not parse HTML,
// which pages with Trusted Types forbid, nor clone elements, which would run the code
// of custom elements.
//
// The payload is in the fragment of the form's address, where servers and their logs
// don't see it, and where servers' limits on the length of addresses don't apply. Its
// format is described in payload.go.
//
// When the bookmarklet is generated, comments and line ends are removed, so every
// statement has to end on its line. ORIGIN and VERSION are replaced, and SMALL, which
// is 1 if the form opens in a window of its own.
(function () {
	var d = document, href = location.href, out = [], cut = 0;
	// Limits of addresses: 1 MiB in Firefox, 2 MiB in Chromium. base64 adds a third.
	var left = /Firefox/.test(navigator.userAgent) ? 7e5 : 14e5;
	var encoder = new TextEncoder();
	function record() {
		out.push([].slice.call(arguments).map(function (f) { return String(f).replace(/[\x1e\x1f]/g, ' '); }).join('\x1f'));
	}
	// take returns as much of a text as there is room for.
	function take(text) {
		var size = encoder.encode(text).length;
		if (size > left) {
			cut = 1;
			text = text.slice(0, Math.max(0, Math.floor(left / 3)));
			left = 0;
			return text;
		}
		left -= size;
		return text;
	}
	function escaped(text) {
		return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
	}
	var blocks = /^(block|flex|grid|flow-root|table|list-item)$/;
	// isListing reports whether an element is preformatted code: pre, or a code element styled like it.
	function isListing(n) {
		var style = getComputedStyle(n);
		return n.localName === 'pre' || n.localName === 'code' && style.display === 'block' && /^(pre|break-spaces)/.test(style.whiteSpace);
	}
	// classes returns the classes that may name the language of a listing: its own, and those of highlighters' wrappers.
	function classes(n) {
		for (var i = 0, s = ''; n && i < 3; i++, n = n.parentElement) {
			var named = n.getAttribute('class') || '', lang = n.getAttribute('data-lang') || n.getAttribute('data-language');
			if (!i || /highlight|code/i.test(named)) { s += ' ' + named; }
			if (lang) { s += ' language-' + lang; }
		}
		return s.trim();
	}
	function tag(n, inner) {
		var name = n.localName, open = '<' + name, display = getComputedStyle(n).display;
		if (blocks.test(display) && /^(span|[^-]+-.*)$/.test(name)) { name = 'div'; open = '<div'; }
		if (isListing(n)) { name = 'pre'; open = '<pre'; }
		['href', 'cite', 'src'].forEach(function (k) {
			var v = n.getAttribute(k);
			if (v !== null && k !== 'src' && v) { try { open += ' ' + k + '="' + escaped(new URL(v, n.baseURI).href) + '"'; } catch (e) { } }
		});
		['alt', 'alttext', 'title', 'lang', 'dir', 'start', 'reversed', 'colspan', 'rowspan', 'aria-hidden', 'datetime', 'type', 'value'].forEach(function (k) {
			var v = n.getAttribute(k);
			if (v !== null) { open += ' ' + k + '="' + escaped(v) + '"'; }
		});
		if (/^(pre|code)$/.test(name) && classes(n)) { open += ' class="' + escaped(classes(n)) + '"'; }
		if (/^(br|hr|img|wbr)$/.test(name)) { return open + '>'; }
		return open + '>' + inner() + '</' + name + '>';
	}
	function keepsLines(n) { return /^(pre|break-spaces)/.test(n.ownerDocument.defaultView.getComputedStyle(n.parentElement).whiteSpace); }
	// html serialises the visible contents of a range.
	function html(range) {
		var view = range.startContainer.ownerDocument.defaultView;
		function inListing(n) {
			do { n = n.parentElement; } while (n && !isListing(n));
			return n;
		}
		function children(n) {
			var s = '', c;
			for (c = n.firstChild; c; c = c.nextSibling) { s += node(c); }
			return s;
		}
		function node(n) {
			if (left <= 0 || !range.intersectsNode(n)) { return ''; }
			if (n.nodeType === 3 || n.nodeType === 4) {
				var from = n === range.startContainer ? range.startOffset : 0;
				var to = n === range.endContainer ? range.endOffset : n.data.length;
				var text = escaped(take(n.data.slice(from, to)));
				if (text.indexOf('\n') >= 0 && keepsLines(n) && !inListing(n)) { text = text.replace(/\r?\n/g, '<br>'); }
				return text;
			}
			if (n.nodeType !== 1) { return ''; }
			if (/^(script|style|noscript|template|head|iframe|object|embed|canvas|video|audio|button|select|input|textarea|svg)$/.test(n.localName)) { return ''; }
			var style = view.getComputedStyle(n);
			if (style.display === 'none' || style.visibility === 'hidden' || (style.userSelect || style.webkitUserSelect) === 'none') { return ''; }
			// Text for screen readers only is in a box of one pixel.
			if (style.position === 'absolute' && style.overflow !== 'visible' && n.offsetWidth <= 1 && n.offsetHeight <= 1) { return ''; }
			var s = tag(n, function () { return children(n); });
			return n.localName === 'a' && blocks.test(style.display) ? '<div>' + s + '</div>' : s;
		}
		var top = range.commonAncestorContainer, s, chain = true;
		if (top.nodeType === 1) { s = children(top); } else { s = node(top); top = top.parentElement; }
		// A selection within a link stays a link, selected items of a list stay a list.
		for (; top && top.localName !== 'body'; top = top.parentElement) {
			var structure = /^(ul|ol|dl|table|thead|tbody|tfoot|tr)$/.test(top.localName);
			if (/^(a|b|strong|em|i|cite|code|kbd|samp|tt|del|ins|s|sub|sup|mark|q|pre)$/.test(top.localName) || chain && structure) {
				s = tag(top, (function (inner) { return function () { return inner; }; })(s));
			}
			chain = chain && structure;
		}
		return s;
	}
	// around returns the text before and after a range, and the number of characters before it. It is used in a text
	// fragment, for which browsers search the visible text within one block: so the text on each side is of one block.
	function around(range) {
		var doc = range.startContainer.ownerDocument, view = doc.defaultView, place = 0, before = '', after = '', n;
		var measure = doc.createRange(), texts = doc.createTreeWalker(doc.body, 4), nodes = doc.createTreeWalker(doc.body, 5);
		function isText(n) { return n.nodeType === 3 && !/^(script|style|noscript|template|textarea)$/.test(n.parentElement.localName); }
		function isShown(n) {
			measure.selectNodeContents(n);
			return measure.getClientRects().length > 0 && view.getComputedStyle(n.parentElement).visibility === 'visible';
		}
		function block(n) {
			do { n = n.parentElement; } while (n && /^(inline|contents|ruby.*)$/.test(view.getComputedStyle(n).display));
			return n;
		}
		// flow normalises white space as that search does, and splits where it would not match: at repeated spaces of a listing.
		function flow(n, s) { return keepsLines(n) ? s.replace(/[^\S\n]{2,}|\t/g, '\n') : s.replace(/\s+/g, ' '); }
		function nearest(s, step) {
			s = s.trim().split('\n');
			return (step === 'nextNode' ? s[0] : s[s.length - 1]).replace(/\s+/g, ' ').trim();
		}
		// gather extends a text with the text next to it, within the same line and block.
		function gather(text, home, step) {
			for (var n; text.trim().indexOf('\n') < 0 && text.trim().length < 90 && (n = nodes[step]());) {
				var shown = isText(n) && isShown(n), parts = n.localName === 'br' || shown && block(n) !== home;
				if (parts && text.trim()) { break; }
				if (parts) { text = ''; }
				// White space between elements is not shown at the end of a line, but still separates words.
				if (!shown && n.nodeType === 3 && !n.data.trim()) { text = step === 'nextNode' ? text + flow(n, n.data) : flow(n, n.data) + text; }
				if (shown) { home = block(n); text = step === 'nextNode' ? text + flow(n, n.data) : flow(n, n.data) + text; }
			}
			return nearest(text, step);
		}
		while ((n = texts.nextNode()) && n !== range.startContainer && range.comparePoint(n, 0) < 0) {
			if (isText(n)) { place += n.data.length; }
		}
		if (n) {
			if (n === range.startContainer) { before = flow(n, n.data.slice(0, range.startOffset)); place += range.startOffset; }
			nodes.currentNode = n;
			before = gather(before, block(n), 'previousNode');
		}
		while (n && n !== range.endContainer && range.comparePoint(n, 0) <= 0) { n = texts.nextNode(); }
		if (n) {
			nodes.currentNode = n;
			if (n === range.endContainer) { after = flow(n, n.data.slice(range.endOffset)); } else { nodes.previousNode(); }
			after = gather(after, block(n), 'nextNode');
		}
		return [before.slice(-80), after.slice(0, 80), place];
	}
	// chosen records the selection of a window, or of an accessible frame in it.
	function chosen(w) {
		var i, s, a, found = false;
		try {
			a = w.document.activeElement;
			while (a && a.shadowRoot && a.shadowRoot.activeElement) { a = a.shadowRoot.activeElement; }
			if (a && /^(textarea|input)$/.test(a.localName) && a.type !== 'password' && a.selectionEnd > a.selectionStart) {
				record('x', take(a.value.slice(a.selectionStart, a.selectionEnd)), '', '', 0);
				return true;
			}
			s = a && a.shadowRoot && a.shadowRoot.getSelection ? a.shadowRoot.getSelection() : w.getSelection();
			if (s && (!s.rangeCount || s.isCollapsed)) { s = w.getSelection(); }
			for (i = 0; s && i < s.rangeCount; i++) {
				var range = s.getRangeAt(i);
				if (!range.collapsed) {
					var where = ['', '', 0];
					try { where = around(range); } catch (e) { }
					record.apply(null, ['s', html(range)].concat(where));
					found = true;
				}
			}
			for (i = 0; !found && i < w.frames.length; i++) { found = chosen(w.frames[i]); }
		} catch (e) { }
		return found;
	}
	function each(selector, f) { [].slice.call(d.querySelectorAll(selector), 0, 200).forEach(f); }
	record('v', VERSION);
	record('u', href);
	record('t', d.title);
	record('l', d.documentElement.lang);
	try {
		chosen(window);
		if (cut) { record('c'); }
		left = 6e4;
		each('meta[content]', function (m) {
			var name = m.getAttribute('property') || m.getAttribute('name') || m.getAttribute('itemprop') || m.getAttribute('http-equiv');
			if (name && m.content.length < 3000) { record('m', name, take(m.content)); }
		});
		each('link[rel][href]', function (l) {
			if (/canonical|author|shortlink|amphtml|publisher/.test(l.rel)) { record('k', l.rel, l.href); }
		});
		each('script[type="application/ld+json"]', function (s) {
			if (s.textContent.length < 2e4) { record('j', take(s.textContent)); }
		});
		var h = d.querySelector('h1'), by = d.querySelector('[rel~=author],[itemprop~=author],.byline'), t = d.querySelector('time[itemprop=datePublished],time[pubdate],time[datetime]');
		if (h) { record('h', h.textContent.slice(0, 500)); }
		if (by) { record('a', by.textContent.slice(0, 200)); }
		if (t) { record('d', t.getAttribute('datetime') || t.textContent.slice(0, 60)); }
	} catch (e) { }
	var bytes = encoder.encode(out.join('\x1e')), s = '', i;
	for (i = 0; i < bytes.length; i += 8192) { s += String.fromCharCode.apply(null, bytes.subarray(i, i + 8192)); }
	var address = 'ORIGIN/compose?v=VERSION';
	if (href.length < 2000) { address += '&url=' + encodeURIComponent(href); }
	try { address += '&title=' + encodeURIComponent(d.title.slice(0, 300)); } catch (e) { }
	var payload = '#pq=' + btoa(s).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
	var opened = null;
	try { opened = SMALL && open(address + '&w=1' + payload, '_blank', 'popup,width=640,height=740'); } catch (e) { }
	if (!opened) { location.href = address + payload; }
})();
