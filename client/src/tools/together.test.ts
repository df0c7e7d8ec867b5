/** What several people do at once with the same things: the rules of "Together" in docs/SPEC.md. */
import { describe, expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";

import { BoardDocument, type NewObject } from "../board/document";
import { readObject, type ObjectFields } from "../board/objects";
import { Camera } from "../canvas/camera";
import { Presence } from "../state/presence.svelte";
import { Store } from "../state/store.svelte";
import { apply, move, reorder, stretch } from "./changing";
import { connectChosen, removeThese } from "./making";
import { Workbench } from "./workbench.svelte";

/** One person at their own copy of the board; a higher `client` wins where two write one register at once. */
class Person {
  readonly document: BoardDocument;
  readonly store: Store;
  readonly bench: Workbench;

  constructor(name: string, client: number) {
    const doc = new Y.Doc();
    doc.clientID = client;
    let made = 0;
    this.document = new BoardDocument(doc, { person: name, now: () => 1, newId: () => `${name}${String(++made)}` });
    this.store = new Store(this.document.objects, (text) => text.length * 0.5);
    const camera = new Camera();
    camera.resize(1200, 900);
    const session = { document: this.document, store: this.store, presence: new Presence(new Awareness(doc)), writable: true, me: { role: "participant" } as const };
    this.bench = new Workbench({ id: "board", ...session } as never, camera, () => 0);
  }

  fields(id: string): ObjectFields {
    const fields = readObject(this.document.objects.get(id));
    if (fields === null) throw new Error(`${id} cannot be read`);
    return fields;
  }

  get stack(): string[] {
    return this.store.stack.map(({ id }) => id);
  }

  write(id: string, insert: string): void {
    this.document.splice(id, { index: this.fields(id).text.length, remove: 0, insert });
    this.document.history.finishTyping();
  }

  color(id: string, color: string): void {
    this.bench.select([id]);
    apply(this.bench, "color", color);
  }

  stretch(id: string, to: { x: number; y: number; w: number; h: number }): void {
    const item = this.store.get(id);
    if (item === undefined) throw new Error(`${id} is not on the board`);
    stretch(this.bench, [item], item.settled, to);
  }

  undoAll(): void {
    while (this.document.history.canUndo) this.document.history.undo();
  }

  redoAll(): void {
    while (this.document.history.canRedo) this.document.history.redo();
  }
}

/** Everybody learns everything, whoever hears of whom first. */
function meet(...people: Person[]): void {
  const all = Y.mergeUpdates(people.map(({ document }) => Y.encodeStateAsUpdate(document.doc)));
  for (const { document } of people) Y.applyUpdate(document.doc, all, "network");
  const [first, ...others] = people.map(({ document }) => document.objects.toJSON());
  for (const other of others) expect(other).toEqual(first);
}

const note = (id: string, x = 0, y = 0, more: Record<string, unknown> = {}): NewObject => ({
  id, type: "sticky", at: [x, y], size: [100, 100], text: "Soup", ...more,
});

type Clients = readonly [number, number, number];

/** Whoever of the three has the highest number: where it decides, a rule must not hold by luck. */
const ORDERS: readonly Clients[] = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]];

function tableOf([first, second, third]: Clients, ...objects: NewObject[]): [Person, Person, Person] {
  const [ann, bob, cas] = [new Person("ann", first), new Person("bob", second), new Person("cas", third)];
  ann.document.create(objects, null);
  meet(ann, bob, cas);
  return [ann, bob, cas];
}

const table = (...objects: NewObject[]): [Person, Person, Person] => tableOf([1, 2, 3], ...objects);

describe("what two do with one thing at once", () => {
  test.each(ORDERS)("[CON-1] one moves it, another writes in it, a third colours it: all three hold (%i, %i, %i)", (...clients) => {
    const [ann, bob, cas] = tableOf(clients, note("n"));
    move(ann.bench, ["n"], [300, 40]);
    bob.write("n", " and bread");
    cas.color("n", "mint");
    meet(ann, bob, cas);
    expect(cas.fields("n")).toMatchObject({ at: [300, 40], text: "Soup and bread", color: "mint" });
  });

  test.each(ORDERS)("[CON-1] three colour it at once: one of the three colours wins, for everybody (%i, %i, %i)", (...clients) => {
    const people = tableOf(clients, note("n"));
    const colors = ["mint", "rose", "sky"];
    for (const [index, person] of people.entries()) person.color("n", colors[index] ?? "");
    meet(...people);
    const seen = people.map(({ store }) => (store.get("n")?.fields as { color?: string }).color);
    expect(new Set(seen).size).toBe(1);
    expect(colors).toContain(seen[0]);
  });

  test.each<[string, NewObject]>([
    ["note", note("n")],
    ["text", { id: "n", type: "text", at: [0, 0], size: [200, 40], text: "Soup" }],
    ["shape", { id: "n", type: "shape", at: [0, 0], size: [200, 90], form: "ellipse", text: "Soup" }],
    ["frame", { id: "n", type: "frame", at: [0, 0], size: [400, 300], text: "Soup" }],
    ["line", { id: "n", type: "connector", from: { at: [0, 0] }, to: { at: [90, 0] }, text: "Soup" }],
  ])("[CON-2] one deletes a %s while another writes in it: the words survive, and the writer is asked", (_kind, object) => {
    const [ann, bob, cas] = table(object);
    bob.bench.edit("n");
    removeThese(ann.bench, ["n"]);
    bob.write("n", " and bread");
    meet(ann, bob, cas);
    expect(bob.bench.taken).toEqual({ id: "n", by: "ann" });
    expect(cas.store.get("n")).toBeUndefined();
    bob.bench.answer(true);
    meet(ann, bob, cas);
    for (const { store } of [ann, bob, cas]) expect(store.get("n")?.fields.text).toBe("Soup and bread");
  });

  test("[CON-2] who is asked about words that somebody else has brought back has nothing to answer any more", () => {
    const [ann, bob, cas] = table(note("n"));
    bob.bench.edit("n");
    cas.bench.edit("n");
    removeThese(ann.bench, ["n"]);
    meet(ann, bob, cas);
    bob.bench.answer(true);
    meet(ann, bob, cas);
    expect(cas.bench.taken).toBeNull();
    expect(cas.bench.editing).toBe("n");
  });

  test("[CON-4] who writes on a line goes on while an end of it is away, and nobody is asked", () => {
    const [ann, bob, cas] = table(note("a"), note("b", 300), { id: "l", type: "connector", from: { object: "a" }, to: { object: "b" } });
    bob.bench.edit("l");
    removeThese(ann.bench, ["b"]);
    meet(ann, bob, cas);
    expect(bob.bench.taken).toBeNull();
    expect(bob.bench.editing).toBe("l");
    bob.write("l", "then");
    ann.bench.undo();
    meet(ann, bob, cas);
    for (const { store } of [ann, bob, cas]) expect(store.get("l")?.fields.text).toBe("then");
  });

  test.each(ORDERS)("[CON-3] three resize it by different corners: everybody has the box that one of them made, whole (%i, %i, %i)", (...clients) => {
    const people = tableOf(clients, note("n", 100, 100));
    const made = [{ x: 20, y: 30, w: 180, h: 170 }, { x: 100, y: 100, w: 300, h: 260 }, { x: 100, y: 20, w: 150, h: 180 }];
    for (const [index, person] of people.entries()) person.stretch("n", made[index] ?? { x: 0, y: 0, w: 0, h: 0 });
    meet(...people);
    for (const { store } of people) expect(made).toContainEqual(store.get("n")?.settled);
  });

  test("[CON-4] a line drawn to what another deletes meanwhile is out of sight, and comes back with it", () => {
    const [ann, bob, cas] = table(note("a"), note("b", 300));
    ann.bench.select(["a", "b"]);
    connectChosen(ann.bench, "arrow");
    removeThese(bob.bench, ["b"]);
    meet(ann, bob, cas);
    for (const { stack } of [ann, bob, cas]) expect(stack).toEqual(["a"]);
    bob.bench.undo();
    meet(ann, bob, cas);
    for (const { stack } of [ann, bob, cas]) expect(stack).toHaveLength(3);
  });

  test("[CON-5] two bring things to the front at once: one order for everybody, and it can still be changed", () => {
    const [ann, bob, cas] = table(note("a"), note("b", 50), note("c", 90));
    ann.bench.select(["a"]);
    reorder(ann.bench, "front");
    bob.bench.select(["b"]);
    reorder(bob.bench, "front");
    meet(ann, bob, cas);
    expect(ann.fields("a").order).toBe(ann.fields("b").order);
    for (const { stack } of [ann, bob, cas]) expect(stack).toEqual(["c", "a", "b"]);
    cas.bench.select(["a"]);
    reorder(cas.bench, "forward");
    meet(ann, bob, cas);
    for (const { stack } of [ann, bob, cas]) expect(stack).toEqual(["c", "b", "a"]);
  });

  test.each(ORDERS)("[CON-5] notes that three make at once lie in one order, by ids, and a fourth comes above all of them (%i, %i, %i)", (...clients) => {
    const people = tableOf(clients, note("a"));
    for (const { document, store } of people) document.create([note(document.newId())], store.topOrder);
    meet(...people);
    for (const { stack } of people) expect(stack).toEqual(["a", "ann1", "bob1", "cas1"]);
    const [{ document, store }] = people;
    document.create([note("last")], store.topOrder);
    meet(...people);
    for (const { stack } of people) expect(stack.at(-1)).toBe("last");
  });

  test("[CON-6] one puts a note into a frame that another deletes: the note stays, on the bare paper", () => {
    const [ann, bob, cas] = table(note("n", 900), { id: "f", type: "frame", at: [0, 0], size: [400, 400] });
    move(ann.bench, ["n"], [-800, 100]);
    removeThese(bob.bench, ["f"]);
    meet(ann, bob, cas);
    for (const { stack } of [ann, bob, cas]) expect(stack).toEqual(["n"]);
    expect(cas.fields("n")).toMatchObject({ at: [100, 100], deleted: null });
  });
});

/** The complaint: one's undo reverts what another did later, or brings back what another took away. */
describe("undo when others have gone on", () => {
  test("[CON-7] leaves their colour, place and words as they made them, and redo does, too", () => {
    const [ann, bob, cas] = table(note("n"));
    ann.color("n", "mint");
    move(ann.bench, ["n"], [100, 0]);
    ann.write("n", " by Ann");
    meet(ann, bob, cas);
    bob.color("n", "rose");
    move(bob.bench, ["n"], [0, 500]);
    bob.write("n", " and Bob");
    meet(ann, bob, cas);
    for (let step = 0; step < 3; step++) ann.document.history.undo();
    meet(ann, bob, cas);
    expect(cas.fields("n")).toMatchObject({ color: "rose", at: [100, 500], text: "Soup and Bob" });
    ann.redoAll();
    meet(ann, bob, cas);
    expect(cas.fields("n")).toMatchObject({ color: "rose", at: [100, 500], text: "Soup by Ann and Bob", deleted: null });
  });

  test("[CON-7] brings nothing back that another has deleted, however far one goes back and forth", () => {
    const [ann, bob, cas] = table(note("other", 500));
    ann.document.create([note("n")], null);
    ann.color("n", "mint");
    ann.write("n", "!");
    meet(ann, bob, cas);
    removeThese(bob.bench, ["n"]);
    meet(ann, bob, cas);
    ann.undoAll();
    meet(ann, bob, cas);
    expect(cas.fields("n").deleted).not.toBeNull();
    ann.redoAll();
    meet(ann, bob, cas);
    expect(cas.fields("n").deleted).not.toBeNull();
  });

  test.each<[string, (bob: Person) => void]>([
    ["wrote in it", (bob) => bob.write("n", "!")],
    ["moved it", (bob) => move(bob.bench, ["n"], [50, 0])],
    ["coloured it", (bob) => bob.color("n", "rose")],
    ["said something about it", (bob) => bob.document.create([{ type: "comment", on: "n", text: "Why?" }], null)],
  ])("[CON-7] [UI-8] of a creation leaves it standing where another has since %s", (_what, act) => {
    const [ann, bob, cas] = table(note("other", 500));
    ann.document.create([note("n")], null);
    ann.color("n", "mint");
    meet(ann, bob, cas);
    act(bob);
    meet(ann, bob, cas);
    // The colour first: where another has changed that, nothing of the step is left, and the creation is next.
    expect([ann.document.history.undo()?.kept, ann.document.history.undo()?.kept]).toContain("n");
    meet(ann, bob, cas);
    for (const { store } of [ann, bob, cas]) expect(store.get("n")).toBeDefined();
  });

  test("[CON-7] [UI-8] of a creation takes it away where others have only looked at it, or taken back what they did", () => {
    const [ann, bob, cas] = table(note("other", 500));
    ann.document.create([note("n")], null);
    meet(ann, bob, cas);
    bob.document.create([{ type: "comment", on: "n", id: "c", text: "Why?" }], null);
    removeThese(bob.bench, ["c"]);
    bob.write("other", "!");
    meet(ann, bob, cas);
    expect(ann.document.history.undo()?.kept).toBeNull();
    expect(ann.store.get("n")).toBeUndefined();
  });

  test("[CON-7] of my deletion brings back what another wrote meanwhile; theirs stays deleted", () => {
    const [ann, bob, cas] = table(note("a"), note("b", 300));
    removeThese(ann.bench, ["a"]);
    bob.write("a", " later");
    removeThese(cas.bench, ["b"]);
    meet(ann, bob, cas);
    ann.document.history.undo();
    meet(ann, bob, cas);
    expect(bob.fields("a")).toMatchObject({ text: "Soup later", deleted: null });
    expect(bob.fields("b").deleted).toEqual({ by: "cas", at: 1 });
  });

  test("[CON-7] that is pressed by all at once takes back each one's own step", () => {
    const [ann, bob, cas] = table(note("a"), note("b", 300), note("c", 600));
    const each = [[ann, "a"], [bob, "b"], [cas, "c"]] as const;
    for (const [person, id] of each) person.color(id, "lilac");
    meet(ann, bob, cas);
    for (const [person] of each) person.document.history.undo();
    meet(ann, bob, cas);
    for (const [, id] of each) expect(ann.fields(id)).toMatchObject({ color: "sun", deleted: null });
  });
});
