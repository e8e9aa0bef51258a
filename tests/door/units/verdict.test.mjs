/** The phone answers as the table says that the server answers. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { decide } from "../../../static/door/verdict.js";

const table = JSON.parse(readFileSync(new URL("../../contracts/verdicts.json", import.meta.url)));

for (const { name, facts, expected } of table.cases) {
  test(name, () => assert.deepEqual(decide({ ...table.defaults, ...facts }), expected));
}
