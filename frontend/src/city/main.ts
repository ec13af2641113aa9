import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { signPath, type Hass } from "../hass";
import {
  TROUBLES,
  below,
  hubName,
  merge,
  pathTo,
  todayInSemarang,
  type Area,
  type CityEvent,
  type HubDetail,
  type HubRow,
  type Page,
  type Query,
  type Sums,
  type Trouble,
} from "./data";
import { hubCard, since, slotDots } from "./hub";
import { style } from "./style";
import { sayIn, type Say, type Word } from "./words";

const SHOWN: Word[] = [
  "rt",
  "online",
  "slots_online",
  "slots_dark",
  "slots_unknown",
  "slots_empty",
  "incidents",
  "today_illegal_parking",
  "today_flooding",
];
const SEARCH_WAIT = 300;
const CITY = "3374";

@customElement("rt-cctv-city")
export class CityPanel extends LitElement {
  static styles = style;

  @property({ attribute: false }) hass?: Hass;
  @property({ type: Boolean, reflect: true }) narrow = false;
  @state() private areas = new Map<string, Area>();
  @state() private sums = new Map<string, Sums>();
  @state() private status: CityEvent | null = null;
  @state() private query: Query = { area: CITY, text: "", trouble: null, offset: 0 };
  @state() private hubs: HubRow[] = [];
  @state() private total = 0;
  @state() private detail: HubDetail | null = null;
  @state() private error = "";
  private leave?: Promise<() => Promise<void>>;
  private asked = 0;
  private timer?: ReturnType<typeof setTimeout>;

  disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    void this.leave?.then((end) => end()).catch(() => undefined);
    this.leave = undefined;
  }

  protected updated(changed: PropertyValues): void {
    if (changed.has("hass") && this.hass && !this.leave) void this.start(this.hass);
  }

  private async start(hass: Hass): Promise<void> {
    this.leave = hass.connection.subscribeMessage<CityEvent>(
      (event) => {
        this.sums = merge(this.sums, event);
        this.status = event;
      },
      { type: "rt_cctv/city/subscribe" },
    );
    try {
      await this.leave;
      const { areas } = await hass.callWS<{ areas: Area[] }>({ type: "rt_cctv/city/areas" });
      this.areas = new Map(areas.map((area) => [area.code, area]));
      await this.look();
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    const text = error instanceof Error ? error.message : (error as { message?: string }).message;
    this.error = text ?? String(error);
  }

  private ask(changes: Partial<Query>): void {
    this.query = { ...this.query, offset: 0, ...changes };
    this.detail = null;
    void this.look();
  }

  private async look(): Promise<void> {
    if (!this.hass) return;
    const { area, text, trouble, offset } = this.query;
    const mine = ++this.asked;
    try {
      const page = await this.hass.callWS<Page>({
        type: "rt_cctv/city/hubs",
        area: area === CITY ? "" : area,
        text,
        offset,
        ...(trouble ? { trouble } : {}),
      });
      // Somebody types faster than the database answers.
      if (mine !== this.asked) return;
      this.hubs = offset ? [...this.hubs, ...page.hubs] : page.hubs;
      this.total = page.total;
      this.error = "";
    } catch (error) {
      if (mine === this.asked) this.fail(error);
    }
  }

  private async open(hub: string): Promise<void> {
    try {
      this.detail = (await this.hass?.callWS<HubDetail>({ type: "rt_cctv/city/hub", hub })) ?? null;
    } catch (error) {
      this.fail(error);
    }
  }

  private async act(action: "confirm_hubs" | "revoke_hubs", hub: string): Promise<void> {
    if (action === "revoke_hubs" && !confirm(this.say("revoke_sure", { hub }))) return;
    try {
      await this.hass?.callService("rt_cctv", action, { hubs: [hub] });
      await this.open(hub);
      await this.look();
    } catch (error) {
      this.fail(error);
    }
  }

  private async download(): Promise<void> {
    const value = (name: string): string =>
      this.renderRoot.querySelector<HTMLInputElement>(`input[name=${name}]`)?.value ?? "";
    const path = `/api/rt_cctv/city/counts.csv?from=${value("from")}&to=${value("to")}`;
    try {
      if (this.hass) location.assign(await signPath(this.hass, path));
    } catch (error) {
      this.fail(error);
    }
  }

  private type(event: Event): void {
    const text = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask({ text }), SEARCH_WAIT);
  }

  private get say(): Say {
    return sayIn(this.hass?.locale?.language ?? this.hass?.language);
  }

  private tell = (at: number | null): string => {
    if (at === null) return this.say("never");
    const language = this.hass?.locale?.language ?? this.hass?.language ?? "id";
    return new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
  };

  protected render(): TemplateResult {
    const say = this.say;
    return html`
      <header>
        ${this.narrow
          ? html`<button aria-label=${say("menu")} @click=${this.openMenu}>☰</button>`
          : nothing}
        <h1>${say("title")}</h1>
        ${this.exports()}
      </header>
      ${this.warnings()}
      <nav class="path" aria-label=${say("title")}>
        ${pathTo(this.areas, this.query.area).map(
          (area) =>
            html`<button
              aria-pressed=${area.code === this.query.area}
              @click=${() => this.ask({ area: area.code })}
            >
              ${area.name}
            </button>`,
        )}
      </nav>
      ${this.totals()} ${this.tree()} ${this.filters()}
      ${this.detail ? this.card(this.detail) : this.table()}
    `;
  }

  /** On a phone Home Assistant's sidebar is away, and only the panel itself can bring it back. */
  private openMenu(): void {
    this.dispatchEvent(new Event("hass-toggle-menu", { bubbles: true, composed: true }));
  }

  private warnings(): TemplateResult | typeof nothing {
    const say = this.say;
    if (this.error)
      return html`<div class="warning" role="alert">${say("failed", { error: this.error })}</div>`;
    if (this.status?.problem)
      return html`<div class="warning" role="alert">
        ${say("problem", { error: this.status.problem })}
      </div>`;
    return this.status && !this.status.connected
      ? html`<div class="warning" role="alert">${say("disconnected")}</div>`
      : nothing;
  }

  private totals(): TemplateResult {
    const sums = this.sums.get(this.query.area);
    return html`<div class="sums">
      ${SHOWN.map(
        (word) => html`<div class="sum"><b>${sums?.[word] ?? "–"}</b>${this.say(word)}</div>`,
      )}
    </div>`;
  }

  private tree(): TemplateResult {
    return html`<div class="areas">
      ${below(this.areas, this.query.area).map((area) => {
        const sums = this.sums.get(area.code) ?? {};
        const parts = [sums.slots_online ?? 0, sums.slots_dark ?? 0, sums.slots_unknown ?? 0];
        return html`<button @click=${() => this.ask({ area: area.code })}>
          ${area.name} <span class="dim">${sums.online ?? 0}/${sums.rt ?? 0}</span>
          <div class="bar" aria-hidden="true">
            ${["alive", "dark", "unknown"].map(
              (name, index) => html`<i class=${name} style="flex: ${parts[index] ?? 0}"></i>`,
            )}
          </div>
        </button>`;
      })}
    </div>`;
  }

  private filters(): TemplateResult {
    const say = this.say;
    const button = (trouble: Trouble | null, word: Word): TemplateResult =>
      html`<button
        aria-pressed=${this.query.trouble === trouble}
        @click=${() => this.ask({ trouble })}
      >
        ${say(word)}
      </button>`;
    return html`<div class="filters" role="search">
      <input type="search" aria-label=${say("search")} placeholder=${say("search")} @input=${this.type} />
      ${button(null, "all")} ${TROUBLES.map((trouble) => button(trouble, trouble))}
    </div>`;
  }

  private exports(): TemplateResult {
    const field = (name: "from" | "to"): TemplateResult =>
      html`<label>${this.say(name)} <input type="date" name=${name} .value=${todayInSemarang()} /></label>`;
    return html`<div class="export">
      ${field("from")} ${field("to")}
      <button @click=${this.download}>${this.say("export")}</button>
    </div>`;
  }

  private table(): TemplateResult {
    const say = this.say;
    if (!this.hubs.length) return html`<p class="dim">${say("nothing")}</p>`;
    return html`<div class="card">
      <p class="dim">${say("found", { count: this.total })}</p>
      <table>
        ${this.hubs.map(
          (hub) => html`<tr>
            <td>
              <button @click=${() => void this.open(hub.id)}>${hubName(hub.id, this.areas)}</button>
            </td>
            <td>${slotDots(hub, say)}</td>
            <td class="dim">${since(hub, say, this.tell)}</td>
          </tr>`,
        )}
      </table>
      ${this.hubs.length < this.total
        ? html`<button
            @click=${() => {
              this.query = { ...this.query, offset: this.hubs.length };
              void this.look();
            }}
          >
            ${say("more")}
          </button>`
        : nothing}
    </div>`;
  }

  private card(hub: HubDetail): TemplateResult {
    const admin = this.hass?.user?.is_admin ?? false;
    return hubCard(hub, hubName(hub.id, this.areas), this.say, this.tell, {
      close: () => (this.detail = null),
      confirm:
        admin && hub.status === "pending" ? () => void this.act("confirm_hubs", hub.id) : null,
      revoke:
        admin && hub.status !== "revoked" ? () => void this.act("revoke_hubs", hub.id) : null,
    });
  }
}
