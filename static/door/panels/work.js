/**
 * Desk work on its way: sent through the engine's outbox, so it is kept on the phone and may arrive late.
 *
 * What the phone changes in its own list meanwhile gives way to the server's list by itself, also after a refusal.
 */

/**
 * @param outbox  the engine's
 * @param list    the engine's: what is known of a person
 */
export function makeWork({ outbox, list }, { banner, warn, say }) {
  /** Send one piece. Resolves to the answer, or to null while there is none; rejects with Refused. */
  const send = (kind, body) => outbox.add(kind, body);

  /** What of a person the server has not confirmed yet: "name, badge". */
  function unconfirmed(n) {
    const deeds = outbox.items.filter(({ body }) => body.person === n).map(({ kind }) => deed(kind));
    return [...new Set(deeds)].join(", ");
  }

  /** Show what the server refused when nobody was waiting for its answer; it stays until tapped. */
  function update() {
    const fresh = outbox.aside.filter(({ kind }) => kind !== "scans").filter(show);
    if (fresh.length) warn();
  }

  function show({ seq, kind, body, aside }) {
    const name = list.get(body.person)?.name ?? [body.first_name, body.last_name].filter(Boolean).join(" ");
    return banner.add({
      key: `refused-${seq}`,
      title: [say("server_said_no"), deed(kind), name].filter(Boolean).join(" · "),
      text: aside.detail || say("refused"),
      read: () => outbox.forget(seq),
    });
  }

  const deed = (kind) => say(`deed_${kind.replace("/", "_")}`);

  return { send, unconfirmed, update };
}
