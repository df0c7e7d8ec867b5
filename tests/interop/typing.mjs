// Several Yjs clients write in the same two texts at once, each behind the others by its own delay,
// undo and redo, and join what they did offline into one update. Prints, for each seed, the updates in
// the order in which a server would get them, and what the texts are in the end.
//
//     node typing.mjs FROM TO
import * as Y from "yjs";

const STEPS = 250;

function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function note() {
  const fields = new Y.Map();
  fields.set("type", "sticky");
  fields.set("at", [0, 0]);
  fields.set("size", [200, 200]);
  const text = new Y.Text();
  text.insert(0, "abc");
  fields.set("text", text);
  return fields;
}

class Typist {
  constructor(clientID) {
    this.doc = new Y.Doc();
    this.doc.clientID = clientID;
    this.objects = this.doc.getMap("objects");
    this.outbox = [];
    this.inbox = [];
    this.doc.on("update", (update, origin) => {
      if (origin !== "others") this.outbox.push(update);
    });
  }

  read(count) {
    for (const update of this.inbox.splice(0, count)) Y.applyUpdate(this.doc, update, "others");
  }

  texts() {
    return Object.fromEntries([...this.objects].map(([id, fields]) => [id, fields.get("text").toString()]));
  }
}

function story(seed) {
  const random = randomFrom(seed * 7919 + 1);
  const below = (limit) => Math.floor(random() * limit);
  const pick = (list) => list[below(list.length)];
  const typists = Array.from({ length: pick([2, 3, 5]) }, () => new Typist(below(2 ** 32)));
  const received = [];

  const send = (typist) => {
    const update = typist.outbox.shift();
    if (update === undefined) return;
    received.push(Buffer.from(update).toString("base64"));
    for (const other of typists) if (other !== typist) other.inbox.push(update);
  };
  const settle = () => {
    for (const typist of typists) while (typist.outbox.length) send(typist);
    for (const typist of typists) typist.read(Infinity);
  };
  const work = (typist) => {
    const fields = typist.objects.get(pick(["n0", "n1"]));
    const text = fields.get("text");
    const choice = random();
    if (choice < 0.6 || text.length < 3) {
      text.insert(pick([0, text.length, below(text.length + 1), Math.min(2, text.length)]), pick(["x", "yz", "é"]));
    } else if (choice < 0.9) {
      const at = below(text.length - 1);
      text.delete(at, Math.min(text.length - at, 1 + below(3)));
    } else {
      fields.set("at", [below(9), 1]);
    }
  };

  typists[0].doc.transact(() => {
    for (const id of ["n0", "n1"]) typists[0].objects.set(id, note());
  });
  settle();
  for (const typist of typists) {
    // Of what is typed only: taking a move back may take the place away, which is no valid note.
    const texts = [...typist.objects.values()].map((fields) => fields.get("text"));
    typist.undo = new Y.UndoManager(texts, { captureTimeout: 0 });
  }
  for (let step = 0; step < STEPS; step++) {
    const typist = pick(typists);
    const choice = random();
    if (choice < 0.55) work(typist);
    else if (choice < 0.63) random() < 0.7 ? typist.undo.undo() : typist.undo.redo();
    else if (choice < 0.8) send(typist);
    else if (choice < 0.93) typist.read(1 + below(3));
    else if (choice < 0.96 && typist.outbox.length > 1) typist.outbox = [Y.mergeUpdates(typist.outbox)];
    else if (choice >= 0.98) settle();
  }
  settle();
  return {
    received,
    texts: typists.map((typist) => typist.texts()),
    whole: Buffer.from(Y.encodeStateAsUpdate(typists[0].doc)).toString("base64"),
  };
}

const [from, to] = process.argv.slice(2).map(Number);
const stories = [];
for (let seed = from; seed < to; seed++) stories.push(story(seed));
console.log(JSON.stringify(stories));
