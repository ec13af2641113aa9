import { html, LitElement, nothing, css, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { element } from "./element";
import type { Hass } from "./hass";

const TRIES = 4;
const AGAIN = 3000;

/** The still of an incident, fetched as the user who looks. */
@element("rt-cctv-evidence")
export class Evidence extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
    img {
      display: block;
      width: 100%;
      height: 100%;
      object-fit: contain;
    }
  `;

  @property({ attribute: false }) hass?: Hass;
  @property() path: string | null = null;
  @property() label = "";
  @state() private url: string | null = null;
  private timer = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forget();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.fetch(1);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("path")) {
      this.forget();
      void this.fetch(1);
    }
  }

  private forget(): void {
    window.clearTimeout(this.timer);
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = null;
  }

  private async fetch(attempt: number): Promise<void> {
    const { path, hass } = this;
    if (!path || !hass || !this.isConnected) return;
    try {
      const answer = await hass.fetchWithAuth(path, { signal: AbortSignal.timeout(10_000) });
      if (answer.status !== 200) throw new Error(String(answer.status));
      const picture = await answer.blob();
      if (path === this.path && this.isConnected) this.url = URL.createObjectURL(picture);
    } catch {
      // The still may be on its way yet.
      if (attempt < TRIES && path === this.path) {
        this.timer = window.setTimeout(() => void this.fetch(attempt + 1), AGAIN);
      }
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    return this.url ? html`<img src=${this.url} alt=${this.label} />` : nothing;
  }
}
