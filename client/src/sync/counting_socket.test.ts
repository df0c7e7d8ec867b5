import * as encoding from "lib0/encoding";
import { expect, test } from "vitest";
import { writeSyncStep1, writeSyncStep2, writeUpdate } from "y-protocols/sync";
import * as Y from "yjs";

import { countedKind } from "./counting_socket";

function message(write: (encoder: encoding.Encoder, doc: Y.Doc) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  write(encoder, new Y.Doc());
  return encoding.toUint8Array(encoder);
}

test("updates and answers are counted, questions and presence are not", () => {
  expect(countedKind(message(writeSyncStep1))).toBeNull();
  expect(countedKind(message(writeSyncStep2))).toBe("step2");
  expect(countedKind(message((encoder, doc) => { writeUpdate(encoder, Y.encodeStateAsUpdate(doc)); }))).toBe("update");
  expect(countedKind(new Uint8Array([1, 1, 0]))).toBeNull();
  expect(countedKind("text")).toBeNull();
});
