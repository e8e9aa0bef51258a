/* The form of a session's time and rooms, in a dialog: the same one that its own page has. */

import { refuse, refresh } from "./changes.js";
import { putBack } from "./hold.js";
import { part, sentence } from "./page.js";
import { cut, partOf, sendForm } from "./server.js";
import { state } from "./state.js";
import { typed } from "./times.js";

const dialog = part("placement-dialog");
const body = part("placement-body");

/** Open the form; where the session is held, with the time at which it is held. */
export async function openForm(session, spot) {
  try {
    show(await partOf(session.form, "[data-placement]"));
  } catch {
    return refuse({ detail: sentence("stale") });
  }
  part("placement-title").textContent = session.title;
  part("placement-title").lang = session.language || document.documentElement.lang;
  if (spot) {
    body.querySelector("[name=starts_at]").value = typed(spot.starts);
    body.querySelector("[name=ends_at]").value = typed(spot.ends);
    spot.rooms.forEach((slug, n) => {
      const field = body.querySelector(`[name=rooms-${n}]`);
      if (field) field.value = slug;
    });
  }
  dialog.showModal();
}

function show(form) {
  body.replaceChildren(form);
  body.querySelector("form").addEventListener("submit", submit);
  body.querySelector(".error-summary")?.focus();
}

async function submit(event) {
  event.preventDefault();
  const { target, submitter } = event;
  const address = submitter?.hasAttribute("formaction") ? submitter.formAction : target.action;
  try {
    const { ok, html } = await sendForm(address, new FormData(target, submitter));
    if (!ok) return show(cut(html, "[data-placement]"));
    dialog.close();
    if (state.held) putBack();
    await refresh();
  } catch {
    dialog.close();
    refuse({ detail: sentence("stale") });
  }
}
