/**
 * A browser's side of a board without the browser: Yjs and its awareness, fed with what the server
 * sends, by a parent that wants to know what a browser makes of it.
 *
 * Reads one JSON request a line and answers each with one line. {do: "begin"} forgets everything;
 * {do: "read", messages} takes in base64 messages of the socket and answers {errors, pending,
 * meta, objects}: what failed and in which message, whether an update waits for others, and the
 * document as JSON.
 */
import { createInterface } from "node:readline";

import { createDecoder, readVarUint, readVarUint8Array } from "lib0/decoding";
import { Awareness, applyAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";

const SYNC = 0;
const AWARENESS = 1;
const STEP1 = 0;

let doc;
let awareness;

function begin() {
  awareness?.destroy();
  doc?.destroy();
  doc = new Y.Doc();
  doc.getMap("objects");
  doc.getMap("meta");
  awareness = new Awareness(doc);
  return {};
}

function take(message) {
  const decoder = createDecoder(message);
  const kind = readVarUint(decoder);
  if (kind === SYNC && readVarUint(decoder) !== STEP1) Y.applyUpdate(doc, readVarUint8Array(decoder), "server");
  if (kind === AWARENESS) applyAwarenessUpdate(awareness, readVarUint8Array(decoder), "server");
}

/**
 * As JSON knows it. What JSON cannot say, a number without bounds or a BigInt, is an error of the board;
 * but for `undefined`, which is nothing, as null is: the server and our client tell the two apart nowhere.
 */
function plain(map) {
  return JSON.parse(JSON.stringify(map.toJSON(), (_, value) => value ?? null));
}

function read({ messages }) {
  const errors = [];
  for (const [index, message] of messages.entries()) {
    try {
      take(Buffer.from(message, "base64"));
    } catch (reason) {
      errors.push({ index, reason: String(reason) });
    }
  }
  const pending = doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
  try {
    return { errors, pending, meta: plain(doc.getMap("meta")), objects: plain(doc.getMap("objects")) };
  } catch (reason) {
    return { errors: [...errors, { index: null, reason: String(reason) }], pending, meta: {}, objects: {} };
  }
}

const actions = { begin, read };

begin();
for await (const line of createInterface({ input: process.stdin })) {
  const { do: action, ...rest } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(actions[action](rest))}\n`);
}
process.exit(0);
