/** The examples of shared_schema/, which the Python suite runs as well: both must judge alike. */
import { readdirSync, readFileSync } from "node:fs";

import Ajv2020 from "ajv/dist/2020";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";

import { readObject } from "../src/board/objects";

interface Example {
  readonly why: string;
  readonly field?: string;
  readonly object?: Record<string, unknown>;
  readonly board?: Record<string, unknown>;
}

const shared = new URL("../../shared_schema/", import.meta.url);
const schema = JSON.parse(readFileSync(new URL("board.schema.json", shared), "utf8")) as Record<string, unknown>;
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(schema, "board");
const isObject = ajv.getSchema("board#/$defs/object");
const isBoard = ajv.getSchema("board");
if (isObject === undefined || isBoard === undefined) throw new Error("The schema has lost its definitions");

function examples(kind: "valid" | "invalid"): [string, Example][] {
  const folder = new URL(`examples/${kind}/`, shared);
  return readdirSync(folder).map((name) => [
    name,
    JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Example,
  ]);
}

function passes({ object, board }: Example): boolean {
  if ((object === undefined) === (board === undefined)) throw new Error("An example is an object or a board");
  return Boolean(object === undefined ? isBoard?.(board) : isObject?.(object));
}

describe("valid examples pass the schema", () => {
  test.each(examples("valid"))("%s", (_name, example) => {
    expect(passes(example), JSON.stringify(isObject.errors)).toBe(true);
  });
});

describe("invalid examples do not, and name the field", () => {
  test.each(examples("invalid"))("%s", (_name, example) => {
    expect(passes(example)).toBe(false);
    expect(example.field).toBeTypeOf("string");
    expect(example.why).not.toBe("");
  });
});

describe("what the schema allows as a note, this client shows", () => {
  const notes = examples("valid").filter(([, { object }]) => object?.["type"] === "sticky");
  test.each(notes)("%s", (_name, { object }) => {
    const map = new Y.Map<unknown>();
    new Y.Doc().getMap("objects").set("note", map);
    for (const [field, value] of Object.entries(object ?? {})) {
      map.set(field, field === "text" ? new Y.Text(String(value)) : value);
    }
    expect(readObject(map)).toMatchObject({ type: "sticky", text: object?.["text"], at: object?.["at"] });
  });
});
