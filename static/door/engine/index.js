/**
 * The phone's engine: decides every scan by itself, keeps it, and tells the server when it answers.
 *
 * What the panels see of it:
 *
 * engine.list.find(text, limit = 20) -> [person]
 * engine.list.get(n) -> person | null
 * engine.list.byCode(text) -> Promise<{badge: "active" | "replaced" | "spare" | "unknown", person | null}>
 * engine.list.patch(n, changes)      a local change until the server's list says so too
 * engine.list.addLocal({first_name, last_name, organisation, spare_code, id}) -> Promise<person>
 *     person = {n, hash, name, organisation, status: "confirmed" | "waitlisted" | "pending" | "cancelled", holds: [id],
 *               presences: [{session | null, entered_at ms, left_at ms | null, gate, scan}], note, table: name | ""}
 * engine.facts -> {phone, event, programme, live} | null while nothing is known yet
 * engine.gate -> {id, name, room} | null
 * engine.chooseGate(id) -> Promise
 * engine.outbox.add(kind, body) -> Promise<answer | null>
 *     Kept on the phone first, sent in order. `id` is made when the body has none. null: no answer within 3 s, it goes
 *     later. Rejects with Refused (api.js) when the server said no.
 * engine.outbox.waiting -> number
 * engine.get(path) -> Promise<JSON>, engine.getBlob(path) -> Promise<Blob>    "/conflicts", "/badges/12"; NoAnswer, Refused
 * engine.take(code, {override}) -> Promise<scan id>
 * engine.undo(scanId) -> Promise<boolean>
 * engine.countOne("in" | "out") -> Promise<scan id>, engine.headCount(number) -> Promise<scan id>
 * engine.recent -> [{scan, description, undoable}]   newest first; scan = {id, code, scanned_at, direction, gate, kind}
 * engine.shown -> {scan, description, person | null, hash} | null   the verdict that is on the screen now
 * engine.onChange(fn) -> a function that stops it; fn() after anything of the above has changed
 * engine.now() -> ms, corrected by the measured offset
 * engine.hash(code) -> Promise<string>    as the snapshot has it
 *
 * On the page, the panels put their buttons into `[data-verdict-extra]` (on the verdict) and `[data-more-extra]` (in More).
 */
