import { css } from "lit";

export const wallStyle = css`
  :host {
    position: fixed;
    inset: 0;
    display: flex;
    flex-direction: column;
    overflow: hidden;
    background: #000;
    color: #fff;
    font-family: var(--ha-font-family-body, Roboto, "Noto Sans", sans-serif);
    z-index: 5;
    cursor: default;
    user-select: none;
  }
  :host(.idle) {
    cursor: none;
  }
  .shift {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-height: 0;
    transition: transform 3s;
  }
  header {
    display: flex;
    align-items: center;
    gap: 1.2em;
    padding: 0.12em 0.6em;
    font-size: clamp(16px, min(2.1vw, 4vh), 60px);
    min-height: 1.7em;
    background: #0b0b0b;
  }
  .clock {
    font-size: 1.5em;
    font-weight: 700;
    line-height: 1;
    font-variant-numeric: tabular-nums;
  }
  .spacer {
    flex: 1;
  }
  .chip {
    display: flex;
    align-items: center;
    gap: 0.35em;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .mode {
    padding: 0.05em 0.5em;
    border: 2px solid #fff;
    border-radius: 0.3em;
    font-weight: 600;
  }
  .mode.siaga {
    background: #fff;
    color: #000;
  }
  .icon {
    width: 1.1em;
    height: 1.1em;
    flex: none;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0.2em;
    cursor: pointer;
    display: flex;
    align-items: center;
    gap: 0.3em;
    min-width: 44px;
    min-height: 44px;
    justify-content: center;
  }
  button:focus-visible {
    outline: 3px solid #ffd21f;
    outline-offset: -3px;
  }
  .notice {
    padding: 0.25em 0.8em;
    font-size: clamp(15px, 1.9vw, 44px);
    background: #ffd21f;
    color: #000;
    font-weight: 600;
    text-align: center;
  }
  main {
    flex: 1;
    min-height: 0;
    display: grid;
    gap: 4px;
    padding: 2px;
  }
  rt-cctv-tile {
    min-width: 0;
    min-height: 0;
    cursor: pointer;
  }
  rt-cctv-tile.large {
    grid-area: 1 / 1 / 2 / -1;
  }
  main:has(rt-cctv-front) rt-cctv-tile.large {
    grid-area: 1 / 1 / 2 / -2;
  }
  rt-cctv-front {
    grid-area: 1 / -2 / -1 / -1;
  }
  .pairing {
    margin: auto;
    padding: 8px;
    width: min(100%, 560px);
    box-sizing: border-box;
    overflow: auto;
    font-size: 18px;
    user-select: text;
  }
  .center {
    margin: auto;
    padding: 2em;
    text-align: center;
    font-size: clamp(18px, 2.4vw, 56px);
    max-width: 32em;
  }
  .night {
    position: absolute;
    inset: 0;
    background: rgba(0, 0, 0, 0.45);
    pointer-events: none;
  }
`;
