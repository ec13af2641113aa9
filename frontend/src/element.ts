/** Defines an element once: after an update the script may be loaded a second time under another address. */
export function element(tag: string) {
  return (kind: CustomElementConstructor): void => {
    if (!customElements.get(tag)) customElements.define(tag, kind);
  };
}
