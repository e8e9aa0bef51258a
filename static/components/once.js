/** Sends a form once: a second tap while the first is on its way does nothing. Without script, the form's id
 *  makes two sendings one registration; this only spares the person the wait. */
const WAIT_MS = 8000;

for (const form of document.querySelectorAll("form[method=post]")) {
  let sentAt = 0;
  form.addEventListener("submit", (event) => {
    if (Date.now() - sentAt < WAIT_MS) event.preventDefault();
    else sentAt = Date.now();
  });
}

// A page that comes back from the browser's memory may send again.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
