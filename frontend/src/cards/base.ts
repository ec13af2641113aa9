import { css, LitElement, type CSSResultGroup, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";

import { feedOf, type Feed } from "../feed";
import type { Hass } from "../hass";
import { sayFor, type Say } from "../i18n";
import type { Snapshot } from "../model";

export interface CardConfig {
  type: string;
  [key: string]: unknown;
}

/** What all our cards have in common: they follow the page's one feed while they are on it. */
export abstract class FeedCard<Config extends CardConfig = CardConfig> extends LitElement {
  static override styles: CSSResultGroup = css`
    ha-card {
      padding: 16px;
      overflow: hidden;
    }
    h2 {
      margin: 0 0 8px;
      font-size: var(--ha-font-size-l, 18px);
      font-weight: 500;
    }
    button {
      font: inherit;
      min-height: 44px;
      padding: 0 16px;
      border: 1px solid var(--divider-color, #888);
      border-radius: 8px;
      /* Home Assistant's own primary colour is too light for white words. */
      background: #06618f;
      color: #fff;
      cursor: pointer;
    }
    button.quiet {
      background: none;
      color: var(--primary-text-color, #000);
    }
    button:disabled {
      opacity: 0.5;
    }
    input,
    select,
    textarea {
      font: inherit;
      box-sizing: border-box;
      min-height: 44px;
      padding: 4px 8px;
      color: var(--primary-text-color, #000);
      background: var(--card-background-color, #fff);
      border: 1px solid var(--secondary-text-color, #666);
      border-radius: 8px;
    }
    .row {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
      margin-top: 8px;
    }
    .grow {
      flex: 1;
      min-width: 8em;
    }
    [role="status"]:empty {
      display: none;
    }
  `;

  @property({ attribute: false }) hass?: Hass;
  @state() protected config?: Config;
  @state() protected snapshot: Snapshot | null = null;
  protected feed: Feed | null = null;
  private forget: (() => void) | null = null;

  setConfig(config: Config): void {
    this.config = config;
  }

  getCardSize(): number {
    return 4;
  }

  getGridOptions(): object {
    return { columns: 12, min_columns: 6 };
  }

  protected get say(): Say {
    return sayFor(this.hass);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forget?.();
    this.forget = this.feed = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("hass") && !this.feed) this.follow();
  }

  private follow(): void {
    if (!this.hass || this.feed) return;
    this.feed = feedOf(this.hass);
    this.forget = this.feed.listen(() => (this.snapshot = this.feed?.snapshot ?? null));
    this.snapshot = this.feed.snapshot;
  }
}
