export interface Area {
  code: string;
  level: "kota" | "kecamatan" | "kelurahan";
  name: string;
  parent: string | null;
}

export type Sums = Record<string, number>;

export interface CityEvent {
  connected: boolean;
  problem: string;
  faults: number;
  sums: Record<string, Sums>;
}

export interface SlotRow {
  n: number;
  r: number;
  st: string;
  own: string | null;
  since: number;
}

export interface HubRow {
  id: string;
  kel: string;
  kind: string;
  status: string;
  online: number;
  since: number | null;
  seen: number | null;
  nvr: string;
  disk: string;
  free: number | null;
  clk: number | null;
  wait: number;
  slots: SlotRow[];
  sw: string;
  twin: number | null;
}

export interface HubDetail extends HubRow {
  ha: string;
  records: { ts: number; got: number; kind: string; body: Record<string, unknown> }[];
  gaps: { a: number; z: number; n: number; why: string; at: number }[];
  faults: { day: number; reason: string; n: number }[];
}

export interface Page {
  total: number;
  offset: number;
  hubs: HubRow[];
}

export const TROUBLES = [
  "dark",
  "empty",
  "disk",
  "silent",
  "pending",
  "expected",
  "twin",
  "clock",
] as const;
export type Trouble = (typeof TROUBLES)[number];

export interface Query {
  area: string;
  text: string;
  trouble: Trouble | null;
  offset: number;
}

/** The path from the city down to an area, the city first. */
export function pathTo(areas: Map<string, Area>, code: string): Area[] {
  const path: Area[] = [];
  let area = areas.get(code);
  while (area) {
    path.unshift(area);
    area = area.parent === null ? undefined : areas.get(area.parent);
  }
  return path;
}

export function below(areas: Map<string, Area>, code: string): Area[] {
  return [...areas.values()].filter((area) => area.parent === code);
}

/** Takes in what changed; the maps that come out are new, so that whoever compares sees it. */
export function merge(sums: Map<string, Sums>, event: CityEvent): Map<string, Sums> {
  return new Map([...sums, ...Object.entries(event.sums)]);
}

/** What a hub is called: RT 05 RW 03, or what its id says. */
export function hubName(hub: string, areas: Map<string, Area>): string {
  const [kelurahan = "", first = "", second = ""] = hub.split("-");
  const where = areas.get(kelurahan)?.name ?? kelurahan;
  const number = second.replace(/^0/, "");
  if (first === "atcs") return `ATCS ${number}, ${where}`;
  if (first === "korp") return `Korporasi ${number}, ${where}`;
  return `RT ${number} RW ${first.replace(/^0/, "")}, ${where}`;
}

/** The day in Semarang (WIB, UTC+7), as the counts have it, whatever this screen's clock is set to. */
export function todayInSemarang(now = Date.now()): string {
  return new Date(now + 7 * 3_600_000).toISOString().slice(0, 10);
}
