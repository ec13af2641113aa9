import { describe, expect, it } from "vitest";

import type { Hass } from "../src/hass";
import type { RecorderInfo, SeenSlot, Slot, Snapshot } from "../src/model";
import { layOut } from "../src/strategy";

interface Card {
  type: string;
  slot?: string;
}

interface View {
  max_columns: number;
  sections: { column_span?: number; cards: Card[] }[];
}

function slots(count: number): Slot[] {
  return Array.from({ length: count }, (_, at) => slot(at + 1));
}

function slot(number: number, changes: Partial<SeenSlot> = {}): SeenSlot {
  return {
    entry: "e",
    number,
    hidden: false,
    key: `s${number}`,
    name: "",
    owner: null,
    status: "online",
    camera: null,
    ...changes,
  };
}

function recorder(entry: string, name: string): RecorderInfo {
  return { entry, name, connected: true, alarms: true, mode: null, on_shift: [] };
}

function views(changes: Partial<Snapshot>): View[] {
  const snapshot: Snapshot = {
    version: null,
    now: 0,
    admin: false,
    display: false,
    volunteer: false,
    recorders: [recorder("e", "RT 05")],
    slots: slots(4),
    incidents: [],
    ...changes,
  };
  return (layOut(snapshot, { language: "id" } as Hass) as { views: View[] }).views;
}

function cards(view: View | undefined): string[] {
  return view?.sections.flatMap((section) => section.cards.map((each) => each.slot ?? each.type)) ?? [];
}

describe("the dashboard", () => {
  it("has four slots two by two, and what volunteers need beside them", () => {
    const [view, ...others] = views({ volunteer: true });
    expect(others).toEqual([]);
    expect(view?.max_columns).toBe(3);
    expect(view?.sections.map((section) => section.column_span ?? 1)).toEqual([2, 1]);
    const incidents = "custom:rt-cctv-incidents-card";
    const beside = ["custom:rt-cctv-report-card", "custom:rt-cctv-recorders-card"];
    expect(cards(view)).toEqual([incidents, "s1", "s2", "s3", "s4", ...beside]);
  });
  it("grows with the recorder up to three in a row, and wastes no width on one", () => {
    const columns = (count: number): number | undefined =>
      views({ slots: slots(count) })[0]?.sections[0]?.column_span;
    expect([1, 2, 4, 8, 16].map(columns)).toEqual([1, 2, 2, 3, 3]);
  });
  it("says which recorder's slots they are where there are several", () => {
    const both = [recorder("e", "RT 05"), recorder("f", "Pos"), recorder("g", "without slots for you")];
    const [view] = views({ recorders: both, slots: [slot(1), slot(1, { entry: "f", key: "f1" })] });
    expect(cards(view)).toEqual(["heading", "s1", "heading", "f1"]);
    expect(view?.max_columns).toBe(2);
  });
  it("gives residents the pictures meant for them and no actions", () => {
    const hidden: Slot = { entry: "e", number: 2, hidden: true };
    const [view, ...others] = views({ slots: [slot(1), hidden, slot(3, { status: "empty" })] });
    expect(others).toEqual([]);
    expect(cards(view)).toEqual(["s1"]);
    expect(cards(views({ slots: [hidden] })[0])).toEqual(["markdown"]);
  });
  it("lets administrators alone pair displays and draw zones", () => {
    const [, settings] = views({ volunteer: true, admin: true });
    expect(cards(settings)).toEqual(["custom:rt-cctv-displays-card", "custom:rt-cctv-zones-card"]);
  });
  it("says so where the hub doesn't answer", () => {
    const { views: said } = layOut(null, { language: "id" } as Hass) as { views: { cards: Card[] }[] };
    expect(said[0]?.cards[0]?.type).toBe("markdown");
  });
});
