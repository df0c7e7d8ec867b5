/** The examples that the server's tests read as well. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import type { Point } from "./geometry";
import { branch, forest, type Hanging } from "./tree";

interface Example {
  readonly why: string;
  readonly objects: Readonly<Record<string, { type: string; parent?: string | null; order?: string; deleted?: unknown; at?: Point }>>;
  readonly forest: {
    readonly centres: readonly string[];
    readonly children: Readonly<Record<string, readonly string[]>>;
    readonly lost: readonly string[];
    readonly places: Readonly<Record<string, Point>>;
  };
}

const folder = new URL("../../../shared_schema/examples/trees/", import.meta.url);
const examples = readdirSync(folder).map((name): [string, Example] => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Example]);

function nodesOf({ objects }: Example): Map<string, Hanging> {
  return new Map(
    Object.entries(objects)
      .filter(([, { type }]) => type === "mindnode")
      .map(([id, { parent, order, deleted, at }]) => [id, { parent: parent ?? null, order: order ?? "", gone: deleted !== undefined, at: at ?? null }]),
  );
}

describe("[TREE-1] [TREE-2] [TREE-3] [TREE-4] the tree of mind nodes", () => {
  test.each(examples)("%s is read as it says", (_name, example) => {
    const { centres, children, lost, places } = forest(nodesOf(example));
    const read = { centres, children: Object.fromEntries(children), lost: [...lost].sort(), places: Object.fromEntries(places) };

    expect(read, example.why).toEqual(example.forest);
  });

  test("ten thousand levels are walked from the top", () => {
    const nodes = new Map<string, Hanging>();
    for (let level = 0; level < 10_000; level++) {
      nodes.set(String(level), { parent: level === 0 ? null : String(level - 1), order: "", gone: false, at: null });
    }

    expect([...branch(forest(nodes), "0")]).toHaveLength(10_000);
  });
});
