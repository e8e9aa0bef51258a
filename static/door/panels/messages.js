/** Messages from the desk to every phone: shown until tapped, with a sound, then marked read.
    What is announced to everybody comes in several languages; the phone shows it in its own. */

export function makeMessages(engine, { banner, say, clockTime }) {
  /** Show what is new; called after each change of the engine. */
  function update() {
    const messages = engine.facts?.live?.messages ?? [];
    const unread = messages.filter(({ id }) => id > (engine.messageRead ?? 0));
    banner.keep(({ key }) => !key.startsWith("message-") || unread.some(({ id }) => key === `message-${id}`));
    const fresh = unread.filter(show);
    if (fresh.length) engine.feedback.give("warn");
  }

  function show({ id, from, at, text, texts }) {
    return banner.add({
      key: `message-${id}`,
      title: say("message_from", { name: from, time: clockTime(at) }),
      text: texts?.[document.documentElement.lang] ?? text,
      read: () => engine.readMessage(id),
    });
  }

  return { update };
}
