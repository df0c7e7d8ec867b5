/**
 * One board, open in this page: the document, its copy on this device, the connection, and what
 * the page shows of them. Opens from the device when the server cannot be reached.
 */
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";

import { board, whoAmI } from "../api/client";
import { ApiFailure } from "../api/failure";
import { BoardDocument, randomId } from "../board/document";
import type { Measure } from "../board/fit_text";
import { Connection } from "../sync/connection";
import type { Refused, ServerEvent } from "../sync/events";
import { forgetBoard, forgetOldEpochs, hasCopy, keepCopy, keepUnsent, remember, remembered, unsent, type Remembered } from "../sync/local_copy";
import { NOTHING_YET, saving, workState, type Saving, type SavingEvent } from "../sync/saved_state";
import type { Closed, Person, PersonHere, WorkState } from "../ui/contract";
import { OthersDrags } from "./others_drags";
import { Presence } from "./presence.svelte";
import { Store } from "./store.svelte";

/** How long the server may take before a board that this device knows is opened from the device. */
const PATIENCE_MS = 4_000;

export interface SessionListener {
  /** A change of mine was taken back by the server. */
  refused(why: Refused): void;
  /** Closed for good. `oldEpoch` asks for opening anew. */
  closed(why: Closed): void;
  /** The server knows me as somebody else than this device did: open anew. */
  anotherPerson(): void;
}

export class BoardSession {
  readonly document: BoardDocument;
  readonly store: Store;
  readonly presence: Presence;
  title = $state("");
  me = $state.raw<Person>({ id: "", name: "", color: 0, role: "viewer" });
  canUndo = $state(false);
  canRedo = $state(false);
  /** Everyone who ever joined this board, by id. */
  members = $state.raw<ReadonlyMap<string, Person>>(new Map());
  /** How many things hold work of mine that the server has not confirmed. */
  unsent = $state(0);
  #unsent = new Set<string>();
  /** Whose words are here since the board was copied from one they were on, by id. */
  #authors = $state.raw<ReadonlyMap<string, string>>(new Map());
  /** Whether I have an account, and so can make boards and templates. */
  readonly makesBoards: boolean;
  #saving = $state.raw<Saving>(NOTHING_YET);
  readonly work: WorkState = $derived(workState(this.#saving));
  readonly writable: boolean = $derived(this.me.role !== "viewer");
  /** Who is here now: me first. */
  readonly people: readonly PersonHere[] = $derived.by(() => {
    const here = new Map<string, PersonHere>([[this.me.id, { ...this.me, me: true }]]);
    for (const { person } of this.presence.peers) {
      if (!here.has(person.id)) here.set(person.id, { ...person, me: false });
    }
    return [...here.values()];
  });

  /** Whether what the server has is all here. */
  get complete(): boolean {
    return this.#saving.connected && this.#saving.synced;
  }

  get id(): string {
    return this.#about.id;
  }

  /** What the person with that id is called; "" for who is not known here. */
  named(person: string): string {
    return this.members.get(person)?.name ?? this.#authors.get(person) ?? "";
  }

  /** Whether this device keeps a copy that survives a reload. */
  get kept(): boolean {
    return this.#saving.kept;
  }

  readonly #about: Remembered;
  readonly #drags: OthersDrags;
  readonly #connection: Connection;
  readonly #listener: SessionListener;
  /** Resolves when what this device keeps has been read, and it is known whether it keeps anything. */
  keeping: Promise<void> = Promise.resolve();
  #stopCopy: () => Promise<void> = () => Promise.resolve();
  /** The server's clock minus ours, in milliseconds. */
  #skew = 0;

  /**
   * Open the board `id`. Rejects with an `ApiFailure` when the server says no, or when it cannot
   * be reached and this device has no copy.
   */
  static async open(id: string, measure: Measure, listener: SessionListener): Promise<BoardSession> {
    const known = remembered(id);
    const copied = known === null ? hasCopy(id) : true;
    const about = await (known === null ? ask(id) : Promise.race([ask(id).catch(unlessUnreachable(known)), after(PATIENCE_MS, known)]));
    const session = new BoardSession(about, measure, listener);
    await session.#load(await copied);
    return session;
  }

  private constructor(about: Remembered, measure: Measure, listener: SessionListener) {
    this.#about = about;
    this.#listener = listener;
    this.#person(about.me);
    this.title = about.title;
    this.makesBoards = about.makesBoards === true;
    const doc = new Y.Doc();
    this.document = new BoardDocument(doc, {
      person: about.me.id,
      now: () => Date.now() + this.#skew,
      newId: randomId,
    });
    this.document.history.observe(() => {
      this.canUndo = this.document.history.canUndo;
      this.canRedo = this.document.history.canRedo;
    });
    this.store = new Store(this.document.objects, measure);
    this.#unsent = new Set(unsent(about.id, about.me.id));
    this.unsent = this.#unsent.size;
    this.store.onchange(({ added, changed, removed, mine }) => {
      if (mine) this.#owe([...added, ...changed, ...removed]);
    });
    this.#drags = new OthersDrags(this.store);
    const awareness = new Awareness(doc);
    this.presence = new Presence(awareness, (peer, present) => this.#drags.peer(peer, present));
    this.#connection = new Connection({
      board: about.id,
      epoch: about.epoch,
      doc,
      awareness,
      address: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/sync`,
      listener: {
        saving: (event) => this.#save(event),
        event: (event) => this.#event(event),
        closed: (why) => listener.closed(why),
      },
    });
    addEventListener("online", this.#again);
    addEventListener("offline", this.#drop);
    document.addEventListener("visibilitychange", this.#again);
  }

  /** Wipe what this device keeps of the board; the session is over. */
  async forget(): Promise<void> {
    await this.close();
    await forgetBoard(this.#about.id);
  }

  async close(): Promise<void> {
    removeEventListener("online", this.#again);
    removeEventListener("offline", this.#drop);
    document.removeEventListener("visibilitychange", this.#again);
    this.#connection.destroy();
    this.#drags.destroy();
    this.store.destroy();
    this.presence.destroy();
    await this.keeping;
    await this.#stopCopy();
    this.document.destroy();
  }

  async #load(copied: boolean): Promise<void> {
    // A board never seen on this device is not open yet: blank paper would look like an empty board.
    const seen = remembered(this.#about.id)?.epoch === this.#about.epoch;
    this.keeping = this.#keep();
    // What is kept here comes first, or it would be sent as if it were new. Where nothing is, nothing waits for it.
    if (copied) await this.keeping;
    if (seen) this.#save({ type: "opened" });
    this.#connection.connect();
  }

  async #keep(): Promise<void> {
    const copy = await keepCopy(this.document.doc, this.#about);
    this.#stopCopy = copy.stop;
    this.#save({ type: "kept", kept: copy.kept });
    void forgetOldEpochs(this.#about.id, this.#about.epoch).catch(() => undefined);
  }

  #save(event: SavingEvent): void {
    this.#saving = saving(this.#saving, event);
    if (event.type === "connected") this.presence.renew();
    const work = workState(this.#saving);
    if (this.#unsent.size === 0) return;
    if (work === "saved" || work === "reading") this.#unsent.clear();
    if (work !== "saving") keepUnsent(this.#about.id, this.me.id, [...this.#unsent]);
    this.unsent = this.#unsent.size;
  }

  /** These hold work of mine now; written down while the server cannot hear of it. */
  #owe(ids: readonly string[]): void {
    const before = this.#unsent.size;
    for (const id of ids) this.#unsent.add(id);
    this.unsent = this.#unsent.size;
    if (this.unsent !== before && this.work === "offline") keepUnsent(this.#about.id, this.me.id, [...this.#unsent]);
  }

  #event(event: ServerEvent): void {
    switch (event.type) {
      case "welcome":
        if (event.you.id !== this.#about.me.id) {
          this.#listener.anotherPerson();
          return;
        }
        this.#skew = event.serverTime - Date.now();
        this.title = event.board.title;
        this.members = new Map(event.people.map((person) => [person.id, person]));
        this.#authors = new Map(event.authors.map(({ id, name }) => [id, name]));
        this.#person(event.you);
        this.#save({ type: "stalled", stalled: event.saving === "stalled" });
        remember({ ...this.#about, ...event.board, me: event.you });
        return;
      case "board":
        this.title = event.title;
        remember({ ...this.#about, title: event.title, language: event.language, me: this.me });
        return;
      case "person":
        this.members = new Map(this.members).set(event.id, event);
        if (event.id === this.me.id) this.#person(event);
        return;
      case "saving":
        this.#save({ type: "stalled", stalled: event.state === "stalled" });
        return;
      case "refused":
        this.#listener.refused(event);
    }
  }

  #person({ id, name, color, role }: Person): void {
    this.me = { id, name, color, role };
    this.#save({ type: "role", writable: role !== "viewer" });
  }

  /** The network or the person is back: do not wait for the next attempt. */
  readonly #again = (): void => {
    if (document.visibilityState === "visible") this.#connection.hurry();
  };

  readonly #drop = (): void => this.#connection.drop();
}

/** What the server says of the board and of me on it. */
async function ask(id: string): Promise<Remembered> {
  const [about, person] = await Promise.all([board(id), whoAmI()]);
  if (person === null) throw new ApiFailure(401, "not_signed_in", "Nobody is signed in on this device.");
  return {
    id,
    title: about.title,
    language: about.language,
    epoch: about.epoch,
    me: { id: person.id, name: person.name, color: person.color, role: about.role },
    makesBoards: person.kind === "facilitator",
  };
}

function unlessUnreachable(known: Remembered): (reason: unknown) => Remembered {
  return (reason) => {
    const unreachable = reason instanceof ApiFailure && (reason.status === 0 || reason.status >= 500);
    if (!unreachable) throw reason;
    return known;
  };
}

function after<Value>(milliseconds: number, value: Value): Promise<Value> {
  return new Promise((resolve) => setTimeout(() => resolve(value), milliseconds));
}
