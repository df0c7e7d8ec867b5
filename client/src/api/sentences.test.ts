import { expect, test } from "vitest";

import { failureOf, unreachable } from "./failure";
import { sentenceFor } from "./sentences";

test("a code that we have a sentence for is said in our words", () => {
  const failure = failureOf(422, { error: { code: "title_too_long", message: "The title may have 200 characters." } });
  expect(sentenceFor(failure)).toContain("200");
});

test("a code that we have no sentence for is said in the server's words", () => {
  expect(sentenceFor(failureOf(418, { error: { code: "teapot", message: "Short and stout." } }))).toBe("Short and stout.");
});

test("an answer that is not ours is said in general terms, without its content", () => {
  expect(sentenceFor(failureOf(502, "<html>Bad gateway</html>"))).not.toContain("html");
});

test("no connection is told apart from a server that says no", () => {
  expect(unreachable().status).toBe(0);
  expect(sentenceFor(unreachable())).not.toBe(sentenceFor(new TypeError("ours")));
});
