/** After enrolment: keep the phone's token and go to the scanner. */

import { keepToken } from "./device.js";

const page = document.querySelector("[data-next]");
const token = document.querySelector('meta[name="device-token"]').content;

if (keepToken(token)) {
  // Replaced, so that "back" does not return to a page that holds the token.
  location.replace(page.dataset.next);
} else {
  page.querySelector("[data-kept]").hidden = true;
  page.querySelector("[data-not-kept]").hidden = false;
}
