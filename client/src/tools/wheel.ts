/** What a turn of the wheel, or two fingers on a trackpad, mean. */
import type { Camera } from "../canvas/camera";
import type { Pointing } from "../ui/pointing";

/** Firefox reports three lines for a notch of a wheel, where others report about 100 pixels. */
const LINE = 33;
/** Between two turns there is a pause; within one the device does not change. */
const PAUSE_MS = 300;
const NOTCH = 120;

/** What of a `WheelEvent` tells the devices apart. */
export type Turn = Pick<WheelEvent, "deltaMode" | "deltaX" | "deltaY"> & { readonly wheelDeltaY?: number };

/**
 * The device that turns so, as far as browsers let one know. Who cannot be told from a trackpad is
 * taken for one: paper that moves instead of growing is found back more easily.
 */
export function deviceOf({ deltaMode, deltaX, deltaY, wheelDeltaY = 0 }: Turn): "mouse" | "trackpad" {
  if (deltaMode !== 0) return "mouse";
  // A wheel turns in whole notches and one direction; half a notch of pixels is none.
  if (deltaX !== 0 || Math.abs(deltaY) < 50 || wheelDeltaY === 0 || wheelDeltaY % NOTCH !== 0) return "trackpad";
  // Browsers on a Mac say three times the pixels, whatever turned, and so does Firefox of a trackpad.
  return wheelDeltaY === -3 * deltaY ? "trackpad" : "mouse";
}

export class Wheel {
  readonly #camera: Camera;
  readonly #chosen: () => Pointing;
  #device: "mouse" | "trackpad" = "trackpad";
  #last = -Infinity;

  /** `chosen` is what the person said that they have. */
  constructor(camera: Camera, chosen: () => Pointing) {
    this.#camera = camera;
    this.#chosen = chosen;
  }

  /**
   * Ctrl, Cmd or a pinch on a trackpad (which browsers report as Ctrl) zooms at the pointer, and so does
   * the wheel of a mouse; the rest pans. `at` is where the pointer is.
   */
  turn(event: WheelEvent, at: readonly [number, number]): void {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    const chord = event.ctrlKey || event.metaKey;
    const device = this.#deviceOf(event);
    if (chord || (device === "mouse" && dx === 0 && !event.shiftKey)) {
      const turn = Math.max(-100, Math.min(100, dy));
      // A notch of a wheel is about 100, a step of a pinch about 1 to 10: the same curve serves both.
      this.#camera.zoomBy(Math.exp(-turn * (!chord || Math.abs(dy) >= 50 ? 0.0025 : 0.01)), at);
    } else if (event.shiftKey && dx === 0) {
      this.#camera.panBy(-dy, 0);
    } else {
      this.#camera.panBy(-dx, -dy);
    }
  }

  #deviceOf(event: WheelEvent): "mouse" | "trackpad" {
    const chosen = this.#chosen();
    if (chosen !== "automatic") return chosen;
    if (event.timeStamp - this.#last > PAUSE_MS) this.#device = deviceOf(event);
    this.#last = event.timeStamp;
    return this.#device;
  }
}
