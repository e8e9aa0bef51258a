/** The phone's calls: what counts as an answer, as a refusal, and as silence. */

import assert from "node:assert/strict";
import test from "node:test";

import { NoAnswer, Refused, makeApi } from "../../../static/door/api.js";

function anApi(response) {
  const asked = [];
  const fetch = async (address, options) => {
    asked.push({ address, ...options });
    if (response instanceof Error) throw response;
    return response;
  };
  return { asked, api: makeApi({ base: "/api/v1/door", token: () => "T0KEN", language: "fr", fetch }) };
}

test("the token goes in a header, never in an address or a cookie", async () => {
  const { api, asked } = anApi(Response.json({ people: [] }));
  await api.people("Łu & co");
  assert.equal(asked[0].address, "/api/v1/door/people?q=%C5%81u%20%26%20co");
  assert.equal(asked[0].headers.Authorization, "Bearer T0KEN");
  assert.equal(asked[0].headers["Accept-Language"], "fr");
  assert.equal(asked[0].credentials, "omit");
});

test("a refusal carries the problem's own sentence", async () => {
  const { api } = anApi(Response.json({ title: "Conflict", detail: "Bound to another." }, { status: 409 }));
  await assert.rejects(api.bind({}), (error) =>
    error instanceof Refused && error.status === 409 && error.detail === "Bound to another.");
});

for (const [name, response] of [
  ["a network that is gone", new TypeError("Failed to fetch")],
  ["a proxy's error page", new Response("<h1>Bad gateway</h1>", { status: 502 })],
  ["the sign-in page of a Wi-Fi", new Response("<h1>Welcome</h1>", { status: 200 })],
]) {
  test(`${name} is no answer`, async () => {
    await assert.rejects(anApi(response).api.me(), NoAnswer);
  });
}

test("a busy server's wish for patience is heard", async () => {
  const { api } = anApi(Response.json({}, { status: 503, headers: { "Retry-After": "7" } }));
  await assert.rejects(api.scans([]), (error) => error instanceof NoAnswer && error.after === 7000);
});
