import { css } from "lit";

// Sizes go by the tile's own width: a name is read from three metres on a quarter of a 20-inch screen.
export const tileStyle = css`
  :host {
    display: block;
    position: relative;
    overflow: hidden;
    container-type: size;
    background: #000;
    color: #fff;
    font-family: var(--ha-font-family-body, Roboto, "Noto Sans", sans-serif);
  }
  video,
  img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  [hidden] {
    display: none;
  }
  .icon {
    width: 1em;
    height: 1em;
    flex: none;
  }
  .bar {
    position: absolute;
    inset: auto 0 0 0;
    display: flex;
    align-items: center;
    gap: 0.45em;
    padding: 0.22em 0.45em;
    font-size: clamp(13px, 4.9cqw, 15cqh);
    font-weight: 600;
    line-height: 1.15;
    background: rgba(0, 0, 0, 0.72);
  }
  .number {
    min-width: 1.35em;
    text-align: center;
    border-radius: 0.2em;
    background: #fff;
    color: #000;
  }
  .name {
    flex: 1;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .chip {
    display: flex;
    align-items: center;
    gap: 0.3em;
    font-size: 0.72em;
    font-weight: 500;
    white-space: nowrap;
  }
  .live .state .icon {
    color: #7dff9a;
  }
  .message {
    position: absolute;
    inset: 0 0 14cqh 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 1.5cqh;
    padding: 2cqw;
    text-align: center;
    font-size: clamp(14px, 5.4cqw, 12cqh);
    font-weight: 600;
    line-height: 1.2;
  }
  .message .icon {
    font-size: 2.6em;
  }
  .message small {
    font-size: 0.72em;
    font-weight: 400;
  }
  .old video,
  .old img {
    filter: grayscale(1) brightness(0.45);
  }
  .old .message {
    background: repeating-linear-gradient(135deg, transparent 0 18px, rgba(255, 255, 255, 0.13) 18px 24px);
  }
  .old .message span {
    padding: 0.1em 0.5em;
    background: #fff;
    color: #000;
    border-radius: 0.2em;
  }
  .dark {
    background: #2a0d0d;
  }
  .empty {
    background: #10212e;
    outline: 0.6cqw dashed #9cc7e6;
    outline-offset: -2cqw;
  }
  .hidden {
    background: #1c1c1c radial-gradient(#4a4a4a 1.5px, transparent 2px) 0 0 / 18px 18px;
  }
  .face {
    position: absolute;
    inset: 0;
  }
  .alarm::after {
    content: "";
    position: absolute;
    inset: 0;
    border: 0.9cqw solid #ffd21f;
    pointer-events: none;
  }
  .alarm.emergency::after {
    border: 1.4cqw double #ff5b4d;
  }
`;
