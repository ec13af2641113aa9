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

/** Lays out a dashboard for whoever looks: volunteers get everything, residents a calm page without actions. */
export function layOut(snapshot: Snapshot | null, hass: Hass): object {
  const say = sayFor(hass);
  if (!snapshot) {
    return { views: [{ title: say("wall"), cards: [{ type: "markdown", content: say("failed") }] }] };
  }
  const slots = seen(snapshot);
  const filled = snapshot.volunteer ? slots : slots.filter((slot) => slot.status !== "empty");
  // As many side by side as make a square of them; on a phone each has the whole width.
  const columns = Math.min(Math.max(Math.ceil(Math.sqrt(filled.length)), 1), MOST_COLUMNS);
  const pictures: Section = {
    type: "grid",
    cards: filled.map((slot) => card("slot", { slot: slot.key, grid_options: { columns: 12 } })),
    column_span: columns,
  };
  if (!snapshot.volunteer) {
    if (filled.length === 0) pictures.cards = [{ type: "markdown", content: say("no_slots_for_you") }];
    return {
      views: [{ title: say("resident_view"), type: "sections", max_columns: columns, sections: [pictures] }],
    };
  }
  pictures.cards.unshift(card("incidents", { grid_options: { columns: "full" } }));
  const beside: Section = { type: "grid", cards: [card("report"), card("recorders")] };
  const views: object[] = [
    {
      title: say("slots"),
      icon: "mdi:cctv",
      type: "sections",
      max_columns: columns + 1,
      sections: [pictures, beside],
    },
  ];
  if (snapshot.admin) {
    const settings: Section = { type: "grid", cards: [card("displays"), card("zones")], column_span: 2 };
    views.push({
      title: say("displays"),
      path: "layar",
      icon: "mdi:monitor-screenshot",
      type: "sections",
      sections: [settings],
    });
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
