import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

/** A line of a CSV file below its header. */
export type CsvRecord = {
  /** Where it begins; the header is on line 1. Quoted line breaks count. */
  line: number;
  /** Trimmed, and empty where the file has no such column. */
  cell: (column: string) => string;
  hasColumn: (column: string) => boolean;
};

/** A file that cannot be read at all. */
export class FileRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FileRefused';
  }
}

/** The most characters of a line, all cells together. */
const MAX_RECORD = 1_000_000;
const MAX_COLUMNS = 500;

/** How many lines of the file a record takes. `csv-parse` counts a quoted CRLF as two. */
const linesOf = (cells: string[]): number => cells.reduce((sum, cell) => sum + cell.split(/\r\n|\r|\n/).length - 1, 1);

const columnsOf = (header: string[]): Map<string, number> => {
  if (header.length > MAX_COLUMNS) throw new FileRefused(`The file has more than ${MAX_COLUMNS} columns.`);
  const columns = new Map(header.map((name, index) => [name.trim().toLowerCase(), index]));
  if (columns.size < header.length) throw new FileRefused('The header names a column twice.');
  return columns;
};

/** Refuses a file in none of the formats of which each needs some columns. @throws FileRefused that names what is missing of the first */
const requireColumns = (
  columns: Map<string, number>,
  [first = [], ...others]: readonly (readonly string[])[],
): void => {
  const missingOf = (required: readonly string[]) => required.filter((name) => !columns.has(name.toLowerCase()));
  const missing = missingOf(first);
  if (missing.length === 0 || others.some((required) => missingOf(required).length === 0)) return;
  throw new FileRefused(`The header has no column "${missing.join('", "')}".`);
};

const parsed = async function* (parser: AsyncIterable<string[]>): AsyncGenerator<string[]> {
  try {
    yield* parser;
  } catch (error) {
    if (error instanceof CsvError) throw new FileRefused(error.message, { cause: error });
    throw error;
  }
};

/**
 * Reads the records of a CSV file as a stream, with a byte order mark or not and with any line ends. Columns are found by their name, in
 * upper and lower case alike.
 *
 * @param formats the columns that each format needs
 * @throws FileRefused for what is not CSV, and for a header without the columns of any format
 */
export const csvRecords = async function* (
  file: Readable,
  formats: readonly (readonly string[])[],
): AsyncGenerator<CsvRecord> {
  const parser = parse({ bom: true, relax_column_count: true, max_record_size: MAX_RECORD });
  file.on('error', (error) => parser.destroy(error));
  let columns: Map<string, number> | undefined;
  let line = 1;
  for await (const record of parsed(file.pipe(parser))) {
    if (columns === undefined) {
      columns = columnsOf(record);
      requireColumns(columns, formats);
    } else if (record.some((cell) => cell.trim() !== '')) {
      const known = columns;
      yield {
        line,
        cell: (column) => record[known.get(column.toLowerCase()) ?? -1]?.trim() ?? '',
        hasColumn: (column) => known.has(column.toLowerCase()),
      };
    }
    line += linesOf(record);
  }
  if (columns === undefined) throw new FileRefused('The file is empty.');
};
