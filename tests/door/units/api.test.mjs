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
  const told = [];
  const onTime = (...facts) => told.push(facts);
  let now = 0;
  const steady = () => (now += 40);
  return { asked, told, api: makeApi({ base: "/api/v1/door", token: () => "T0KEN", language: "fr", fetch, onTime, steady }) };
}

test("the token goes in a header, never in an address or a cookie", async () => {
  const { api, asked } = anApi(Response.json({ cursor: "2" }));
  await api.snapshot("1.a & b");
  assert.equal(asked[0].address, "/api/v1/door/snapshot?since=1.a%20%26%20b");
  assert.equal(asked[0].headers.Authorization, "Bearer T0KEN");
  assert.equal(asked[0].headers["Accept-Language"], "fr");
  assert.deepEqual([asked[0].credentials, asked[0].cache], ["omit", "no-store"]);
});

test("a refusal carries the problem's own code and sentence", async () => {
  const problem = { title: "Unauthorized", code: "shift-over", detail: "The shift is over." };
  const { api } = anApi(Response.json(problem, { status: 401 }));
  await assert.rejects(api.post("/cases", {}), (error) =>
    error instanceof Refused && error.status === 401 && error.code === "shift-over" && error.detail === "The shift is over.");
});

test("a list that did not change is no list", async () => {
  assert.equal(await anApi(new Response(null, { status: 304 })).api.snapshot("1"), null);
});

test("each answer tells the time, and how long its way took", async () => {
  const { api, told } = anApi(new Response(null, { status: 304, headers: { "Innovfest-Time": "1803137400000" } }));
  await api.snapshot("1");
  assert.deepEqual(told, [[1803137400000, 40, 80]]);
  const inBody = anApi(Response.json({ results: [], time: 5 }));
  await inBody.api.scans({ scans: [] });
  assert.deepEqual(inBody.told, [[5, 40, 80]]);
});

for (const [name, response] of [
  ["a network that is gone", new TypeError("Failed to fetch")],
  ["a proxy's error page", new Response("<h1>Bad gateway</h1>", { status: 502 })],
  ["the sign-in page of a Wi-Fi", new Response("<h1>Welcome</h1>", { status: 200 })],
  ["the refusal of a Wi-Fi that wants a sign-in", new Response("<h1>Sign in</h1>", { status: 403 })],
  ["an address that a Wi-Fi does not know", new Response("<h1>Not found</h1>", { status: 404 })],
]) {
  test(`${name} is no answer`, async () => {
    await assert.rejects(anApi(response).api.snapshot(), NoAnswer);
  });
}

test("a proxy that finds the scans too many is a refusal, so that fewer are sent", async () => {
  const { api } = anApi(new Response("<h1>Too large</h1>", { status: 413 }));
  await assert.rejects(api.scans({}), (error) => error instanceof Refused && error.status === 413);
});

test("a busy server's wish for patience is heard", async () => {
  const { api } = anApi(Response.json({}, { status: 503, headers: { "Retry-After": "7" } }));
  await assert.rejects(api.scans({}), (error) => error instanceof NoAnswer && error.after === 7000 && !error.broken);
});

test("a server that breaks over a request is told from one that is away", async () => {
  await assert.rejects(anApi(Response.json({}, { status: 500 })).api.scans({}), (error) => error.broken);
});
