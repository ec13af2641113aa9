// What rt_cctv/wall/subscribe says (custom_components/rt_cctv/wall_feed.py).

export type Owner = "pemkot" | "swadaya" | "korporasi";
export type Status = "empty" | "online" | "offline" | "wrong_password" | "unsupported" | "unknown";
export type Severity = "information" | "watch" | "emergency";
export type Mode = "siang" | "ronda" | "siaga" | "libur";

export interface HiddenSlot {
  entry: string;
  number: number;
  hidden: true;
}

export interface SeenSlot {
  entry: string;
  number: number;
  hidden: false;
  key: string;
  name: string;
  owner: Owner | null;
  status: Status;
  camera: string | null;
}

export type Slot = HiddenSlot | SeenSlot;

export interface RecorderInfo {
  entry: string;
  name: string;
  connected: boolean;
  alarms: boolean | null;
  mode: Mode | null;
  on_shift: string[];
}

export interface Incident {
  incident: string;
  entry: string;
  key: string | null;
  slot?: number;
  kind: string;
  severity: Severity;
  rank: number;
  stage: "open" | "acknowledged" | "closed";
  since: number;
  count: number;
  text?: string;
  zone: string | null;
  target: string | null;
  acknowledged_by?: string;
  evidence: string | null;
  sound: string | null;
  may_act: boolean;
}

export interface CityLink {
  state: "connected" | "waiting" | "broken";
}

export interface Snapshot {
  version: string | null;
  now: number;
  admin: boolean;
  display: boolean;
  volunteer: boolean;
  recorders: RecorderInfo[];
  slots: Slot[];
  incidents: Incident[];
  link?: CityLink | null;
}

/** One name for a slot on the whole page, seen or hidden. */
export function slotId(slot: Slot): string {
  return `${slot.entry}/${slot.number}`;
}
