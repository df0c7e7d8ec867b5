/** When to try again after a lost connection. */

const LONGEST_MS = 10_000;
const SHORTEST_MS = 200;

/**
 * How long to wait before attempt number `attempt` (from 1), in milliseconds. `chance` in [0, 1)
 * spreads the clients of a server that restarts, so that they do not all come at once.
 */
export function pauseBefore(attempt: number, chance: number): number {
  const longest = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(attempt - 1, 10));
  return Math.round(longest * (0.5 + chance / 2));
}
