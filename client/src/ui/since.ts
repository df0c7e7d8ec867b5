/** How long ago something was, in words: "3 hours ago", "gisteren". `then` and `now` in Unix ms. */
export function sinceInWords(then: number, now: number, locale: string, justNow: string): string {
  const seconds = Math.round((then - now) / 1000);
  if (seconds > -60) return justNow;
  const inWords = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
    ["year", 365 * 86_400],
    ["month", 30 * 86_400],
    ["week", 7 * 86_400],
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  for (const [unit, length] of STEPS) {
    if (-seconds >= length) return inWords.format(Math.trunc(seconds / length), unit);
  }
  return justNow;
}

/** The full date and time, for who wants to know exactly; or (`medium`) as short as it is still clear. */
export function dateInWords(then: number, locale: string, dateStyle: "full" | "medium" = "full"): string {
  // English as it is written around here: the day before the month.
  const written = locale === "en" ? "en-GB" : locale;
  return new Intl.DateTimeFormat(written, { dateStyle, timeStyle: "short" }).format(then);
}
