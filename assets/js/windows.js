// What the blog's windows tell one another; none hears itself.
//
//	{ place }  the words of that copy go on in the window that says so
//	{ asks }   which copies are being written just now?
//	{ here }   this one is

import { store } from "/js/root.js";

export const windows = new BroadcastChannel(store);
