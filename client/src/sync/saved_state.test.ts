import { describe, expect, test } from "vitest";

import { NOTHING_YET, saving, workState, type SavingEvent } from "./saved_state";

const KEPT = saving(NOTHING_YET, { type: "kept", kept: true });
const state = (...events: SavingEvent[]) => workState(events.reduce(saving, KEPT));

const opened: SavingEvent = { type: "opened" };
const connected: SavingEvent = { type: "connected" };
const synced: SavingEvent = { type: "synced" };
const answer: SavingEvent = { type: "sent", step2: true };
const update: SavingEvent = { type: "sent", step2: false };
const confirmed = (count: number): SavingEvent => ({ type: "confirmed", count });

describe("the word for the state of my work", () => {
  test("before anything is on screen it is connecting", () => {
    expect(state()).toBe("connecting");
    expect(state(connected)).toBe("connecting");
  });

  test("saved needs the server's answer, our answer, and its confirmation", () => {
    expect(state(opened, connected, synced)).toBe("saving");
    expect(state(opened, connected, answer, confirmed(1))).toBe("saving");
    expect(state(opened, connected, answer, synced)).toBe("saving");
    expect(state(opened, connected, answer, synced, confirmed(1))).toBe("saved");
  });

  test("an edit is saving until the server's count reaches it", () => {
    const settled = [opened, connected, answer, synced, confirmed(1)];
    expect(state(...settled, update)).toBe("saving");
    expect(state(...settled, update, update, confirmed(2))).toBe("saving");
    expect(state(...settled, update, update, confirmed(3))).toBe("saved");
  });

  test("while the server's disk is stalled, unconfirmed work is not saved yet and confirmed work is saved", () => {
    const stalled: SavingEvent = { type: "stalled", stalled: true };
    const settled = [opened, connected, answer, synced, confirmed(1), stalled];
    expect(state(...settled)).toBe("saved");
    expect(state(...settled, update)).toBe("unsaved");
    expect(state(...settled, update, confirmed(2))).toBe("saved");
  });

  test("without a connection the work is kept on this device, or said not to be", () => {
    expect(state(opened, connected, synced, { type: "disconnected" })).toBe("offline");
    expect(state({ type: "kept", kept: false }, opened)).toBe("unsaved");
  });

  test("a new connection counts from nothing: old confirmations prove nothing", () => {
    const before = [opened, connected, answer, synced, update, confirmed(2)];
    expect(state(...before, { type: "disconnected" }, connected, synced, answer)).toBe("saving");
  });

  test("who may only look is told so, and not that anything is saved", () => {
    expect(state(opened, connected, answer, synced, confirmed(1), { type: "role", writable: false })).toBe("reading");
  });
});
