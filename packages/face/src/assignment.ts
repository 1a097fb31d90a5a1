/**
 * Optimal assignment: gives each row at most one column and each column at most one row so that the gains add up to the
 * most. A gain of 0 or less is never taken.
 *
 * Shortest augmenting paths with potentials (Jonker and Volgenant, Computing 38, 1987), O(rows² · columns) after turning
 * the matrix so that rows are the fewer. Each row gets a private extra column of gain 0, which is "nothing".
 * @param gains rows of equal length.
 * @returns the column of each row, or -1.
 */
export function assign(gains: readonly (readonly number[])[]): number[] {
  const rows = gains.length;
  const columns = gains[0]?.length ?? 0;
  if (columns === 0) return gains.map(() => -1);
  if (rows > columns) {
    const rowOf = assign(Array.from({ length: columns }, (_, column) => gains.map((row) => row[column]!)));
    const result = new Array<number>(rows).fill(-1);
    rowOf.forEach((row, column) => {
      if (row !== -1) result[row] = column;
    });
    return result;
  }
  const all = columns + rows;
  const cost = (row: number, column: number) => (column < columns ? -Math.max(0, gains[row]![column]!) : 0);
  const rowOf = shortestAugmentingPaths({ rows, columns: all, cost });
  const result = new Array<number>(rows).fill(-1);
  for (let column = 0; column < columns; column++) {
    const row = rowOf[column]!;
    if (row !== -1 && gains[row]![column]! > 0) result[row] = column;
  }
  return result;
}

interface AssignmentProblem {
  rows: number;
  /** At least as many as rows. */
  columns: number;
  cost: (row: number, column: number) => number;
}

/** Row of each column, or -1, with every row placed and the sum of costs least. */
function shortestAugmentingPaths({ rows, columns, cost }: AssignmentProblem): Int32Array {
  const rowOf = new Int32Array(columns).fill(-1);
  const rowPotential = new Float64Array(rows);
  const columnPotential = new Float64Array(columns);
  const cameFrom = new Int32Array(columns);
  for (let start = 0; start < rows; start++) {
    const reach = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
    const visited = new Uint8Array(columns);
    let row = start;
    let through = -1;
    let length = 0;
    let end = -1;
    while (end === -1) {
      let nearest = -1;
      for (let column = 0; column < columns; column++) {
        if (visited[column]) continue;
        const offer = length + cost(row, column) - rowPotential[row]! - columnPotential[column]!;
        if (offer < reach[column]!) {
          reach[column] = offer;
          cameFrom[column] = through;
        }
        if (nearest === -1 || reach[column]! < reach[nearest]!) nearest = column;
      }
      visited[nearest] = 1;
      length = reach[nearest]!;
      if (rowOf[nearest] === -1) end = nearest;
      else row = rowOf[nearest]!;
      through = nearest;
    }
    rowPotential[start]! += length;
    for (let column = 0; column < columns; column++) {
      if (!visited[column] || column === end) continue;
      rowPotential[rowOf[column]!]! += length - reach[column]!;
      columnPotential[column]! += reach[column]! - length;
    }
    for (let column = end; column !== -1; ) {
      const before = cameFrom[column]!;
      rowOf[column] = before === -1 ? start : rowOf[before]!;
      column = before;
    }
  }
  return rowOf;
}
