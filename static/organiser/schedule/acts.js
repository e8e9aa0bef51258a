/* What the buttons and keys do, by name. */

import { apply, forgive, refuse, refresh } from "./changes.js";
import { openForm } from "./form.js";
import { aside, drop, holdTogether, pickUp, putBack, shift, stretch, takeOff } from "./hold.js";
import { part, root, say, sentence } from "./page.js";
import { send, sendForm } from "./server.js";
import { sessions, state } from "./state.js";
import { GRID } from "./times.js";

const deeds = {
  pick: () => pickUp(state.chosen),
  off: () => takeOff(state.chosen),
  pin: () => pin(sessions.get(state.chosen)),
  form: () => openForm(sessions.get(state.chosen), state.held?.spot),
  drop,
  back: putBack,
  earlier: () => shift(-GRID),
  later: () => shift(GRID),
  shorter: () => stretch(-GRID),
  longer: () => stretch(GRID),
  left: () => aside(-1),
  right: () => aside(1),
  undo: () => inHistory("undo", "undone", "noUndo"),
  redo: () => inHistory("redo", "redone", "noRedo"),
};

/** Do what a button or a key is called. */
export async function act(name) {
  forgive();
  if (name !== "undo" && name !== "redo" && !state.chosen) return;
  await deeds[name]();
}

async function inHistory(which, done, nothing) {
  if (state.held) return;
  if (!state.hand[which]) return say(sentence(nothing));
  const { action } = document.querySelector(`[data-hand=${which}]`).form;
  try {
    const { ok, told } = await send(`${action}?since=${state.number}`);
    if (!ok) return refuse(told);
    apply(told);
    if (told.note) refuse({ detail: told.note });
    say([sentence(done), ...told.steps.map(({ text }) => text)].join(" "));
  } catch {
    refuse({ detail: sentence("stale") });
  }
}

async function pin(session) {
  const form = new FormData();
  form.set("csrf_token", root.dataset.token);
  form.set("seen", `${session.id}:${session.revision}`);
  form.set("pinned", session.pinned ? "0" : "1");
  try {
    await sendForm(`${session.form}/pin`, form);
    await refresh();
  } catch {
    refuse({ detail: sentence("stale") });
  }
}

root.addEventListener("click", (event) => {
  const name = event.target.closest("button[data-act]")?.dataset.act;
  if (name) act(name);
});
part("together")?.addEventListener("change", (event) => holdTogether(event.target.checked));
for (const button of document.querySelectorAll("[data-hand]")) {
  button.form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(button.dataset.hand);
  });
}
