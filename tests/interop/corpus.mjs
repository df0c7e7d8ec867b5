/**
 * Real boards, as they are when the server has stamped them, and real edits of them, as Yjs itself
 * writes them, for the fuzzer to begin from.
 *
 * Prints one JSON object: {boards: [{name, base, edits: [{name, client, updates}]}]}. `base` and the
 * updates are base64; the updates of an edit follow one another, and build on `base` alone, under a
 * client id that is in no other edit. The same every time: ids, client ids and words are counted out.
 */
import * as Y from "yjs";

const WORDS = [
  "Wat hebben we nodig?", "een dorpshuis 🏡", "ruimte", "Ideeën voor de buurt", "meer bomen 🌳🌳", "café",
  "wie doet mee? 👩‍🚀", "naïef maar waar", "Ω≈ç√∫", "日本語のメモ", "a", "",
];
const DAY = 1_790_000_000_000;

let turn = 0;
const word = () => WORDS[turn++ % WORDS.length];
const number = (least, most) => least + ((turn++ * 7919) % (most - least + 1));
const id = (what) => `${what}-${(turn++).toString(36)}`;

function put(objects, name, fields) {
  const entries = Object.entries(fields).map(([key, value]) => [key, key === "text" ? new Y.Text(value) : value]);
  objects.set(name, new Y.Map(entries));
}

const place = () => ({ at: [number(-2000, 2000), number(-2000, 2000) + 0.5], size: [200, 200] });

/** One object of each kind, some twice: with few fields and with many. */
const kinds = {
  sticky: () => ({ type: "sticky", ...place(), text: word() }),
  full: () => ({
    type: "sticky", ...place(), text: `${word()} ${word()}`, color: "rose", kind: "question", order: "a0V",
    tags: ["één", "twee"], group: "g1", frame: "f1", lock: "everyone", source: { board: "b", object: "o" },
  }),
  text: () => ({ type: "text", ...place(), text: word(), fontSize: 32, align: "center", url: "https://example.org/a" }),
  frame: () => ({ type: "frame", ...place(), text: word(), color: "sand" }),
  connector: () => ({
    type: "connector", from: { object: "n1", side: "right" }, to: { at: [number(0, 99), -3.25] }, text: word(), dashed: true,
  }),
  mindnode: () => ({ type: "mindnode", parent: null, at: [0, 0], text: word(), layout: "both", icon: "🌱", links: ["n1"] }),
  shape: () => ({ type: "shape", ...place(), form: "hexagon", text: word(), rotation: 45, fill: "sky", width: 0 }),
  image: () => ({ type: "image", ...place(), image: "0123456789abcdef".repeat(4), alt: word() }),
  stroke: (points = 12) => ({
    type: "stroke", ...place(), width: 4.5,
    points: Array.from({ length: points * 3 }, (_, i) => (i % 3 === 2 ? 0.5 : Math.round(Math.sin(i) * 1000) / 8)),
  }),
  comment: () => ({ type: "comment", on: "n1", text: word(), resolved: { by: "ann", at: DAY } }),
};

function fresh(client, base) {
  const doc = new Y.Doc();
  doc.clientID = client;
  const objects = doc.getMap("objects");
  if (base !== null) Y.applyUpdate(doc, base, "base");
  return { doc, objects };
}

/** A board of `size` objects that three people worked on, with all that leaves behind. */
function board(name, size, { points = 12, text = 0 } = {}) {
  let state = null;
  const makers = Object.values(kinds);
  for (let person = 0; person < 3; person++) {
    const { doc, objects } = fresh(101 + person, state);
    for (let i = person; i < size; i += 3) {
      const maker = makers[i % makers.length];
      const object = maker === kinds.stroke ? maker(points) : maker();
      doc.transact(() => put(objects, `n${i}`, object));
    }
    const names = [...objects.keys()];
    for (const [i, key] of names.entries()) {
      const object = objects.get(key);
      const written = object.get("text");
      if (written && i % 2 === person % 2) {
        written.insert(Math.min(2, written.length), "zo 👍🏽 ");
        if (written.length > 8) written.delete(1, 1);
      }
      if (object.has("at") && i % 3 === person) object.set("at", [number(-500, 500), number(-500, 500)]);
      if (i % 5 === person) object.set("deleted", { by: "ann", at: DAY + i });
      if (i % 10 === person) object.delete("deleted");
    }
    if (text > 0 && person === 1 && names.length > 0) objects.get(names[0]).get("text").insert(0, "lang verhaal 🌍 ".repeat(text));
    state = Y.encodeStateAsUpdate(doc);
  }
  return { name, state: stamped(state) };
}

/** What the server adds: the version of the schema, and who made what. */
function stamped(state) {
  const { doc, objects } = fresh(104, state);
  doc.transact(() => {
    doc.getMap("meta").set("version", 1);
    for (const object of objects.values()) {
      object.set("author", "ann");
      object.set("created", DAY);
    }
  });
  return Y.encodeStateAsUpdate(doc);
}

const firstWith = (objects, field) => [...objects.values()].find((object) => object.has(field));
const written = (objects) => firstWith(objects, "text").get("text");

const made = (kind, ...words) => (_, objects) => put(objects, id(kind), kinds[kind](...words));
const settled = (doc, work) => doc.transact(work, "mine");

/** What people do. Each is given a document that holds the board, and leaves one or more updates. */
const works = {
  ...Object.fromEntries(Object.keys(kinds).map((kind) => [`make a ${kind}`, made(kind)])),
  "draw a long stroke": made("stroke", 600),
  "paste ten notes": (doc, objects) => doc.transact(() => {
    for (let i = 0; i < 10; i++) put(objects, id("sticky"), kinds.sticky());
  }),
  "make a note and write on it": (_, objects) => {
    const name = id("sticky");
    put(objects, name, kinds.sticky());
    const text = objects.get(name).get("text");
    text.insert(0, "hallo 🎉 ");
    text.insert(3, "é");
    text.delete(0, 2);
    text.insert(text.length, "!");
  },
  "type letter by letter": (_, objects) => {
    for (const letter of "goed 😀!") written(objects).insert(0, letter);
  },
  "type one after another": (_, objects) => {
    for (const letter of "snel") written(objects).insert(written(objects).length, letter);
  },
  "type in the middle": (_, objects) => {
    const text = written(objects);
    text.insert(Math.floor(text.length / 2) > 1 ? 1 : 0, "é😀");
  },
  "erase a little": (_, objects) => written(objects).delete(0, 1),
  "erase all": (_, objects) => written(objects).delete(0, written(objects).length),
  "replace all": (doc, objects) => doc.transact(() => {
    const text = written(objects);
    text.delete(0, text.length);
    text.insert(0, "opnieuw 🌱");
  }),
  "paste much": (_, objects) => written(objects).insert(0, "veel tekst 🐌 ".repeat(60)),
  "move": (_, objects) => firstWith(objects, "at").set("at", [1.5, -2]),
  "move all": (doc, objects) => doc.transact(() => {
    for (const object of objects.values()) if (object.has("at")) object.set("at", [number(0, 9), 1e6]);
  }),
  "move again and again": (_, objects) => {
    for (let i = 0; i < 5; i++) firstWith(objects, "at").set("at", [i, 2 ** 40 > i ? i / 3 : 0]);
  },
  "resize and colour": (doc, objects) => doc.transact(() => {
    const object = [...objects.values()].find((each) => each.get("type") === "sticky");
    object.set("size", [100, 300.25]);
    object.set("color", "mint");
  }),
  "delete": (_, objects) => [...objects.values()][0].set("deleted", { by: "mal", at: DAY }),
  "delete and bring back": (_, objects) => {
    const object = [...objects.values()][0];
    object.set("deleted", { by: "mal", at: DAY });
    object.delete("deleted");
  },
  "lock and unlock": (_, objects) => {
    const object = [...objects.values()][0];
    object.set("lock", "everyone");
    object.delete("lock");
  },
  "lock for facilitators": (_, objects) => [...objects.values()][0].set("lock", "facilitators"),
  "undo and redo": (doc, objects) => {
    const history = new Y.UndoManager(objects, { trackedOrigins: new Set(["mine"]), captureTimeout: 0 });
    settled(doc, () => written(objects).insert(0, "ongedaan 🫣"));
    settled(doc, () => firstWith(objects, "at").set("at", [7, 7]));
    settled(doc, () => written(objects).delete(0, 3));
    for (let i = 0; i < 3; i++) history.undo();
    for (let i = 0; i < 3; i++) history.redo();
  },
  "undo a creation": (doc, objects) => {
    const history = new Y.UndoManager(objects, { trackedOrigins: new Set(["mine"]), captureTimeout: 0 });
    settled(doc, () => put(objects, id("sticky"), kinds.sticky()));
    history.undo();
    history.redo();
  },
  "take a key out": (_, objects) => objects.delete([...objects.keys()][0]),
  "replace a note": (_, objects) => put(objects, [...objects.keys()][0], kinds.sticky()),
  "replace a text": (_, objects) => firstWith(objects, "text").set("text", new Y.Text("anders")),
  "take a field out": (_, objects) => firstWith(objects, "at").delete("at"),
  "write a stamp": (_, objects) => firstWith(objects, "type").set("author", "zoe"),
  "change the type": (_, objects) => firstWith(objects, "type").set("type", "frame"),
  "write to meta": (doc) => doc.getMap("meta").set("version", 2),
  "write elsewhere": (doc) => doc.getText("elsewhere").insert(0, "hier niet"),
  "format": (_, objects) => written(objects).insert(0, "vet", { bold: true, link: { href: "x" } }),
  "embed": (_, objects) => written(objects).insertEmbed(0, { image: "x", sizes: [1, [2]] }),
  "nest": (_, objects) => {
    const inner = new Y.Map([["a", new Y.Array()]]);
    firstWith(objects, "type").set("extra", inner);
    inner.get("a").push([1, null, undefined, true, "x", new Uint8Array([1, 2]), 2 ** 60, 10n, { a: [] }]);
    inner.get("a").push([new Y.XmlFragment(), new Y.XmlElement("p"), new Y.XmlText("x")]);
    inner.get("a").delete(0, 2);
  },
  "write odd values": (doc, objects) => doc.transact(() => {
    const object = firstWith(objects, "at");
    for (const [i, value] of [undefined, null, 10n, NaN, Infinity, -0, new Uint8Array(3), "", [], {}].entries())
      object.set(["at", "size", "color", "order", "tags"][i % 5], value);
  }),
};

function edits({ state }, first) {
  return Object.entries(works).flatMap(([name, work], i) => {
    const { doc, objects } = fresh(first + i, state);
    const updates = [];
    doc.on("update", (update) => updates.push(update));
    try {
      work(doc, objects);
    } catch (reason) {
      // A board without what the work needs.
      if (!(reason instanceof TypeError)) throw reason;
    }
    if (updates.length === 0) return [];
    return [{ name, client: first + i, updates: updates.map((update) => Buffer.from(update).toString("base64")) }];
  });
}

const boards = [board("empty", 0), board("small", 5), board("everything", 12), board("large", 20, { points: 200, text: 300 })];
const story = boards.map((each, i) => ({
  name: each.name,
  base: Buffer.from(each.state).toString("base64"),
  edits: edits(each, 1_000_000 + i * 1000),
}));
process.stdout.write(JSON.stringify({ boards: story }));
