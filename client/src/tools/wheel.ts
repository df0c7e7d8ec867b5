/** What a turn of the wheel, or two fingers on a trackpad, mean. */
import type { Camera } from "../canvas/camera";

/** Firefox reports lines for a mouse wheel; a line is about this many pixels. */
const LINE = 16;

/** Ctrl, Cmd or a pinch on a trackpad (which browsers report as Ctrl) zooms at the pointer; the rest pans. */
export function turned(camera: Camera, event: WheelEvent, [x, y]: readonly [number, number]): void {
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
  const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
  if (event.ctrlKey || event.metaKey) {
    const turn = Math.max(-100, Math.min(100, dy));
    // A notch of a wheel is about 100, a step of a pinch about 1 to 10: the same curve serves both.
    camera.zoomBy(Math.exp(-turn * (Math.abs(dy) >= 50 ? 0.0025 : 0.01)), [x, y]);
  } else if (event.shiftKey && dx === 0) {
    camera.panBy(-dy, 0);
  } else {
    camera.panBy(-dx, -dy);
  }
}
