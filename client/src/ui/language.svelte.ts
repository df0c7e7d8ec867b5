/**
 * Which language the page speaks. The browser's wish decides; a choice made with the switch
 * overrides it and is remembered on this device. `<html lang>` always says the same.
 */
import { baseLocale, locales, overwriteGetLocale, type Locale } from "../paraglide/runtime";

const STORED_AS = "tafelronde.language";

/** The language to speak: a remembered choice, else the first wish that we speak, else English. */
export function decideLanguage(remembered: string | null, wishes: readonly string[]): Locale {
  const spoken = (tag: string | null): Locale | undefined =>
    locales.find((locale) => locale === tag?.toLowerCase().split("-")[0]);
  return spoken(remembered) ?? wishes.map(spoken).find((locale) => locale !== undefined) ?? baseLocale;
}

function remembered(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    // A browser that forbids storage still gets the language it asks for.
    return null;
  }
}

const decided = decideLanguage(remembered(), navigator.languages);
let current = $state<Locale>(decided);
document.documentElement.lang = decided;
// Messages ask for the language each time they are shown, so a template that shows one
// follows the switch without a reload, and nothing typed so far is lost.
overwriteGetLocale(() => current);

/** The language now; reactive where it is read in a template or effect. */
export function language(): Locale {
  return current;
}

/** Speak `locale` from now on and remember it on this device. */
export function chooseLanguage(locale: Locale): void {
  current = locale;
  document.documentElement.lang = locale;
  try {
    localStorage.setItem(STORED_AS, locale);
  } catch {
    // Not remembered is all that is lost: the page already speaks the chosen language.
  }
}
