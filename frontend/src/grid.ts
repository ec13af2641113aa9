export interface Grid {
  columns: number;
  rows: number;
}

/** The grid in which `count` tiles of the aspect are largest in a box; ties go to fewer empty places. */
export function fitGrid(count: number, width: number, height: number, aspect = 16 / 9): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count) };
  let largest = 0;
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    const tile = Math.min(width / columns, (height / rows) * aspect);
    const spare = (columns * rows - count) * 1e-6;
    if (tile - spare > largest) {
      largest = tile - spare;
      best = { columns, rows };
    }
  }
  return best;
}

/**
 * The CSS grid-template of the wall. A large tile has the upper row and the others the strip below it; what is said
 * of an incident has the last column.
 */
export function template(
  count: number,
  large: boolean,
  front: boolean,
  box: { width: number; height: number },
): string {
  const beside = front ? " 30%" : "";
  const whole = (times: number): string => `repeat(${Math.max(1, times)}, minmax(0, 1fr))`;
  if (large) return `minmax(0, 1fr) ${count > 1 ? "24%" : "0"} / ${whole(count - 1)}${beside}`;
  const { columns, rows } = fitGrid(count, box.width * (front ? 0.7 : 1), box.height * 0.93);
  return `${whole(rows)} / ${whole(columns)}${beside}`;
}
