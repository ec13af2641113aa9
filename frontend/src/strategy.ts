import { element } from "./element";
import type { Hass } from "./hass";
import { sayFor, sayIn } from "./i18n";
import type { SeenSlot, Snapshot } from "./model";

interface Section {
  type: "grid";
  cards: object[];
  column_span?: number;
}

const LIMIT = 4000;
const MOST_COLUMNS = 3;

/** Asks for the whole once; a dashboard must be there in time even if the hub is slow. */
async function ask(hass: Hass): Promise<Snapshot | null> {
  return new Promise((resolve) => {
    let end: (() => Promise<void>) | null = null;
    let done = false;
    const finish = (snapshot: Snapshot | null): void => {
      if (done) return;
      done = true;
      window.clearTimeout(timer);
      void end?.().catch(() => undefined);
      resolve(snapshot);
    };
    const timer = window.setTimeout(() => finish(null), LIMIT);
    hass.connection
      .subscribeMessage<Snapshot>(finish, { type: "rt_cctv/wall/subscribe" }, { resubscribe: false })
      .then((stop) => {
        end = stop;
        if (done) void stop().catch(() => undefined);
      })
      .catch(() => finish(null));
  });
}

function card(name: string, config: object = {}): object {
  return { type: `custom:rt-cctv-${name}-card`, ...config };
}

function seen(snapshot: Snapshot): SeenSlot[] {
  return snapshot.slots.filter((slot): slot is SeenSlot => !slot.hidden);
}

/** A recorder's slots: as many side by side as make a square of them; on a phone each has the whole width. */
function pictures(slots: SeenSlot[], heading: string | undefined): Section {
  const columns = Math.min(Math.max(Math.ceil(Math.sqrt(slots.length)), 1), MOST_COLUMNS);
  const cards = slots.map((slot) => card("slot", { slot: slot.key, grid_options: { columns: 12 } }));
  if (heading !== undefined) cards.unshift({ type: "heading", heading });
  return { type: "grid", cards, column_span: columns };
}

function viewOf(sections: Section[], rest: object): object {
  const widest = Math.max(...sections.map((section) => section.column_span ?? 1));
  return { type: "sections", max_columns: widest + Number(sections.length > 1), sections, ...rest };
}

/** Lays out a dashboard for whoever looks: volunteers get everything, residents a calm page without actions. */
export function layOut(snapshot: Snapshot | null, hass: Hass): object {
  const say = sayFor(hass);
  if (!snapshot) {
    return { views: [{ title: say("wall"), cards: [{ type: "markdown", content: say("failed") }] }] };
  }
  const slots = seen(snapshot).filter((slot) => snapshot.volunteer || slot.status !== "empty");
  const groups = snapshot.recorders
    .map((recorder) => ({ recorder, slots: slots.filter((slot) => slot.entry === recorder.entry) }))
    .filter((group) => group.slots.length > 0);
  const sections = groups.map((group) =>
    pictures(group.slots, groups.length > 1 ? group.recorder.name : undefined),
  );
  if (!snapshot.volunteer) {
    if (sections.length === 0) {
      sections.push({ type: "grid", cards: [{ type: "markdown", content: say("no_slots_for_you") }] });
    }
    return { views: [viewOf(sections, { title: say("resident_view") })] };
  }
  const incidents = card("incidents", { grid_options: { columns: "full" } });
  const [first = { type: "grid", cards: [] }, ...others] = sections;
  first.cards.unshift(incidents);
  const beside: Section = { type: "grid", cards: [card("report"), card("recorders")] };
  const views = [viewOf([first, beside, ...others], { title: say("slots"), icon: "mdi:cctv" })];
  if (snapshot.admin) {
    const settings: Section = { type: "grid", cards: [card("displays"), card("zones")], column_span: 2 };
    const about = { title: say("displays"), path: "layar", icon: "mdi:monitor-screenshot" };
    views.push(viewOf([settings], about));
  }
  return { title: say("wall"), views };
}

@element("ll-strategy-dashboard-rt-cctv")
export class DashboardStrategy extends HTMLElement {
  static readonly noEditor = true;

  static async generate(_config: object, hass: Hass): Promise<object> {
    return layOut(await ask(hass), hass);
  }
}

interface Offers {
  customStrategies?: object[];
  customCards?: object[];
  rtCctvOffered?: boolean;
}

const CARDS = ["slot", "incidents", "report", "recorders", "displays", "zones"] as const;

/** Offers our cards and the dashboard in Home Assistant's pickers. */
export function offer(): void {
  const window_ = window as Window & Offers;
  if (window_.rtCctvOffered) return;
  window_.rtCctvOffered = true;
  const say = sayIn(document.documentElement.lang || navigator.language);
  (window_.customStrategies ??= []).push({
    type: "rt-cctv",
    strategyType: "dashboard",
    name: say("wall"),
    description: say("strategy_about"),
  });
  (window_.customCards ??= []).push(
    ...CARDS.map((name) => ({
      type: `rt-cctv-${name}-card`,
      name: say(`card_${name}`),
      description: say(`card_${name}_about`),
      preview: false,
      ...(name === "slot" ? { getEntitySuggestion: suggestion } : {}),
    })),
  );
}

function suggestion(hass: Hass, entity: string): object | null {
  return entity.startsWith("camera.") && hass.entities?.[entity]?.platform === "rt_cctv"
    ? { config: { type: "custom:rt-cctv-slot-card", camera: entity } }
    : null;
}
