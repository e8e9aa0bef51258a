// Reads calendars with ical.js: one base64 line in, one JSON line out, until the input ends.
import { createInterface } from "node:readline";
import ICAL from "ical.js";

function read(base64) {
  const text = Buffer.from(base64, "base64").toString("utf-8");
  const calendar = new ICAL.Component(ICAL.parse(text));
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

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(read(line))}\n`);
}
