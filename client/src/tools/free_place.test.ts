import { expect, test } from "vitest";

import { freePlace } from "./free_place";

const desktop = { x: 0, y: 0, w: 1200, h: 800 };
const phone = { x: 0, y: 0, w: 360, h: 560 };
const around = ([x, y]: readonly [number, number]) => ({ x: x - 100, y: y - 100, w: 200, h: 200 });

test("on bare paper a new note comes in the middle", () => {
  expect(freePlace(desktop, [200, 200], [])).toEqual([600, 400]);
});

test("the next note comes beside the first", () => {
  expect(freePlace(desktop, [200, 200], [around([600, 400])])).toEqual([816, 400]);
});

test("on a phone the next note comes right below the last, though the view has moved meanwhile", () => {
  expect(freePlace(phone, [200, 200], [around([180, 170])])).toEqual([180, 386]);
});

test("twelve notes made one after another on a phone cover one another nowhere", () => {
  const notes: ReturnType<typeof around>[] = [];
  for (let count = 0; count < 12; count++) notes.push(around(freePlace(phone, [200, 200], notes)));
  for (const [index, a] of notes.entries()) {
    for (const b of notes.slice(index + 1)) expect(Math.abs(a.y - b.y) >= 200 || Math.abs(a.x - b.x) >= 200).toBe(true);
  }
});
