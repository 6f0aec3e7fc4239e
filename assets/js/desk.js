// On the desk, what was typed and never saved is offered.

import { offerOthers } from "/js/keep.js";

const place = document.querySelector("main .pq-tabs");
if (place) offerOthers(place, "");
