import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { faceOf, isWatchable } from "../src/face";
import { fitGrid, template } from "../src/grid";
import { clockTime, sayIn, sayKind } from "../src/i18n";
import { Backoff } from "../src/live/backoff";
import { Pace } from "../src/live/pace";
import { Beat, countPictures, Interval, phaseShift } from "../src/live/phase";
import type { Watch } from "../src/live/supervisor";
import { readFragment, readSaid } from "../src/live/wire";
import type { Incident, SeenSlot } from "../src/model";
import { alarmsBySlot, inFront } from "../src/wall/queue";
import { reloadIfHeavy, reloadIfNew } from "../src/wall/version";
import { en } from "../src/words/en";
import { id } from "../src/words/id";

const slot: SeenSlot = {
  entry: "e",
  number: 2,
  hidden: false,
  key: "nvr_slot_2",
  name: "Gang Mawar",
  owner: "swadaya",
  status: "online",
  camera: "camera.x",
};
const watch: Watch = { fresh: false, last: null, link: "live", reason: null, way: "mse", silent: 0 };

describe("a tile's face", () => {
  it("is hidden before all else", () => {
    expect(faceOf({ entry: "e", number: 1, hidden: true }, { ...watch, fresh: true }, true).kind).toBe("hidden");
  });
  it("says empty and offline apart", () => {
    expect(faceOf({ ...slot, status: "empty" }, null, true).kind).toBe("empty");
    expect(faceOf({ ...slot, status: "offline" }, null, true)).toMatchObject({ kind: "dark", why: "offline" });
  });
  it("is live only while pictures come", () => {
    expect(faceOf(slot, { ...watch, fresh: true, last: 5 }, true).kind).toBe("live");
    expect(faceOf(slot, { ...watch, fresh: false, last: 5 }, true)).toEqual({ kind: "old", at: 5 });
  });
  it("believes pictures more than the recorder's last word", () => {
    expect(faceOf({ ...slot, status: "offline" }, { ...watch, fresh: true }, false).kind).toBe("live");
  });
  it("waits a while for the first picture, then says why there is none", () => {
    expect(faceOf(slot, { ...watch, silent: 3 }, true).kind).toBe("wait");
    expect(faceOf(slot, { ...watch, silent: 30 }, true)).toMatchObject({ kind: "dark", why: "no_picture" });
    expect(faceOf(slot, { ...watch, silent: 30 }, false)).toMatchObject({ why: "recorder_off" });
    expect(faceOf(slot, { ...watch, link: "refused" }, true)).toMatchObject({ why: "refused" });
    expect(faceOf(slot, { ...watch, reason: "codec", silent: 30 }, true)).toMatchObject({ why: "unsupported" });
  });
  it("asks for no pictures where there can be none", () => {
    expect(isWatchable(slot)).toBe(true);
    expect(isWatchable({ ...slot, status: "empty" })).toBe(false);
    expect(isWatchable({ entry: "e", number: 1, hidden: true })).toBe(false);
  });
});

describe("the grid", () => {
  it.each([
    [1, 1, 1],
    [2, 2, 1],
    [4, 2, 2],
    [5, 3, 2],
    [9, 3, 3],
    [16, 4, 4],
  ])("fits %i tiles on a monitor", (count, columns, rows) => {
    const grid = fitGrid(count, 1600, 840);
    expect([grid.columns, grid.rows]).toEqual(count === 2 ? [grid.columns, 2 / grid.columns] : [columns, rows]);
    expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count);
  });
  it("stacks them on a phone held upright", () => {
    expect(fitGrid(4, 400, 900).columns).toBe(1);
  });
  it("has room for what is said of an incident", () => {
    expect(template(4, true, true, { width: 1600, height: 900 })).toBe(
      "minmax(0, 1fr) 24% / repeat(3, minmax(0, 1fr)) 30%",
    );
    expect(template(1, true, true, { width: 1600, height: 900 })).toContain("0 /");
  });
});

describe("words", () => {
  it("are the same ones in both languages, with the same gaps", () => {
    const gaps = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const word of Object.keys(en) as (keyof typeof en)[]) {
      expect(id[word], word).toBeTruthy();
      expect(gaps(id[word]), word).toEqual(gaps(en[word]));
    }
    expect(Object.keys(id).sort()).toEqual(Object.keys(en).sort());
  });
  it("are Indonesian for those whose language is missing", () => {
    expect(sayIn("jv")("take")).toBe("Saya tangani");
    expect(sayIn("en-GB")("slot", { number: 3 })).toBe("Slot 3");
    expect(sayKind(sayIn("en"), "something_new")).toBe("something new");
  });
  it("give the time with a colon in the RT's zone", () => {
    const hass = { language: "id", config: { time_zone: "Asia/Jakarta" } } as never;
    expect(clockTime(hass, 0)).toBe("07:00");
  });
});

function incident(changes: Partial<Incident>): Incident {
  return {
    incident: "1",
    entry: "e",
    key: "a",
    kind: "intrusion",
    severity: "watch",
    rank: 1,
    stage: "open",
    since: 1000,
    count: 1,
    zone: null,
    target: null,
    evidence: null,
    sound: null,
    may_act: true,
    ...changes,
  };
}

describe("the queue of incidents", () => {
  it("has an emergency in front until somebody answers", () => {
    const list = [incident({}), incident({ incident: "2", rank: 2, severity: "emergency" })];
    expect(inFront(list, 1010)?.incident.incident).toBe("2");
    expect(inFront(list, 99_999)).toMatchObject({ waiting: 0 });
    expect(inFront([{ ...(list[1] as Incident), stage: "acknowledged" }], 1010)).toBeNull();
  });
  it("lets anything less go back by itself", () => {
    expect(inFront([incident({})], 1010)?.waiting).toBe(0);
    expect(inFront([incident({})], 1100)).toBeNull();
    expect(inFront([incident({ rank: 0 })], 1001)).toBeNull();
  });
  it("gives each of one rank its turn", () => {
    const list = ["1", "2", "3"].map((id_) => incident({ incident: id_, rank: 2 }));
    const seen = new Set([0, 15, 30].map((after) => inFront(list, 1005 + after)?.incident.incident));
    expect(seen.size).toBe(3);
  });
  it("marks each slot with its worst", () => {
    const marks = alarmsBySlot([incident({}), incident({ incident: "2", rank: 2 }), incident({ key: null })]);
    expect(marks.get("a")?.incident).toBe("2");
    expect(marks.size).toBe(1);
  });
});

describe("the wire form", () => {
  const message = (flags: number, ...data: number[]): ArrayBuffer => {
    const buffer = new ArrayBuffer(20 + data.length);
    const view = new DataView(buffer);
    view.setUint8(0, 1);
    view.setUint8(1, flags);
    view.setUint16(2, 7);
    view.setFloat64(4, 1000.5);
    view.setFloat64(12, 2.25);
    data.forEach((byte, at) => view.setUint8(20 + at, byte));
    return buffer;
  };
  it("is read as docs/live.md says", () => {
    expect(readFragment(message(5, 1, 2))).toMatchObject({
      init: false, key: true, backlog: false, gap: true, channel: 7, wall: 1000.5, media: 2.25,
    });
  });
  it("that is broken is nothing", () => {
    expect(readFragment(new ArrayBuffer(5))).toBeNull();
    expect(readSaid("{")).toBeNull();
    expect(readSaid('{"is": "new"}')).toBeNull();
  });
  it("tells how many pictures a message holds", () => {
    const box = (type: string, size: number): number[] => [
      0, 0, 0, size, ...[...type].map((c) => c.charCodeAt(0)), ...Array<number>(size - 8).fill(0),
    ];
    const two = new Uint8Array([...box("moof", 16), ...box("mdat", 12), ...box("moof", 16), ...box("mdat", 9)]);
    expect(countPictures(two)).toBe(2);
    expect(countPictures(new Uint8Array([0, 0, 0, 0, 1, 1, 1, 1, 5]))).toBe(0);
  });
});

describe("the pace", () => {
  it("waits for as long as the line's gaps are", () => {
    const pace = new Pace();
    for (let n = 0; n < 20; n++) pace.arrival(n * 0.2);
    expect(pace.aim).toBeGreaterThan(0.2);
    expect(pace.aim).toBeLessThan(0.3);
    expect(pace.step(pace.aim + 3)).toEqual({ jump: true });
    expect(pace.step(pace.aim + 0.3)).toMatchObject({ rate: 1.12 });
    expect(pace.step(pace.aim)).toMatchObject({ rate: 1 });
  });
  it("moves its aim by steps, and back only with room to spare", () => {
    const pace = new Pace(0.2);
    const aims = new Set<number>();
    for (let n = 0; n < 200; n++) {
      pace.arrival(n * 0.2 + (n % 7) * 0.001);
      aims.add(pace.aim);
    }
    expect(aims.size).toBe(1);
    pace.arrival(40.3);
    expect(pace.aim).toBeGreaterThan(0.5);
    for (let n = 1; n < 200; n++) pace.arrival(40.3 + n * 0.2);
    expect([...aims].some((aim) => Math.abs(aim - pace.aim) < 0.051)).toBe(true);
  });
  it("takes it for too little patience when pictures run out, but not at first or where the line was late", () => {
    const pace = new Pace(0.2);
    pace.arrival(0);
    pace.arrival(0.2);
    const aim = pace.aim;
    pace.ranDry(0.3);
    for (let n = 2; n < 40; n++) pace.arrival(n * 0.2);
    pace.ranDry(8.5);
    expect(pace.aim).toBe(aim);
    pace.ranDry(7.9);
    expect(pace.aim).toBeGreaterThan(aim);
  });
  it("gives up only when more patience doesn't help", () => {
    const pace = new Pace();
    const before = pace.aim;
    let tries = 0;
    while (pace.dropped()) tries += 1;
    expect(tries).toBeGreaterThan(2);
    expect(pace.aim).toBeGreaterThan(before);
  });
  it("comes nearer again once it has gone well for long, later after each relapse", () => {
    const pace = new Pace();
    const calmUntilNearer = (): number => {
      const before = pace.aim;
      let looks = 0;
      for (; pace.aim === before; looks++) pace.kept();
      return looks;
    };
    pace.arrival(0);
    pace.arrival(0.2);
    const near = pace.aim;
    pace.dropped();
    const first = calmUntilNearer();
    expect(pace.aim).toBeCloseTo(near);
    pace.dropped();
    expect(calmUntilNearer()).toBe(2 * first);
    expect(pace.aim).toBeCloseTo(near);
  });
  it("knows how long a picture lasts", () => {
    const interval = new Interval();
    for (let n = 0; n < 30; n++) interval.note(n * 0.2, 2);
    expect(interval.seconds).toBeCloseTo(0.1);
    const odd = new Interval();
    for (let n = 0; n < 30; n++) odd.note(n * 0.7, 1);
    expect(odd.seconds).toBeNull();
  });
  it("learns when the hub sends, whatever comes late", () => {
    const beat = new Beat(0.2);
    const delays = [0.05, 0.002, 0.03, 0, 0.001, 0.08, 0.004];
    for (let n = 0; n < 400; n++) beat.note(7.123 + n * 0.2 + (delays[n % delays.length] ?? 0));
    expect(Math.abs(beat.since(7.123))).toBeLessThan(0.006);
    expect(beat.since(7.173)).toBeCloseTo(0.05, 1);
  });
  it("brings tiles together the short way, or back where pictures would run out", () => {
    expect(phaseShift(10.003, 0.1, 0.1)).toBe(0);
    expect(phaseShift(10.03, 0.1, 0.1)).toBeCloseTo(0.03);
    expect(phaseShift(10.03, 0.1, 1)).toBeCloseTo(0.13);
    expect(phaseShift(10.03, 0.1, 0.01)).toBeCloseTo(-0.07);
    expect(phaseShift(10.08, 0.1, 0)).toBeCloseTo(-0.02);
  });
  it("backs off to a limit, never all at once", () => {
    const backoff = new Backoff(500, 4000, () => 1);
    expect([1, 2, 3, 4, 5].map(() => backoff.next())).toEqual([500, 1000, 2000, 4000, 4000]);
    backoff.reset();
    expect(new Backoff(500, 4000, () => 0).next()).toBe(250);
    expect(backoff.next()).toBe(500);
  });
});

describe("a new version", () => {
  const reload = vi.fn();
  beforeEach(() => {
    sessionStorage.clear();
    vi.stubGlobal("location", { reload });
    reload.mockClear();
  });
  afterEach(() => vi.unstubAllGlobals());
  it("is loaded once", () => {
    expect(reloadIfNew("b", "a")).toBe(true);
    expect(reloadIfNew("b", "a")).toBe(false);
    expect(reload).toHaveBeenCalledOnce();
  });
  it("is not the only reason: a page that grew too large begins afresh, once", () => {
    expect(reloadIfHeavy(50e6)).toBe(false);
    expect(reloadIfHeavy(900e6)).toBe(true);
    expect(reloadIfHeavy(900e6)).toBe(false);
  });
  it("isn't seen where nothing changed", () => {
    expect(reloadIfNew("a", "a")).toBe(false);
    expect(reloadIfNew(null, "a")).toBe(false);
  });
});
