/* The schedule as a grid, in place of the list: without script the list does the same. */

import "./density.js";
import "./keys.js";
import "./pointer.js";
import { drawBar } from "./bar.js";
import { drawBlocks } from "./blocks.js";
import { follow } from "./changes.js";
import { drawHand, drawHead } from "./days.js";
import { drawGhost } from "./ghost.js";
import { root } from "./page.js";
import { changed, listen } from "./state.js";
import { drawTray } from "./tray.js";
import { keepFocus } from "./walk.js";

document.querySelector("[data-schedule-list]").remove();
root.hidden = false;
for (const draw of [drawBlocks, drawGhost, drawTray, drawBar, drawHead, drawHand, keepFocus]) listen(draw);
changed();
follow();
