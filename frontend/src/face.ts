import type { Watch } from "./live/supervisor";
import type { Slot } from "./model";
import type { Word } from "./i18n";

/** What a tile says. `kind` is how it looks: five looks that differ without any colour. */
export type Face =
  | { kind: "live"; stills: boolean }
  | { kind: "wait" }
  | { kind: "old"; at: number }
  | { kind: "dark"; why: Word; todo: Word }
  | { kind: "empty" }
  | { kind: "hidden" };

/** Seconds that a first picture may take before its absence is called what it is. */
const WAIT = 12;

/** Decides what a tile says from what the recorder, the hub and the frames on the screen say. */
export function faceOf(slot: Slot, watch: Watch | null, recorderConnected: boolean): Face {
  if (slot.hidden) return { kind: "hidden" };
  if (slot.status === "empty") return { kind: "empty" };
  // Pictures that come are the truth, whatever the recorder's last word was.
  if (watch?.fresh) return { kind: "live", stills: watch.way === "stills" };
  if (slot.status === "offline") return dark("offline");
  if (slot.status === "wrong_password") return dark("wrong_password");
  if (watch !== null && watch.last !== null) return { kind: "old", at: watch.last };
  if (!recorderConnected) return dark("recorder_off");
  if (watch?.link === "refused") return dark("refused");
  const unplayable = slot.status === "unsupported" || watch?.reason === "codec";
  if (unplayable && (watch?.silent ?? 0) > WAIT) return dark("unsupported");
  if (watch === null || watch.silent < WAIT) return { kind: "wait" };
  return dark("no_picture");
}

type Trouble =
  | "offline"
  | "wrong_password"
  | "recorder_off"
  | "refused"
  | "unsupported"
  | "no_picture";

function dark(why: Trouble): Face {
  return { kind: "dark", why, todo: `${why}_do` };
}

/** Whether there is any point in asking for pictures. */
export function isWatchable(slot: Slot): boolean {
  return !slot.hidden && !["empty", "offline", "wrong_password"].includes(slot.status);
}
