import type { Hass } from "../hass";
import type { Front } from "./queue";

const AGAIN_AFTER = 20_000;
const EMERGENCY = 2;

/** Drums the kentongan for what is in front: an emergency again and again, anything else once. */
export class Kentongan {
  private context: AudioContext | null = null;
  private readonly sounds = new Map<string, Promise<AudioBuffer>>();
  private playing: AudioBufferSourceNode | null = null;
  private readonly drummed = new Map<string, number>();
  private quietUntil = 0;

  /** Whether the browser keeps quiet until somebody touches the screen. */
  get blocked(): boolean {
    return this.context !== null && this.context.state === "suspended";
  }

  /** To be called from a touch or a key. */
  unblock(): void {
    void this.context?.resume();
  }

  hush(seconds: number): void {
    this.quietUntil = performance.now() + seconds * 1000;
    this.stop();
  }

  follow(front: Front | null, hass: Hass): void {
    if (!front) {
      this.stop();
      return;
    }
    const now = performance.now();
    const { incident } = front;
    const before = this.drummed.get(incident.incident);
    const due =
      before === undefined || (incident.rank >= EMERGENCY && now - before > AGAIN_AFTER);
    if (!due || now < this.quietUntil) return;
    this.drummed.set(incident.incident, now);
    if (this.drummed.size > 200) this.drummed.delete(this.drummed.keys().next().value ?? "");
    void this.play(incident.sound, hass).catch(() => undefined);
  }

  stop(): void {
    this.playing?.stop();
    this.playing = null;
  }

  close(): void {
    this.stop();
    void this.context?.close();
    this.context = null;
    this.sounds.clear();
  }

  private async play(path: string | null, hass: Hass): Promise<void> {
    this.context ??= new AudioContext();
    const context = this.context;
    let buffer: AudioBuffer;
    try {
      buffer = path ? await this.fetched(path, hass, context) : knock(context);
    } catch {
      // Rather a plain knock than silence.
      buffer = knock(context);
    }
    if (context !== this.context) return;
    this.stop();
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.start();
    this.playing = source;
  }

  private fetched(path: string, hass: Hass, context: AudioContext): Promise<AudioBuffer> {
    const known = this.sounds.get(path);
    if (known) return known;
    const coming = (async () => {
      const answer = await hass.fetchWithAuth(path, { signal: AbortSignal.timeout(8000) });
      if (!answer.ok) throw new Error(String(answer.status));
      return context.decodeAudioData(await answer.arrayBuffer());
    })();
    this.sounds.set(path, coming);
    coming.catch(() => this.sounds.delete(path));
    return coming;
  }
}

/** Five knocks on hollow wood. */
function knock(context: AudioContext): AudioBuffer {
  const { sampleRate } = context;
  const buffer = context.createBuffer(1, sampleRate * 2, sampleRate);
  const samples = buffer.getChannelData(0);
  for (let beat = 0; beat < 5; beat++) {
    const start = Math.round(beat * 0.3 * sampleRate);
    for (let n = 0; n < sampleRate * 0.2; n++) {
      const t = n / sampleRate;
      samples[start + n] = 0.6 * Math.exp(-22 * t) * Math.sin(2 * Math.PI * 290 * t);
    }
  }
  return buffer;
}
