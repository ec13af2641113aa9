// The wire form of live pictures: docs/live.md is the contract.

export type Link = "connecting" | "live" | "lost" | "refused" | "off";

export type Said =
  | { is: "state"; channel: number; state: Link; reason: string | null; since: number }
  | { is: "start"; channel: number; mime: string; codec: string; width: number; height: number }
  | { is: "denied"; channel: number; reason: string }
  | { is: "pong"; id: number; now: number };

export interface Fragment {
  init: boolean;
  key: boolean;
  backlog: boolean;
  gap: boolean;
  channel: number;
  wall: number;
  media: number;
  data: Uint8Array<ArrayBuffer>;
}

const HEADER = 20;

/** Takes a binary message apart; null for one that is too short to be one. */
export function readFragment(message: ArrayBuffer): Fragment | null {
  if (message.byteLength < HEADER) return null;
  const view = new DataView(message);
  const flags = view.getUint8(1);
  return {
    init: view.getUint8(0) === 0,
    key: (flags & 1) !== 0,
    backlog: (flags & 2) !== 0,
    gap: (flags & 4) !== 0,
    channel: view.getUint16(2),
    wall: view.getFloat64(4),
    media: view.getFloat64(12),
    data: new Uint8Array(message, HEADER),
  };
}

/** Reads a text message; null for one that this version doesn't know. */
export function readSaid(text: string): Said | null {
  try {
    const said = JSON.parse(text) as Said;
    return ["state", "start", "denied", "pong"].includes(said.is) ? said : null;
  } catch {
    return null;
  }
}
