// @vitest-environment happy-dom
import { expect, test } from "vitest";

import { webAddress } from "../board/kinds/link";
import { linkOf, picturesOf } from "./brought";

const photo = new File(["x"], "photo.png", { type: "image/png" });
const brought = (text: string, html = "", files: File[] = []) => ({ text, html, files });

test("a picture that was copied, or a file, is a picture", () => {
  expect(picturesOf(brought("", "<img src='x'>", [photo]))).toEqual([photo]);
  expect(picturesOf(brought("photo.png", "", [photo])), "a file manager adds its name").toEqual([photo]);
});

test("a table from an office lays a picture of itself beside its words: the words are meant", () => {
  expect(picturesOf(brought("a\tb", "<table></table>", [photo]))).toEqual([]);
});

test("an address is a link, and is called what it is called where it was copied", () => {
  const link = linkOf(brought("https://www.example.org/a%C3%A9?q=1", '<a href="https://www.example.org/">  A  fine\nplace </a>'));
  expect(link?.title).toBe("A fine place");
  expect(link?.address).toEqual({ href: "https://www.example.org/a%C3%A9?q=1", host: "example.org", shown: "example.org/aé?q=1" });
  expect(linkOf(brought("https://example.org", '<a href="https://example.org">https://example.org</a>'))?.title).toBe("");
});

test.each(["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "example.org", "https://", "see https://example.org", "https://a.example\nhttps://b.example", `https://example.org/${"x".repeat(2000)}`])(
  "%s is no link",
  (text) => {
    expect(linkOf(brought(text))).toBeNull();
    expect(webAddress(text)).toBeNull();
  },
);

test("an address that cannot be read for people is shown as it is", () => {
  expect(webAddress("https://example.org/%E0%A4%A")?.shown).toBe("example.org/%E0%A4%A");
});
