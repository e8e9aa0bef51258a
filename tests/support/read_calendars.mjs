// Reads calendars with ical.js, which also reads jCal, or node-ical: one base64 line in, one JSON line out, until the input ends.
import { createInterface } from "node:readline";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const withIcalJs = (text) => fromJcal(ICAL.parse(text));
const withIcalJsFromJson = (text) => fromJcal(JSON.parse(text));

function fromJcal(jcal) {
  const calendar = new ICAL.Component(jcal);
  return calendar.getAllSubcomponents("vevent").map((vevent) => ({
    uid: vevent.getFirstPropertyValue("uid"),
    sequence: vevent.getFirstPropertyValue("sequence"),
    status: vevent.getFirstPropertyValue("status"),
    starts_at: vevent.getFirstPropertyValue("dtstart").toJSDate().toISOString(),
    ends_at: vevent.getFirstPropertyValue("dtend").toJSDate().toISOString(),
    title: vevent.getFirstPropertyValue("summary"),
    description: vevent.getFirstPropertyValue("description"),
    location: vevent.getFirstPropertyValue("location"),
  }));
}

const plain = (value) => (typeof value === "object" && value !== null ? value.val : value) ?? "";

function withNodeIcal(text) {
  const parts = Object.values(nodeIcal.sync.parseICS(text));
  return parts
    .filter((part) => part.type === "VEVENT")
    .map((vevent) => ({
      uid: vevent.uid,
      sequence: Number(vevent.sequence),
      status: vevent.status,
      starts_at: new Date(vevent.start).toISOString(),
      ends_at: new Date(vevent.end).toISOString(),
      title: plain(vevent.summary),
      description: plain(vevent.description),
      location: plain(vevent.location),
    }));
}

const read = {
  "ical.js": withIcalJs,
  "ical.js from JSON": withIcalJsFromJson,
  "node-ical": withNodeIcal,
}[process.argv[2]];
for await (const line of createInterface({ input: process.stdin })) {
  const text = Buffer.from(line, "base64").toString("utf-8");
  process.stdout.write(`${JSON.stringify(read(text))}\n`);
}
