import { html, nothing, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";

import { element } from "../element";
import { dayName } from "../i18n";
import { FeedCard } from "./base";

interface Display {
  id: string;
  name: string;
  acknowledges: boolean;
  paired_at: string;
}

/** Pairs displays and logs them out. For administrators. */
@element("rt-cctv-displays-card")
export class DisplaysCard extends FeedCard {
  @state() private displays: Display[] = [];
  @state() private page = "";
  @state() private said = "";
  @query("input.code") private readonly code!: HTMLInputElement;
  @query("input.name") private readonly called!: HTMLInputElement;
  @query("input.counts") private readonly counts!: HTMLInputElement;
  private asked = false;

  protected override updated(): void {
    if (this.asked || !this.snapshot?.admin) return;
    this.asked = true;
    void this.list();
  }

  private async list(): Promise<void> {
    type Answer = { page: string; displays: Display[] };
    try {
      const answer = await this.hass?.callWS<Answer>({ type: "rt_cctv/display/list" });
      this.displays = answer?.displays ?? [];
      this.page = answer?.page ?? "";
    } catch {
      this.said = this.say("failed");
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { say, snapshot } = this;
    if (!snapshot?.admin) return nothing;
    const code = new URLSearchParams(location.search).get("pair") ?? "";
    return html`<ha-card>
      <h2>${say("displays")}</h2>
      ${this.displays.length ? nothing : html`<p>${say("display_none")}</p>`}
      ${this.displays.map(
        (each) => html`<div class="row">
          <span class="grow">${each.name} · ${dayName(this.hass, Date.parse(each.paired_at) / 1000)}</span>
          <button class="quiet" @click=${() => this.logOut(each)}>${say("display_remove")}</button>
        </div>`,
      )}
      <p>${say("display_how", { url: `${location.origin}${this.page}` })}</p>
      <div class="row">
        <input class="code grow" inputmode="numeric" maxlength="7" .value=${code} placeholder=${say("display_code")}
          aria-label=${say("display_code")} />
        <input class="name grow" maxlength="60" value="Pos Kamling" aria-label=${say("display_name")} />
      </div>
      <div class="row">
        <label class="grow"><input class="counts" type="checkbox" checked style="min-height:0" />
          ${say("display_acknowledges")}</label>
        <button @click=${this.pair}>${say("display_pair")}</button>
      </div>
      <div role="status">${this.said}</div>
    </ha-card>`;
  }

  private async pair(): Promise<void> {
    try {
      await this.hass?.callWS({
        type: "rt_cctv/display/pair",
        code: this.code.value.replaceAll(/\D/g, ""),
        name: this.called.value.trim(),
        acknowledges: this.counts.checked,
      });
      this.code.value = "";
      this.said = this.say("display_paired");
    } catch {
      this.said = this.say("display_wrong");
    }
    await this.list();
  }

  private async logOut({ id }: Display): Promise<void> {
    try {
      await this.hass?.callWS({ type: "rt_cctv/display/remove", display: id });
      this.said = "";
    } catch {
      this.said = this.say("failed");
    }
    await this.list();
  }
}
