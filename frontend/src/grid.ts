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
