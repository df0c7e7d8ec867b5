/**
 * One stock Yjs peer: an unmodified y-websocket provider on a document of its own.
 *
 * Reads one JSON request a line, {id, do, ...}, and answers each with one line, {id, answer} or
 * {id, error}. `peer.py` beside this file drives it.
 */
import { createInterface } from "node:readline";

import WebSocket from "ws";
import * as Y from "yjs";

const PROVIDERS = { "2.1.0": "y-websocket-2.1", "3.0.0": "y-websocket-3.0", "3.1.0": "y-websocket-3.1" };

const doc = new Y.Doc();
const objects = doc.getMap("objects");
const closeCodes = [];
const denials = [];
const events = [];
let provider = null;
let opened = 0;
let saved = 0;

// What the stock provider does when a change of its person was refused.
console.warn = (...words) => denials.push(words.join(" "));

class NamedSocket extends WebSocket {
  constructor(...words) {
    super(...words);
    // A refused upgrade is an error event, which the provider passes on and then retries.
    this.on("unexpected-response", (_request, response) => {
      closeCodes.push(response.statusCode);
      this.emit("close", 1006, Buffer.alloc(0));
    });
  }
}

const actions = {
  async join({ version, server, board, params }) {
    const { WebsocketProvider } = await import(PROVIDERS[version]);
    provider = new WebsocketProvider(server, board, doc, {
      params,
      WebSocketPolyfill: NamedSocket,
      disableBc: true,
    });
    provider.on("connection-close", (event) => event !== null && event.code !== 1006 && closeCodes.push(event.code));
    provider.on("status", ({ status }) => (opened += status === "connected" ? 1 : 0));
    if (params.events) {
      const { readVarString, readVarUint } = await import("lib0/decoding");
      provider.messageHandlers[100] = (_encoder, decoder) => events.push(JSON.parse(readVarString(decoder)));
      provider.messageHandlers[101] = (_encoder, decoder) => (saved = readVarUint(decoder));
    }
  },

  /** Makes `notes`, [{id, text, at}], in one transaction: one update message. */
  make({ notes }) {
    doc.transact(() => {
      for (const { id, text, at } of notes) {
        const fields = { type: "sticky", at, size: [200, 200], text: new Y.Text(text) };
        objects.set(id, new Y.Map(Object.entries(fields)));
      }
    });
  },

  type({ object, index, text }) {
    objects.get(object).get("text").insert(index, text);
  },

  set({ object, field, value }) {
    objects.get(object).set(field, value);
  },

  present({ state }) {
    provider.awareness.setLocalState(state);
  },

  connect() {
    provider.connect();
  },

  disconnect() {
    provider.disconnect();
  },

  count() {
    return objects.size;
  },

  look() {
    return {
      objects: objects.toJSON(),
      clientId: doc.clientID,
      awareness: Object.fromEntries(provider.awareness.getStates()),
      synced: provider.synced,
      connected: provider.wsconnected,
      wantsToConnect: provider.shouldConnect,
      opened,
      closeCodes,
      denials,
      events,
      saved,
    };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: action, ...rest } = JSON.parse(line);
  let reply;
  try {
    reply = { id, answer: (await actions[action](rest)) ?? null };
  } catch (reason) {
    reply = { id, error: String(reason?.stack ?? reason) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
provider?.destroy();
process.exit(0);
