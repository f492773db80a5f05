/**
 * The cheapest way to give each row a column of its own (Hungarian method, in rows² × columns steps).
 *
 * @param costs - row by row; no more rows than columns
 * @returns the column of each row
 */
export function assign(costs: Float64Array, rows: number, columns: number): Int32Array {
  // Index 0 stands for "none", as in the usual form of the algorithm.
  const rowPrice = new Float64Array(rows + 1)
  const columnPrice = new Float64Array(columns + 1)
  const rowOf = new Int32Array(columns + 1)
  const cameFrom = new Int32Array(columns + 1)
  const least = new Float64Array(columns + 1)
  const isDone = new Uint8Array(columns + 1)
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row
    least.fill(Infinity)
    isDone.fill(0)
    let column = 0
    do {
      isDone[column] = 1
      const current = rowOf[column]!
      let step = Infinity
      let next = 0
      for (let index = 1; index <= columns; index++) {
        if (isDone[index]) continue
        const cost =
          costs[(current - 1) * columns + index - 1]! - rowPrice[current]! - columnPrice[index]!
        if (cost < least[index]!) {
          least[index] = cost
          cameFrom[index] = column
        }
        if (least[index]! < step) {
          step = least[index]!
          next = index
        }
      }
      for (let index = 0; index <= columns; index++) {
        if (isDone[index]) {
          rowPrice[rowOf[index]!]! += step
          columnPrice[index]! -= step
        } else least[index]! -= step
      }
      column = next
    } while (rowOf[column] !== 0)
    while (column !== 0) {
      const previous = cameFrom[column]!
      rowOf[column] = rowOf[previous]!
      column = previous
    }
  }
  const columnOf = new Int32Array(rows).fill(-1)
  for (let index = 1; index <= columns; index++) {
    if (rowOf[index]! > 0) columnOf[rowOf[index]! - 1] = index - 1
  }
  return columnOf
}
