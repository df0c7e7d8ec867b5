/**
 * What a bar that comes onto the page says to who does not see it. A live region speaks when its words
 * change, and is silent when it comes with them: so the words are put into one that is there already.
 */
let words = $state("");

export function spoken(): string {
  return words;
}

export function speak(text: string): void {
  words = text;
}
