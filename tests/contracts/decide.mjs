/** The phone's rules as a process: a line with a list of facts in, a line with the list of answers out. */

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { decide } = await import(pathToFileURL(process.argv[2]));

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(JSON.parse(line).map((facts) => decide(facts)))}\n`);
}
