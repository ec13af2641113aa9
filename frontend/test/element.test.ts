import { expect, it } from "vitest";

import { element } from "../src/element";

class First extends HTMLElement {}
class Second extends HTMLElement {}
class Third extends HTMLElement {}

it("is defined at once, and once, where there is no Home Assistant to wait for", () => {
  element("x-first")(First);
  element("x-first")(Second);
  expect(customElements.get("x-first")).toBe(First);
});

it("waits for the registry that Home Assistant brings along", async () => {
  document.body.append(document.createElement("home-assistant"));
  element("x-third")(Third);
  expect(customElements.get("x-third")).toBeUndefined();
  customElements.define("home-assistant", class extends HTMLElement {});
  await customElements.whenDefined("x-third");
  expect(customElements.get("x-third")).toBe(Third);
});
