import type { HubDetail } from "./data";
import { sayFrom, type Say } from "./words";

export type HubRecord = HubDetail["records"][number];

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** "Slot 2", and whose recorder where the hub has several. */
export function slotName(say: Say, slot: unknown, recorder: unknown, several: boolean): string {
  const name = say("slot", { number: String(slot) });
  return several ? `${say("recorder_number", { number: String(recorder ?? 1) })}, ${name}` : name;
}

/** What a record says, in a sentence; one of a kind that we don't know goes as it came. */
export function recordText({ kind, body }: HubRecord, say: Say, several: boolean): string {
  const change = (what: string, prefix: string): string => {
    const to = sayFrom(say, prefix, text(body.to));
    return body.was
      ? say("changed", { what, from: sayFrom(say, prefix, text(body.was)), to })
      : say("is_now", { what, to });
  };
  const whole = (word: "recorder" | "disk_state"): string => {
    const number = say("recorder_number", { number: String(body.r ?? 1) });
    if (!several) return say(word);
    return word === "recorder" ? number : `${number}, ${say(word)}`;
  };
  switch (kind) {
    case "slot":
      return change(slotName(say, body.n, body.r, several), "state_");
    case "nvr":
      return change(whole("recorder"), "state_");
    case "disk":
      return change(whole("disk_state"), "disk_");
    case "incident": {
      const where =
        typeof body.n === "number" ? ` (${slotName(say, body.n, body.r, several)})` : "";
      const what = sayFrom(say, "kind_", text(body.k)) + where;
      return say("incident", { what, phase: sayFrom(say, "phase_", text(body.ph)) });
    }
    case "cmd":
      return body.ok ? say("command_done") : say("command_failed", { why: text(body.why) });
    case "gap":
      return `${say("gap", { count: String(body.n) })}: ${sayFrom(say, "gap_", text(body.why))}`;
    default:
      return `${kind} ${JSON.stringify(body)}`;
  }
}
