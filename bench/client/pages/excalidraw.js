import "@excalidraw/excalidraw/index.css";
import { CaptureUpdateAction, Excalidraw } from "@excalidraw/excalidraw";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { mover } from "./moves.js";

const elements = fetch("board.json").then((answer) => answer.json());
const initialData = elements.then((read) => ({ elements: read, scrollToContent: true }));
const { length, notes } = await elements.then((read) => ({ length: read.length, notes: read.filter(({ type }) => type === "rectangle").length }));

/** A note and its text lie beside each other in the stack. */
const placeOf = (note) => 2 * note;

function offer(api) {
  let home = null;
  globalThis.board = {
    isShown: () => api.getSceneElements().length === length && !api.getAppState().isLoading,
    pointOf(note) {
      const { x, y, width, height } = api.getSceneElements()[placeOf(note)];
      const { scrollX, scrollY, zoom, offsetLeft, offsetTop } = api.getAppState();
      return [(x + width / 2 + scrollX) * zoom.value + offsetLeft, (y + height / 2 + scrollY) * zoom.value + offsetTop];
    },
    moves: mover(notes, (batch) => {
      home ??= api.getSceneElementsIncludingDeleted().map(({ x, y }) => [x, y]);
      const next = [...api.getSceneElementsIncludingDeleted()];
      for (const [note, [dx, dy]] of batch) {
        for (const place of [placeOf(note), placeOf(note) + 1]) {
          const element = next[place];
          next[place] = { ...element, x: home[place][0] + dx, y: home[place][1] + dy, version: element.version + 1, versionNonce: element.versionNonce + 1 };
        }
      }
      api.updateScene({ elements: next, captureUpdate: CaptureUpdateAction.NEVER });
    }),
  };
}

createRoot(document.getElementById("root")).render(createElement(Excalidraw, { initialData, excalidrawAPI: offer }));
