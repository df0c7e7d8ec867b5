/** A picture. Its file is on the server, named by its hash; the object says where and how large it lies. */
import { DEFAULTS } from "../../generated/board-constants.gen";
import { centreOf } from "../geometry";
import { PLACED, type Kind, type PlacedFields } from "./kind";
import { number, place, string } from "./reading";

export interface ImageFields extends PlacedFields {
  readonly type: "image";
  /** SHA-256 of the file, in hexadecimal. */
  readonly image: string;
  /** What is to be seen, in words, for who does not see it. */
  readonly alt: string;
  readonly rotation: number;
}

/** What can be drawn of the picture with that hash now; null while it is not here. */
export type PictureSource = (hash: string) => CanvasImageSource | null;

let pictureOf: PictureSource = () => null;

/** From where pictures that are painted come, until somebody else says so. */
export function paintFrom(source: PictureSource): void {
  pictureOf = source;
}

export const image: Kind<ImageFields> = {
  ...PLACED,
  layer: 1,
  textless: true,
  resizes: "in proportion",
  smallest: 24,
  turns: true,
  connects: true,
  read(field) {
    const placed = place(field);
    const hash = string(field("image"));
    return placed && hash !== null
      ? {
          ...placed,
          type: "image",
          image: hash,
          alt: string(field("alt")) ?? DEFAULTS.image.alt,
          rotation: number(field("rotation")) ?? DEFAULTS.image.rotation,
        }
      : null;
  },
  paint(context, { body, fields, rotation }, palette) {
    const [cx, cy] = centreOf(body);
    context.save();
    context.translate(cx, cy);
    context.rotate((rotation * Math.PI) / 180);
    context.translate(-cx, -cy);
    const picture = pictureOf(fields.image);
    if (picture === null) {
      context.fillStyle = palette("line");
      context.fillRect(body.x, body.y, body.w, body.h);
    } else {
      context.drawImage(picture, body.x, body.y, body.w, body.h);
    }
    context.restore();
  },
};
