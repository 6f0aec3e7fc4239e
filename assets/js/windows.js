// Messages between the blog's windows. The sender does not receive its own.
//
//	{ place }  the sender continues with this copy
//	{ asks }   the sender asks which copies are being edited
//	{ here }   the sender is editing this one

import { store } from "/js/root.js";

export const windows = new BroadcastChannel(store);
