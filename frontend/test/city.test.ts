import { beforeEach, describe, expect, it, vi } from "vitest";
import "../src/city/main";
import { below, hubName, merge, pathTo, todayInSemarang, type Area } from "../src/city/data";
import type { CityPanel } from "../src/city/main";
import { shownStatus, slotText } from "../src/city/hub";
import { recordText } from "../src/city/record";
import { sayIn } from "../src/city/words";

const AREAS: Area[] = [
  { code: "3374", level: "kota", name: "Kota Semarang", parent: null },
  { code: "337401", level: "kecamatan", name: "Semarang Tengah", parent: "3374" },
  { code: "3374011001", level: "kelurahan", name: "Miroto", parent: "337401" },
];
const MAP = new Map(AREAS.map((area) => [area.code, area]));
const HUB = {
  id: "3374011001-003-012",
  kel: "3374011001",
  kind: "rt",
  status: "pending",
  online: 1,
  since: 1_790_000_000_000,
  seen: null,
  nvr: "online",
  disk: "ok",
  free: 40,
  clk: 0,
  wait: 0,
  slots: [
    { n: 1, r: 1, st: "online", own: "pemkot", since: 1 },
    { n: 2, r: 1, st: "empty", own: null, since: 1 },
  ],
  sw: "0.1",
  twin: null,
};

describe("areas", () => {
  it("lead from the city down and back up", () => {
    expect(pathTo(MAP, "3374011001").map((area) => area.name)).toEqual([
      "Kota Semarang",
      "Semarang Tengah",
      "Miroto",
    ]);
    expect(below(MAP, "3374").map((area) => area.code)).toEqual(["337401"]);
    expect(pathTo(MAP, "9999")).toEqual([]);
  });

  it("keep what didn't change", () => {
    const before = new Map([["3374", { rt: 1 }]]);
    const event = { connected: true, problem: "", faults: 0, sums: { "337401": { rt: 2 } } };
    const after = merge(before, event);
    expect(after.get("3374")).toEqual({ rt: 1 });
    expect(after.get("337401")).toEqual({ rt: 2 });
    expect(after).not.toBe(before);
  });
});

describe("hubs", () => {
  it("are called by their neighbourhood", () => {
    expect(hubName("3374011001-003-012", MAP)).toBe("RT 12 RW 03, Miroto");
    expect(hubName("3374011001-atcs-001", MAP)).toBe("ATCS 01, Miroto");
  });

  it("that are silent have unknown cameras, not dark ones", () => {
    const [camera, empty] = HUB.slots;
    if (!camera || !empty) throw new Error("no slots");
    expect(shownStatus({ ...HUB, online: 0 }, camera)).toBe("unknown");
    expect(shownStatus({ ...HUB, online: 0 }, empty)).toBe("empty");
    expect(slotText({ ...HUB, online: 0 }, camera, sayIn("id"))).toBe("Slot 1: tidak diketahui, Pemkot");
  });
});

describe("records", () => {
  const say = sayIn("id");
  const read = (kind: string, body: Record<string, unknown>, several = false): string =>
    recordText({ ts: 1, got: 1, kind, body }, say, several);

  it("are read out in words", () => {
    expect(read("slot", { n: 3, was: "online", to: "offline" })).toBe("Slot 3: hidup → mati");
    expect(read("slot", { n: 1, r: 2, to: "empty" }, true)).toBe("Perekam 2, Slot 1: kosong");
    expect(read("nvr", { to: "offline" })).toBe("Perekam: mati");
    expect(read("disk", { r: 2, was: "ok", to: "error" }, true)).toBe("Perekam 2, Disk: baik → rusak");
    expect(read("incident", { id: "x", k: "flooding", ph: "raised", n: 2 })).toBe(
      "Banjir (Slot 2): mulai",
    );
    expect(read("incident", { id: "x", k: "manual", ph: "closed" })).toBe("Laporan: selesai");
    expect(read("cmd", { id: "a", ok: true })).toBe("Perintah dijalankan");
    expect(read("cmd", { id: "a", ok: false, why: "busy" })).toBe("Perintah tidak dijalankan: busy");
    expect(read("gap", { why: "full", n: 7, a: 1, z: 9 })).toBe(
      "7 catatan tidak akan datang: buku besar penuh",
    );
  });

  it("of a kind that nobody knows yet go as they came", () => {
    expect(read("weather", { rain: 3 })).toBe('weather {"rain":3}');
  });
});

describe("the day", () => {
  it("is Semarang's, not UTC's", () => {
    expect(todayInSemarang(Date.UTC(2026, 10, 29, 18, 0))).toBe("2026-11-30");
    expect(todayInSemarang(Date.UTC(2026, 10, 29, 16, 0))).toBe("2026-11-29");
  });
});

describe("the panel", () => {
  let panel: CityPanel;
  const asked: { type: string }[] = [];
  const callService = vi.fn(async () => undefined);

  async function shown(): Promise<string> {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    await panel.updateComplete;
    return panel.shadowRoot?.textContent ?? "";
  }

  function click(text: string): void {
    const buttons = [...(panel.shadowRoot?.querySelectorAll("button") ?? [])];
    const found = buttons.find((button) => button.textContent?.includes(text));
    if (!found) throw new Error(`no button ${text}`);
    found.click();
  }

  beforeEach(async () => {
    asked.length = 0;
    panel = document.createElement("rt-cctv-city") as CityPanel;
    panel.hass = {
      language: "id",
      user: { is_admin: true, name: "Diskominfo" },
      connection: {
        subscribeMessage: async (callback: (message: unknown) => void) => {
          callback({ connected: false, problem: "", faults: 0, sums: { "3374": { rt: 7 } } });
          return async () => undefined;
        },
      },
      callService,
      callWS: async (message: { type: string }) => {
        asked.push(message);
        if (message.type === "rt_cctv/city/areas") return { areas: AREAS };
        if (message.type === "rt_cctv/city/hub")
          return { ...HUB, ha: "", records: [], gaps: [], faults: [{ day: 1, reason: "twin", n: 3 }] };
        return { total: 1, offset: 0, hubs: [HUB] };
      },
    } as never;
    document.body.replaceChildren(panel);
    await shown();
  });

  it("shows sums, hubs and that the broker is away", async () => {
    const text = await shown();
    expect(text).toContain("7");
    expect(text).toContain("RT 12 RW 03, Miroto");
    expect(text).toContain("Broker tidak terjangkau");
  });

  it("asks for an area and a trouble", async () => {
    click("Semarang Tengah");
    await shown();
    click("Kamera mati");
    await shown();
    expect(asked.at(-1)).toMatchObject({ area: "337401", trouble: "dark", offset: 0 });
  });

  it("brings the sidebar back on a phone", async () => {
    const opened = vi.fn();
    panel.addEventListener("hass-toggle-menu", opened);
    expect(panel.shadowRoot?.querySelector("button[aria-label=Menu]")).toBeNull();
    panel.narrow = true;
    await shown();
    panel.shadowRoot?.querySelector<HTMLButtonElement>("button[aria-label=Menu]")?.click();
    expect(opened).toHaveBeenCalledOnce();
  });

  it("opens a hub and confirms it", async () => {
    click("RT 12");
    expect(await shown()).toContain("identitas ganda: 3");
    click("Kukuhkan");
    await shown();
    expect(callService).toHaveBeenCalledWith("rt_cctv", "confirm_hubs", { hubs: [HUB.id] });
  });
});
