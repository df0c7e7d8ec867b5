/** What we use of it; the package has no types of its own. */
declare module "d3-flextree" {
  interface Placed<Data> {
    readonly data: Data;
    readonly x: number;
    readonly y: number;
    readonly children: readonly Placed<Data>[] | null;
    each(visit: (node: Placed<Data>) => void): void;
  }
  interface Layout<Data> {
    (tree: Placed<Data>): Placed<Data>;
    hierarchy(data: Data): Placed<Data>;
  }
  export function flextree<Data>(options: {
    readonly children: (data: Data) => readonly Data[];
    /** Breadth, then depth. */
    readonly nodeSize: (node: Placed<Data>) => readonly [number, number];
    readonly spacing: (a: Placed<Data>, b: Placed<Data>) => number;
  }): Layout<Data>;
}
