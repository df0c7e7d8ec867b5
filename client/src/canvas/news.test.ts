import { expect, test } from "vitest";

import { told, type Deed, type Happening } from "./news";

const happened = (deed: Deed, id: string, by = "Ann", frame = "Ideas"): Happening => ({ id, deed, by, frame, text: id, note: true });

test("[UI-29] what one person does in one frame is one sentence", () => {
  expect(told(["a", "b", "c", "d"].map((id) => happened("added", id)))).toEqual([
    { deed: "added", by: "Ann", frame: "Ideas", count: 4, notes: true, text: "d" },
  ]);
  expect(told([happened("added", "a"), happened("removed", "b"), happened("added", "c", "Bob")])).toHaveLength(3);
});

test("[UI-29] a note that is made and then moved is new; what comes and goes is no news", () => {
  expect(told([happened("added", "a"), happened("moved", "a")])).toMatchObject([{ deed: "added", count: 1 }]);
  expect(told([happened("added", "a"), happened("removed", "a")])).toEqual([]);
  expect(told([happened("removed", "a"), happened("added", "a")])).toMatchObject([{ deed: "added" }]);
  expect(told([happened("moved", "a"), happened("removed", "a")])).toMatchObject([{ deed: "removed", count: 1 }]);
});

test("[UI-29] a busy room is told in sums: never more than one sentence for each kind of deed", () => {
  const busy = Array.from({ length: 200 }, (_, index) =>
    happened(index % 2 === 0 ? "added" : "moved", String(index), `person ${String(index % 50)}`, `frame ${String(index % 7)}`),
  );
  expect(told(busy)).toEqual([
    { deed: "added", by: "", frame: "", count: 100, notes: true, text: "" },
    { deed: "moved", by: "", frame: "", count: 100, notes: true, text: "" },
  ]);
});
