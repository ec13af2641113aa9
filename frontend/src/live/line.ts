import { signPath, type Hass } from "../hass";
import { Backoff } from "./backoff";
import { Beat } from "./phase";
import { readFragment, readSaid, type Fragment, type Said } from "./wire";

export interface Channel {
  said(said: Exclude<Said, { is: "pong" }>): void;
  fragment(fragment: Fragment): void;
  /** The line broke; it is being mended. */
  broken(): void;
}

const PATH = "/api/rt_cctv/live";
const PING_EVERY = 4000;
const SILENT_FOR = 9000;
const CHANNELS = 65535;
/** Milliseconds for which the hub gathers pictures into one message: fewer appends cost less. */
export const GROUP = 150;

/** One WebSocket for all tiles of a page, for as long as one of them watches. */
export class Line {
  private socket: WebSocket | null = null;
  private readonly channels = new Map<number, { slot: string; to: Channel }>();
  private lastChannel = 0;
  private readonly backoff = new Backoff();
  private opening = false;
  private timer = 0;
  private heard = 0;
  private sent = 0;
  /** Hub's clock less the page's, in seconds; null until it said it. */
  private ahead: number | null = null;
  private roundTrip = Infinity;
  /** When the hub sends pictures; by the page's clock. */
  readonly beat = new Beat(GROUP / 1000);

  constructor(private hass: Hass) {}

  update(hass: Hass): void {
    this.hass = hass;
  }

  /** The hub's clock, Unix seconds. */
  now(): number {
    return Date.now() / 1000 + (this.ahead ?? 0);
  }

  /** Begins to watch a slot; returns what ends it. */
  watch(slot: string, to: Channel): () => void {
    const channel = this.freeChannel();
    this.channels.set(channel, { slot, to });
    if (this.isOpen()) this.say({ do: "watch", channel, slot, group: GROUP });
    else void this.open();
    return () => {
      if (!this.channels.delete(channel)) return;
      if (this.isOpen()) this.say({ do: "stop", channel });
      if (this.channels.size === 0) this.close();
    };
  }

  private freeChannel(): number {
    do this.lastChannel = (this.lastChannel % CHANNELS) + 1;
    while (this.channels.has(this.lastChannel));
    return this.lastChannel;
  }

  private isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  private say(message: object): void {
    this.socket?.send(JSON.stringify(message));
  }

  private async open(): Promise<void> {
    if (this.opening || this.socket || this.channels.size === 0) return;
    this.opening = true;
    window.clearTimeout(this.timer);
    try {
      const path = await withLimit(signPath(this.hass, PATH), 5000);
      if (this.channels.size > 0) this.connect(path);
    } catch {
      this.openLater();
    } finally {
      this.opening = false;
    }
  }

  private connect(path: string): void {
    const url = new URL(this.hass.hassUrl(path), location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.heard = performance.now();
    socket.onopen = () => {
      this.heard = performance.now();
      for (const [channel, { slot }] of this.channels) {
        this.say({ do: "watch", channel, slot, group: GROUP });
      }
      this.ping();
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (socket === this.socket) this.take(event.data);
    };
    socket.onclose = () => {
      if (socket === this.socket) this.broke();
    };
    this.timer = window.setTimeout(() => this.look(), PING_EVERY);
  }

  private take(data: string | ArrayBuffer): void {
    this.heard = performance.now();
    if (typeof data !== "string") {
      const fragment = readFragment(data);
      if (fragment && !fragment.init && !fragment.backlog) this.beat.note(this.heard / 1000);
      if (fragment) this.channels.get(fragment.channel)?.to.fragment(fragment);
      return;
    }
    const said = readSaid(data);
    if (said?.is === "pong") this.setClock(said.now);
    else if (said) this.channels.get(said.channel)?.to.said(said);
  }

  private ping(): void {
    this.sent = performance.now();
    this.say({ do: "ping", id: 1 });
  }

  private setClock(now: number): void {
    this.backoff.reset();
    const roundTrip = performance.now() - this.sent;
    const ahead = now + roundTrip / 2000 - Date.now() / 1000;
    // The quickest answer knows the hub's clock best; a jump of either clock is believed at once.
    if (roundTrip <= this.roundTrip * 1.5 || Math.abs(ahead - (this.ahead ?? 0)) > 2) {
      this.ahead = ahead;
      this.roundTrip = roundTrip;
    }
  }

  private look(): void {
    if (performance.now() - this.heard > SILENT_FOR) {
      this.broke();
      return;
    }
    if (this.isOpen()) this.ping();
    this.timer = window.setTimeout(() => this.look(), PING_EVERY);
  }

  private broke(): void {
    this.close();
    for (const { to } of [...this.channels.values()]) to.broken();
    this.openLater();
  }

  private openLater(): void {
    if (this.channels.size === 0) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.open(), this.backoff.next());
  }

  private close(): void {
    window.clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onclose = socket.onmessage = socket.onopen = null;
      socket.close();
    }
  }
}

async function withLimit<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer = 0;
  const limit = new Promise<never>((_, reject) => {
    timer = window.setTimeout(() => reject(new Error("timeout")), milliseconds);
  });
  return Promise.race([promise, limit]).finally(() => window.clearTimeout(timer));
}

let line: Line | null = null;

/** The page's only line. */
export function lineOf(hass: Hass): Line {
  line ??= new Line(hass);
  line.update(hass);
  return line;
}
