import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';

/** A line of a CSV file below its header. */
export type CsvRecord = {
  /** Where it begins; the header is on line 1. Quoted line breaks count. */
  line: number;
  /** Trimmed, and empty where the file has no such column. */
  cell: (column: string) => string;
};

/** The most characters of a line, all cells together. */
const MAX_RECORD = 1_000_000;
const MAX_COLUMNS = 500;

/** How many lines of the file a record takes. `csv-parse` counts a quoted CRLF as two. */
const linesOf = (cells: string[]): number => cells.reduce((sum, cell) => sum + cell.split(/\r\n|\r|\n/).length - 1, 1);

const columnsOf = (header: string[], required: readonly string[]): Map<string, number> => {
  if (header.length > MAX_COLUMNS) throw new Error(`The file has more than ${MAX_COLUMNS} columns.`);
  const columns = new Map(header.map((name, index) => [name.trim().toLowerCase(), index]));
  if (columns.size < header.length) throw new Error('The header names a column twice.');
  const missing = required.filter((name) => !columns.has(name.toLowerCase()));
  if (missing.length > 0) throw new Error(`The header has no column "${missing.join('", "')}".`);
  return columns;
};

/**
 * Reads the records of a CSV file as a stream, with a byte order mark or not and with any line ends. Columns are found by their name, in
 * upper and lower case alike.
 *
 * @throws Error for what is not CSV, and for a header without one of the `required` columns
 */
export const csvRecords = async function* (file: Readable, required: readonly string[]): AsyncGenerator<CsvRecord> {
  const parser = parse({ bom: true, relax_column_count: true, max_record_size: MAX_RECORD });
  file.on('error', (error) => parser.destroy(error));
  let columns: Map<string, number> | undefined;
  let line = 1;
  for await (const record of file.pipe(parser) as AsyncIterable<string[]>) {
    if (columns === undefined) {
      columns = columnsOf(record, required);
    } else if (record.some((cell) => cell.trim() !== '')) {
      const known = columns;
      yield { line, cell: (column) => record[known.get(column.toLowerCase()) ?? -1]?.trim() ?? '' };
    }
    line += linesOf(record);
  }
  if (columns === undefined) throw new Error('The file is empty.');
};
