import * as encoding from "lib0/encoding";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";

import { Presence } from "./presence.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const user = { id: "bob", name: "Bob", color: 2, role: "participant" } as const;

test("a moving pointer is told at most fifteen times a second, and its last place always", () => {
  const awareness = new Awareness(new Y.Doc());
  const presence = new Presence(awareness);
  let told = 0;
  awareness.on("update", () => told++);
  for (let at = 0; at < 100; at++) {
    presence.show({ cursor: [at, 0] });
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(100);
  expect(told).toBeLessThanOrEqual(17);
  expect(awareness.getLocalState()).toEqual({ cursor: [99, 0] });
  presence.destroy();
});

test("of a large selection the first two hundred are told", () => {
  const awareness = new Awareness(new Y.Doc());
  const presence = new Presence(awareness);
  presence.show({ selection: Array.from({ length: 500 }, (_, index) => `n${index}`) }, { atOnce: true });
  expect(awareness.getLocalState()?.["selection"]).toHaveLength(200);
  presence.destroy();
});

test("others come, change and go; who carries no stamp of the server is not shown", () => {
  const [here, there] = [new Awareness(new Y.Doc()), new Awareness(new Y.Doc())];
  const presence = new Presence(here);
  const hear = (): void => applyAwarenessUpdate(here, encodeAwarenessUpdate(there, [there.clientID]), "network");
  there.setLocalState({ cursor: [1, 2] });
  hear();
  expect(presence.peers).toHaveLength(0);
  there.setLocalState({ user, cursor: [3, 4], editing: "note" });
  hear();
  expect(presence.peers[0]).toMatchObject({ person: user, cursor: [3, 4], editing: "note" });
  there.setLocalState(null);
  hear();
  expect(presence.peers).toHaveLength(0);
  presence.destroy();
  there.destroy();
});

/** What the server tells others in my place when my connection is lost. */
function goneAfter({ clientID, meta }: Awareness): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint(encoder, clientID);
  encoding.writeVarUint(encoder, (meta.get(clientID)?.clock ?? 0) + 1);
  encoding.writeVarString(encoder, "null");
  return encoding.toUint8Array(encoder);
}

test("after a lost connection I am seen again at once, though nothing of mine has changed", () => {
  const [here, there] = [new Awareness(new Y.Doc()), new Awareness(new Y.Doc())];
  const presence = new Presence(here);
  const tell = (): void => applyAwarenessUpdate(there, encodeAwarenessUpdate(here, [here.clientID]), "network");
  tell();
  applyAwarenessUpdate(there, goneAfter(here), "network");
  tell();
  expect(there.getStates().has(here.clientID)).toBe(false);
  presence.renew();
  tell();
  expect(there.getStates().has(here.clientID)).toBe(true);
  presence.destroy();
  there.destroy();
});
