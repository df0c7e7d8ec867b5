/**
 * The pictures of one board in this page: where they are, and small ones that can be painted. From
 * afar a board of a hundred photographs is a hundred previews, never the photographs themselves.
 */
import { getContext, setContext } from "svelte";

import { pictureAddress } from "../api/picture_address";
import { paintFrom } from "../board/kinds/image";
import type { BoardSession } from "../state/board_session.svelte";

/** So many previews are kept for painting; beyond that the one painted longest ago goes. */
const MOST = 300;

const KEY = Symbol("pictures");

export class Pictures {
  readonly #address: (hash: string, small: boolean) => string;
  readonly #onloaded: () => void;
  /** By hash, painted last last; null while it is on its way. */
  readonly #previews = new Map<string, HTMLImageElement | null>();

  /** `address` is where a picture, or its preview, is; `onloaded` is called when another can be painted. */
  constructor(address: (hash: string, small: boolean) => string, onloaded: () => void) {
    this.#address = address;
    this.#onloaded = onloaded;
  }

  address(hash: string, small = false): string {
    return this.#address(hash, small);
  }

  /** The preview of a picture, to be painted; null while it is not here. Asking for it has it come. */
  readonly preview = (hash: string): HTMLImageElement | null => {
    const known = this.#previews.get(hash);
    if (known === undefined) this.#load(hash);
    else if (known !== null) {
      this.#previews.delete(hash);
      this.#previews.set(hash, known);
    }
    return known ?? null;
  };

  #load(hash: string): void {
    this.#previews.set(hash, null);
    const image = new Image();
    image.decoding = "async";
    image.src = this.address(hash, true);
    image.decode().then(
      () => {
        this.#previews.set(hash, image);
        this.#forget();
        this.#onloaded();
      },
      // Not there, or no network: asked for again when it is painted next, but not in every frame.
      () => setTimeout(() => this.#previews.delete(hash), 10_000),
    );
  }

  #forget(): void {
    for (const [hash, image] of this.#previews) {
      if (this.#previews.size <= MOST) return;
      if (image !== null) this.#previews.delete(hash);
    }
  }
}

/** What a picture on the paper needs to know: where its file is, and how near one looks. */
export interface PictureView {
  readonly pictures: Pictures;
  /** 1 is 100%; reactive. */
  readonly zoom: () => number;
}

/** Make the pictures of the board known to all that is in this component. `zoom` is reactive; 1 is 100%. */
export function providePictures({ id, store }: Pick<BoardSession, "id" | "store">, zoom: () => number): void {
  const pictures = new Pictures((hash, small) => pictureAddress(id, hash, small), () => store.repaint());
  paintFrom(pictures.preview);
  setContext<PictureView>(KEY, { pictures, zoom });
}

export function pictureView(): PictureView {
  return getContext<PictureView>(KEY);
}
