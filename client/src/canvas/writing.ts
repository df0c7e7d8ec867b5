/** What every field does in which the words of a thing are written: over the thing, and in the list. */
import type { BoardDocument } from "../board/document";
import { TextBinding } from "../board/text_binding";
import { TEXT_LIMITS } from "../generated/board-constants.gen";
import type { Workbench } from "../tools/workbench.svelte";

/** Binds `field` to the words of the object `id`; call what is returned when the field goes. */
export function bindField(board: BoardDocument, id: string, field: HTMLTextAreaElement): () => void {
  const binding = new TextBinding(board, id, field);
  const input = (): void => binding.input();
  const start = (): void => binding.compositionStart();
  const end = (): void => binding.compositionEnd();
  field.addEventListener("input", input);
  field.addEventListener("compositionstart", start);
  field.addEventListener("compositionend", end);
  return () => {
    field.removeEventListener("input", input);
    field.removeEventListener("compositionstart", start);
    field.removeEventListener("compositionend", end);
    binding.destroy();
  };
}

/** How many characters the words of a thing of this type may have; 0 for one without words. */
export function textLimit(type: string): number {
  return type in TEXT_LIMITS ? TEXT_LIMITS[type as keyof typeof TEXT_LIMITS] : 0;
}

/** Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y: whether the key was one of them; then it is done. */
export function undoByKey(bench: Workbench, event: KeyboardEvent): boolean {
  const pressed = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || (pressed !== "z" && pressed !== "y")) return false;
  event.preventDefault();
  if (pressed === "y" || event.shiftKey) bench.redo();
  else bench.undo();
  return true;
}

/** The browser's own undo (its menu, a shaken phone) knows nothing of what others typed. */
export function undoByBrowser(bench: Workbench, event: InputEvent): void {
  if (event.inputType === "historyUndo") bench.undo();
  else if (event.inputType === "historyRedo") bench.redo();
  else return;
  event.preventDefault();
}
