const APP = "home-assistant";

/**
 * Defines an element once: after an update the script may be loaded a second time under another address.
 *
 * Home Assistant puts a registry of its own in the place of the browser's, which knows nothing of what was defined
 * before. Its pages load this script beside their own, so it waits until theirs has run.
 */
export function element(tag: string) {
  return (kind: CustomElementConstructor): void => {
    const define = (): void => {
      if (!customElements.get(tag)) customElements.define(tag, kind);
    };
    const early = document.querySelector(APP) && !customElements.get(APP);
    if (early) void customElements.whenDefined(APP).then(define);
    else define();
  };
}
