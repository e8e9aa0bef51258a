/** Reading codes: a badge in view is one scan, and a hand scanner is told from a person by its speed. */

import assert from "node:assert/strict";
import test from "node:test";

import { makeRepeatGuard } from "../../../static/door/repeat.js";
import { TONES, drawWav } from "../../../static/door/tones.js";
import { listenToWedge } from "../../../static/door/wedge.js";

test("a badge that stays in view is read once, however long", () => {
  const isRepeat = makeRepeatGuard(3000);
  const looks = Array.from({ length: 100 }, (_, i) => isRepeat("ALICE", i * 100));
  assert.deepEqual(looks.filter((repeat) => !repeat), [false]);
});

test("two badges in one picture are two scans", () => {
  const isRepeat = makeRepeatGuard(3000);
  const looks = ["ALICE", "BOB", "ALICE", "BOB"].map((code, i) => isRepeat(code, i * 100));
  assert.deepEqual(looks, [false, false, true, true]);
});

test("a badge that went away and comes back is a new scan", () => {
  const isRepeat = makeRepeatGuard(3000);
  assert.deepEqual([0, 2999, 5998, 8998].map((now) => isRepeat("ALICE", now)), [false, true, true, false]);
});

function aKeyboard() {
  const read = [];
  let press;
  listenToWedge({ addEventListener: (_, listener) => { press = listener; } }, (code) => read.push(code));
  let now = 0;
  const type = (text, pause) => [...text, "Enter"].forEach((key) => {
    now += pause;
    press({ key, timeStamp: now, target: null, preventDefault() {}, stopPropagation() {} });
  });
  return { read, type };
}

test("a hand scanner's keys are a code", () => {
  const { read, type } = aKeyboard();
  type("MFRGGZDFMZTWQ2LKNNWG23TPOA", 8);
  assert.deepEqual(read, ["MFRGGZDFMZTWQ2LKNNWG23TPOA"]);
});

test("a person's keys are not, however long the text", () => {
  const { read, type } = aKeyboard();
  type("MFRGGZDFMZTWQ2LKNNWG23TPOA", 80);
  assert.deepEqual(read, []);
});

test("what a person typed before the scanner is not part of its code", () => {
  const { read, type } = aKeyboard();
  type("van", 120);
  type("MFRGGZDFMZTWQ2LKNNWG23TPOA", 8);
  assert.deepEqual(read, ["MFRGGZDFMZTWQ2LKNNWG23TPOA"]);
});

for (const tone of Object.keys(TONES)) {
  test(`the sound for ${tone} is a WAV file that does not clip`, () => {
    const wav = new DataView(drawWav(TONES[tone]));
    assert.equal(wav.getUint32(4, true) + 8, wav.byteLength);
    const samples = Array.from({ length: wav.getUint32(40, true) / 2 }, (_, i) => wav.getInt16(44 + i * 2, true));
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    assert.ok(loudest > 15000 && loudest < 32767);
  });
}
