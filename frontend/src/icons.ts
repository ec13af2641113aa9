import { svg, type SVGTemplateResult } from "lit";

// Drawn for this wall: plain shapes that can be told apart from three metres, in any colour.
const shapes = {
  live: svg`<circle cx="12" cy="12" r="6" fill="currentColor" />`,
  wait: svg`<path d="M6 3h12M6 21h12M7 3c0 6 5 6 5 9s-5 3-5 9M17 3c0 6-5 6-5 9s5 3 5 9" />`,
  old: svg`<circle cx="12" cy="12" r="9" /><path d="M12 6v6l4 3" />`,
  dark: svg`<path d="M3 8h12v8H3zM15 11l6-3v8l-6-3M2 3l20 18" />`,
  empty: svg`<path d="M12 5v14M5 12h14" />`,
  hidden: svg`<path d="M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12zM4 20 20 4" />`,
  pemkot: svg`<path d="M12 3 3 8v2h18V8zM5 11v7M12 11v7M19 11v7M3 20h18" />`,
  swadaya: svg`<path d="M3 12 12 4l9 8M6 11v9h12v-9" />`,
  korporasi: svg`<path d="M4 21V5h10v16M14 10h6v11M8 9h2M8 13h2M8 17h2" />`,
  alarm: svg`<path d="M12 3 2 20h20zM12 9v6M12 17v1" />`,
  full: svg`<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />`,
  sound: svg`<path d="M4 9v6h4l5 4V5L8 9zM16 9l5 6M21 9l-5 6" />`,
  back: svg`<path d="M11 5 4 12l7 7M4 12h16" />`,
  check: svg`<path d="m4 13 5 5L20 6" />`,
};

export type IconName = keyof typeof shapes;

export function icon(name: IconName): SVGTemplateResult {
  return svg`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor"
    stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">${shapes[name]}</svg>`;
}
