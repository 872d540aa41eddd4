/** One table of figures. */
export type Table = {
  title: string;
  columns: string[];
  /** One cell for each column. */
  rows: string[][];
  /** What readers need to know: what the baseline is, the target and whether it was met. */
  notes?: string[];
};

/**
 * Formats the table in Markdown, with aligned columns so that it also reads well on a terminal: names to the left, figures to the right.
 */
export const formatTable = ({ title, columns, rows, notes = [] }: Table): string => {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [`### ${title}`, '', line(columns), rule, ...rows.map(line), ...notes.map((note) => `\n${note}`), ''].join(
    '\n',
  );
};

/** Formats a number for a table with its significant digits: `1,234`, `12.3`, `1.27`. */
export const figure = (value: number): string =>
  value.toLocaleString('en-GB', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });

/** Says whether a target was met, in one word. */
export const verdict = (met: boolean): string => (met ? 'met' : 'missed');
