import type { Hass } from "./hass";
import { en, type Words } from "./words/en";
import { id } from "./words/id";

export type Word = keyof Words;
export type Say = (word: Word, values?: Record<string, string | number>) => string;

/** Returns what says things in the user's language; Indonesian for those whose language we don't have. */
export function sayIn(language: string | undefined): Say {
  const words = language?.startsWith("en") ? en : id;
  return (word, values = {}) =>
    words[word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function sayFor(hass: Hass | undefined): Say {
  return sayIn(hass?.locale?.language ?? hass?.language);
}

/** Says a kind of incident; one that this version doesn't know goes by its own name. */
export function sayKind(say: Say, kind: string): string {
  const word = `kind_${kind}`;
  return word in en ? say(word as Word) : kind.replaceAll("_", " ");
}

function zone(hass: Hass | undefined): string | undefined {
  return hass?.config?.time_zone;
}

function format(hass: Hass | undefined, at: number, options: Intl.DateTimeFormatOptions): string {
  const language = hass?.locale?.language ?? hass?.language ?? "id";
  const date = new Date(at * 1000);
  try {
    return date.toLocaleString(language, { ...options, timeZone: zone(hass) });
  } catch {
    // A browser that doesn't know the zone.
    return date.toLocaleString("id", options);
  }
}

/** hh:mm in the RT's zone, with a colon in both languages. */
export function clockTime(hass: Hass | undefined, at: number): string {
  const text = format(hass, at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return text.replace(".", ":");
}

export function dayName(hass: Hass | undefined, at: number): string {
  return format(hass, at, { weekday: "long", day: "numeric", month: "long" });
}

/** The hour of the day in the RT's zone, 0 to 23. */
export function hourOf(hass: Hass | undefined, at: number): number {
  return Number.parseInt(clockTime(hass, at), 10);
}
