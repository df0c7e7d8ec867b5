// @vitest-environment happy-dom
import { expect, test } from "vitest";

import { routeOf } from "./router.svelte";

test.each([
  ["/", { page: "home" }],
  ["/j/abc_-9", { page: "join", token: "abc_-9" }],
  ["/b/Xy", { page: "board", id: "Xy", view: "paper" }],
  ["/b/Xy/list", { page: "board", id: "Xy", view: "list" }],
  ["/signin/tok", { page: "signin", token: "tok" }],
  ["/b/", { page: "unknown", path: "/b/" }],
  ["/b/one/two", { page: "unknown", path: "/b/one/two" }],
  ["/elsewhere", { page: "unknown", path: "/elsewhere" }],
])("the address %s asks for its page", (path, expected) => {
  expect(routeOf(path)).toEqual(expected);
});
