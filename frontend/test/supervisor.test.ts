import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Player, Report, Way } from "../src/live/player";
import { Supervisor, type Watch } from "../src/live/supervisor";

class Fake implements Player {
  shown = 0;
  lost = 0;
  stopped = false;
  constructor(
    readonly way: Way,
    readonly report: Report,
  ) {}
  frames(): number {
    return this.shown;
  }
  dropped(): number {
    return this.lost;
  }
  shownAt(): number | null {
    return this.shown ? 1000 + this.shown / 10 : null;
  }
  stop(): void {
    this.stopped = true;
  }
}

let players: Fake[];
let last: Watch;
let supervisor: Supervisor;
const current = (): Fake => players.at(-1) as Fake;

function begin(ways: Way[] = ["mse", "webrtc", "stills"]): void {
  players = [];
  supervisor = new Supervisor(
    ways,
    (way, report) => {
      const player = new Fake(way, report);
      players.push(player);
      return player;
    },
    (watch) => (last = watch),
    () => 5000,
    () => Date.now(),
  );
}

async function play(seconds: number, fps = 10): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    current().shown += fps;
    await vi.advanceTimersByTimeAsync(1000);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  begin();
});
afterEach(() => {
  supervisor.stop();
  vi.useRealTimers();
});

it("says fresh while pictures come, and old within six seconds after", async () => {
  await play(3);
  expect(last).toMatchObject({ fresh: true, way: "mse" });
  await vi.advanceTimersByTimeAsync(6000);
  expect(last.fresh).toBe(false);
  expect(last.last).toBeCloseTo(1003);
});

it("starts a stalled player again by itself", async () => {
  await play(3);
  current().report.link("live", null, 0);
  await vi.advanceTimersByTimeAsync(8000);
  expect(players.length).toBeGreaterThan(1);
  expect(players[0]?.stopped).toBe(true);
  await play(2);
  expect(last.fresh).toBe(true);
});

it("leaves the player alone while the hub mends the session", async () => {
  await play(3);
  current().report.link("lost", "timeout", 990);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(players.length).toBe(1);
  expect(last).toMatchObject({ fresh: false, link: "lost", last: 990 });
});

it("steps down from a way that can't play this slot, and doesn't try it again", async () => {
  current().report.ended("unfit");
  await vi.advanceTimersByTimeAsync(10);
  expect(current().way).toBe("webrtc");
  current().report.ended("unfit");
  await vi.advanceTimersByTimeAsync(10);
  expect(current().way).toBe("stills");
  await play(200, 1);
  expect(current().way).toBe("stills");
});

it("steps down from a way that keeps failing, and up again later", async () => {
  for (let n = 0; n < 3; n++) {
    current().report.ended("failed");
    await vi.advanceTimersByTimeAsync(5000);
  }
  expect(current().way).toBe("webrtc");
  await play(70);
  expect(current().way).toBe("mse");
});

it("steps down when too many pictures are dropped", async () => {
  await play(6);
  for (let second = 0; second < 10; second++) {
    current().shown += 5;
    current().lost += 5;
    await vi.advanceTimersByTimeAsync(1000);
    if (current().way !== "mse") break;
  }
  expect(current().way).toBe("webrtc");
});

it("doesn't mind what is left out on the way to the newest picture", async () => {
  current().lost = 30;
  await play(20);
  expect(current().way).toBe("mse");
});

it("goes on trying the last way for ever", async () => {
  supervisor.stop();
  begin(["stills"]);
  for (let n = 0; n < 6; n++) {
    current().report.ended("failed");
    await vi.advanceTimersByTimeAsync(11_000);
  }
  expect(players.length).toBe(7);
});

it("hears no player that was replaced", async () => {
  const old = current();
  old.report.ended("unfit");
  await vi.advanceTimersByTimeAsync(10);
  old.report.link("refused", null, 0);
  old.report.ended("unfit");
  await vi.advanceTimersByTimeAsync(10);
  expect(current().way).toBe("webrtc");
  expect(last.link).toBeNull();
});
