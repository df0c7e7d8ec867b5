/**
 * What others do, in the page itself: `rate` notes a second move, spread over the whole board, in batches
 * sixty times a second. What a busy page could not do in time it does at its next turn.
 */
const RATE = 1500;
const TICK_MS = 1000 / 60;
/** Shares no factor with a number of notes: every note has its turn. */
const STRIDE = 7919;
const REACH = 30;

/** `apply` gets a batch: the numbers of notes and by how much they are off their place. Returns `moves(going)`. */
export function mover(notes, apply) {
  let timer = null;
  let done = 0;
  return (going) => {
    clearInterval(timer);
    if (!going) return;
    const begun = performance.now();
    const before = done;
    timer = setInterval(() => {
      const due = before + Math.floor(((performance.now() - begun) / 1000) * RATE);
      const batch = [];
      for (; done < due; done++) batch.push([(done * STRIDE) % notes, [REACH * Math.cos(done), REACH * Math.sin(done)]]);
      if (batch.length > 0) apply(batch);
    }, TICK_MS);
  };
}
