import "tldraw/tldraw.css";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { Tldraw } from "tldraw";
import { mover } from "./moves.js";

const records = await fetch("board.json").then((answer) => answer.json());
const shapes = records.filter(({ typeName }) => typeName === "shape");
const notes = shapes.filter(({ type }) => type === "note");
const idOf = (note) => `shape:note${note}`;

function offer(editor) {
  editor.store.mergeRemoteChanges(() => editor.store.put(records));
  editor.zoomToFit();
  editor.resetZoom();
  globalThis.board = {
    isShown: () => editor.getCurrentPageShapeIds().size === shapes.length && document.querySelector(".tl-shape") !== null,
    pointOf(note) {
      const { x, y } = editor.pageToScreen(editor.getShapePageBounds(idOf(note)).center);
      return [x, y];
    },
    moves: mover(notes.length, (batch) => {
      editor.store.mergeRemoteChanges(() => {
        editor.store.put(batch.map(([note, [dx, dy]]) => ({ ...editor.store.get(idOf(note)), x: notes[note].x + dx, y: notes[note].y + dy })));
      });
    }),
  };
}

createRoot(document.getElementById("root")).render(createElement(Tldraw, { onMount: offer }));
