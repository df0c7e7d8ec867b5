import { expect, test } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";

import { CLOSE_CODES } from "../generated/wire.gen";
import { closedBecause, sayOwnPresenceOnly } from "./connection";

test("every permanent close code of the protocol has its name, and an unknown one is a failure of ours", () => {
  for (const [name, { code, permanent }] of Object.entries(CLOSE_CODES)) {
    if (permanent) expect(closedBecause(code)).toBe(name);
  }
  expect(closedBecause(4499)).toBe("malformed");
});

test("what the server says of others is not told back to it, what I do is", () => {
  const [awareness, other] = [new Awareness(new Y.Doc()), new Awareness(new Y.Doc())];
  const told: number[][] = [];
  const provider = {
    awareness,
    _awarenessUpdateHandler: ({ added, updated, removed }: Record<"added" | "updated" | "removed", number[]>) => void told.push([...added, ...updated, ...removed]),
  };
  awareness.on("update", provider._awarenessUpdateHandler);
  sayOwnPresenceOnly(provider);
  other.setLocalState({ cursor: [1, 2] });
  applyAwarenessUpdate(awareness, encodeAwarenessUpdate(other, [other.clientID]), provider);
  awareness.setLocalState({ cursor: [3, 4] });
  expect(told).toEqual([[awareness.clientID]]);
  for (const each of [awareness, other]) each.destroy();
});
