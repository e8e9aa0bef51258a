/**
 * One tab of a phone scans: the one that was opened last. The others hear of it and rest.
 *
 * Each tab takes the next number. Without a channel between tabs (old browsers) all go on: ids keep the server from
 * counting anything twice.
 */

const KEY = "innovfest.door.tab";

/** Claim the door for this tab; `onLost` is told once, when a later tab claims it. Returns how to let go. */
export function claimDoor(onLost, { channel = openChannel(), storage = localStorage, id = Math.random() } = {}) {
  if (!channel) return () => {};
  const mine = [nextNumber(storage), id];
  let lost = false;
  channel.onmessage = ({ data: theirs }) => {
    if (lost) return;
    if (isLater(mine, theirs)) {
      channel.postMessage(mine); // it does not know of us
    } else {
      lost = true;
      onLost();
    }
  };
  channel.postMessage(mine);
  return () => channel.close();
}

function nextNumber(storage) {
  try {
    const number = Number(storage.getItem(KEY) ?? 0) + 1;
    storage.setItem(KEY, String(number));
    return number;
  } catch {
    return 0;
  }
}

// Two that opened in the same instant may have the same number.
function isLater([number, id], [otherNumber, otherId]) {
  return number > otherNumber || (number === otherNumber && id > otherId);
}

function openChannel() {
  return globalThis.BroadcastChannel ? new BroadcastChannel("innovfest.door") : null;
}
