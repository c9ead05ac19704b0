/** Bits of the dots of a braille character, by column and row from the top (Unicode 10.0, Braille Patterns). */
const dots = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]] as const;

/**
 * A filled line chart of two by four dots a cell.
 * @param values at least one, oldest first; scaled between the lowest and the highest
 * @returns `rows` lines of `columns` cells, from the top
 */
export function brailleChart(values: readonly bigint[], columns: number, rows: number): readonly string[] {
  const low = values.reduce((a, b) => (b < a ? b : a), values[0] ?? 0n);
  const high = values.reduce((a, b) => (b > a ? b : a), values[0] ?? 0n);
  const span = high - low;
  const width = columns * 2, height = rows * 4;
  // Bigints are brought to a height exactly; only the height, a small number, is a floating one.
  const levels = Array.from({ length: width }, (_, x) => {
    const value = values[Math.min(values.length - 1, Math.floor((x * values.length) / width))] ?? low;
    return span === 0n ? Math.ceil(height / 2) : 1 + Number(((value - low) * BigInt(height - 1)) / span);
  });
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_unused, column) => {
      let bits = 0;
      for (const [dx, column4] of dots.entries()) {
        const level = levels[column * 2 + dx] ?? 0;
        for (const [dy, bit] of column4.entries()) if (height - (row * 4 + dy) <= level) bits |= bit;
      }
      return String.fromCodePoint(0x2800 + bits);
    }).join(""));
}
