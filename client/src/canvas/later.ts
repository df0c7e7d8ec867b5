/**
 * What is not needed for a first note, and so is loaded after it: each by a function, and all of it as
 * soon as the browser has nothing better to do, so that it is there when the network is not.
 */
export const later = {
  announcer: () => import("./Announcer.svelte"),
  arrivals: () => import("./Arrivals.svelte"),
  askWords: () => import("./AskWords.svelte"),
  bin: () => import("./Bin.svelte"),
  bringing: () => import("./Bringing.svelte"),
  carrying: () => import("../tools/bringing"),
  choices: () => import("./choices"),
  comments: () => import("../state/comments.svelte"),
  commentMarks: () => import("./CommentMarks.svelte"),
  commentPanel: () => import("./CommentPanel.svelte"),
  emptyPaper: () => import("./EmptyPaper.svelte"),
  formatBar: () => import("./FormatAnchor.svelte"),
  exporting: () => import("./ExportDialog.svelte"),
  importing: () => import("./ImportDialog.svelte"),
  following: () => import("./Following.svelte"),
  help: () => import("./Help.svelte"),
  mapFocus: () => import("./MapFocus.svelte"),
  mindMap: () => import("./mind_map"),
  minimap: () => import("./Minimap.svelte"),
  others: () => import("./Others.svelte"),
  pointing: () => import("./PointingDialog.svelte"),
  palette: () => import("./Palette.svelte"),
  search: () => import("./Search.svelte"),
  tags: () => import("./TagDialog.svelte"),
  contextMenu: () => import("./ContextMenu.svelte"),
  listPage: () => import("./outline/ListPage.svelte"),
  outline: () => import("./outline/Outline.svelte"),
  taken: () => import("./TakenQuestion.svelte"),
  pasting: () => import("../tools/pasting"),
  nextLook: () => import("./NextLook.svelte"),
  nib: () => import("perfect-freehand"),
};

const AGAIN_MS = 4_000;

/** What `load` brings, after however many tries: for what belongs to the board without being asked for. */
export async function eventually<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  for (;;) {
    try {
      return await load();
    } catch {
      // No network, or none that answers.
      await new Promise<void>((again) => {
        setTimeout(again, AGAIN_MS);
        addEventListener("online", () => again(), { once: true });
      });
    }
  }
}

let pictured: () => void = () => undefined;
const picture = new Promise<void>((resolve) => (pictured = resolve));
/** A page that nobody looks at draws nothing. */
const UNSEEN_MS = 1_000;

/** As `eventually`, but not before the board has been drawn: for what stands around it and is not waited for. */
export async function afterPicture<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  await picture;
  return eventually(load);
}

/** The board is there: when it has been drawn, load all of it in idle moments, and what cannot be had as soon as it can. */
export function loadLater(): void {
  requestAnimationFrame(() => requestAnimationFrame(pictured));
  setTimeout(pictured, UNSEEN_MS);
  const wait = "requestIdleCallback" in window ? requestIdleCallback : (act: () => void) => setTimeout(act, 2_000);
  wait(() => void Promise.all(Object.values(later).map((load) => eventually<unknown>(load))));
}
