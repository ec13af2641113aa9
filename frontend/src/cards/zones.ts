export type Point = [number, number];

export interface Zone {
  name: string;
  points: Point[];
  kinds: string[];
  ignored: boolean;
}

export interface Scale {
  near: number;
  far: number;
}

export interface Drawing {
  zones: Zone[];
  scale: Scale | null;
}

/** What a zone can be for: the analytics of the hub that look at places (vision/settings.py). */
export const KINDS = ["motion", "loitering", "crowd", "illegal_parking", "left_object", "flooding"];

const LEAST = 4;
const MOST = 32;
const NEAR_FIRST = 0.03;

/** Adds a corner; touching the first one again, or reaching the most there may be, closes the zone. */
export function addCorner(corners: Point[], point: Point): { corners: Point[]; closed: boolean } {
  const [first] = corners;
  const back = first && Math.hypot(first[0] - point[0], first[1] - point[1]) < NEAR_FIRST;
  if (back) return { corners, closed: corners.length >= LEAST };
  const inside: Point = [round(point[0]), round(point[1])];
  const more = [...corners, inside];
  return { corners: more, closed: more.length >= MOST };
}

function round(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 1000) / 1000;
}
