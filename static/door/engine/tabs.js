/**
 * One tab of a phone scans: the one that was opened last. The others hear of it and rest.
 *
 * Without a channel between tabs (old browsers) both go on: ids keep the server from counting anything twice.
 */

const FRESH = 1000; // ms in which two tabs that open together can't tell who came last

/** Claim the door for this tab; `onLost` is told once, when another tab claims it. Returns how to let go. */
export function claimDoor(onLost, { channel = openChannel(), id = Math.random(), steady = () => performance.now() } = {}) {
  if (!channel) return () => {};
  const since = steady();
  let lost = false;
  channel.onmessage = ({ data: theirs }) => {
    if (lost) return;
    if (steady() - since < FRESH && theirs < id) {
      channel.postMessage(id);
      return;
    }
    lost = true;
    onLost();
  };
  channel.postMessage(id);
  return () => channel.close();
}

function openChannel() {
  return globalThis.BroadcastChannel ? new BroadcastChannel("innovfest.door") : null;
}
