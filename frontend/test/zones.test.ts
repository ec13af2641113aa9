import { expect, it } from "vitest";

import { addCorner, type Point } from "../src/cards/zones";

const square: Point[] = [
  [0.1, 0.1],
  [0.9, 0.1],
  [0.9, 0.9],
  [0.1, 0.9],
];

it("closes a zone at its first corner, once it has four", () => {
  expect(addCorner(square, [0.11, 0.11])).toEqual({ corners: square, closed: true });
  expect(addCorner(square.slice(0, 3), [0.1, 0.1])).toMatchObject({ closed: false });
});

it("keeps corners inside the picture", () => {
  expect(addCorner([], [1.2, -0.1]).corners).toEqual([[1, 0]]);
});

it("closes a zone that has as many corners as there may be", () => {
  let corners: Point[] = [];
  let closed = false;
  for (let n = 0; n < 40 && !closed; n++) ({ corners, closed } = addCorner(corners, [n / 40, (n % 2) / 2 + 0.2]));
  expect(corners.length).toBe(32);
});
