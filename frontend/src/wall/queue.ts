import type { Incident } from "../model";

/** Seconds for which something less than an emergency stays in front by itself. */
export const WATCH_STAYS = 90;
/** Seconds in front until the next one of the queue has its turn. */
export const TURN = 15;

const EMERGENCY = 2;
const WATCH = 1;

export interface Front {
  incident: Incident;
  /** How many others wait. */
  waiting: number;
}

/**
 * Which incident is in front, if any: open ones only, emergencies before all else and until somebody answers,
 * others for a while after they began. Several of one rank take turns. `now` in Unix seconds.
 */
export function inFront(incidents: Incident[], now: number): Front | null {
  const wanting = incidents.filter(
    (each) =>
      each.stage === "open" &&
      (each.rank >= EMERGENCY || (each.rank >= WATCH && now - each.since < WATCH_STAYS)),
  );
  const highest = Math.max(...wanting.map((each) => each.rank));
  const first = wanting
    .filter((each) => each.rank === highest)
    .sort((a, b) => a.since - b.since || a.incident.localeCompare(b.incident));
  const turn = first[Math.floor(now / TURN) % first.length];
  return turn ? { incident: turn, waiting: wanting.length - 1 } : null;
}

/** The most serious open incident of each slot, by the slot's key. */
export function alarmsBySlot(incidents: Incident[]): Map<string, Incident> {
  const worst = new Map<string, Incident>();
  for (const each of incidents) {
    if (each.key === null || each.stage !== "open") continue;
    if (each.rank > (worst.get(each.key)?.rank ?? -1)) worst.set(each.key, each);
  }
  return worst;
}
