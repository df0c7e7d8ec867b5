import { expect, test } from "vitest";

import { EXPORT_FORMATS, IMPORT_FORMATS } from "../generated/formats.gen";
import { exportFormats, formatOf, PICKED, wordsOf } from "./formats";

test("[EXCH-13] every format that the server writes is offered, with words of its own", () => {
  expect([...exportFormats()].sort()).toEqual([...EXPORT_FORMATS].sort());
  for (const format of EXPORT_FORMATS) expect(wordsOf(format).use, format).not.toBe("");
});

test("[EXCH-14] a file is read as what its name promises", () => {
  for (const format of IMPORT_FORMATS) expect(formatOf(`Zomer.feest.${format.toUpperCase()}`)).toBe(format);
  expect([formatOf("a.txt"), formatOf("b.markdown"), formatOf("c.tsv")]).toEqual(["md", "md", "csv"]);
  for (const name of ["photo.png", "README", "a.exe", "json", "a.constructor"]) expect(formatOf(name), name).toBeNull();
  expect(PICKED).toContain(".tsv");
});
