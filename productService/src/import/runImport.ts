import { Readable } from 'node:stream';
import { log } from '@ecommerce/shared/log.ts';
import { isOutage } from '@ecommerce/shared/outages.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import { FileRefused } from '../productCsv/csvRecords.ts';
import type { ImportedPicture } from '../productCsv/importedPicture.ts';
import { type ReadProduct, readProductCsv } from '../productCsv/readProductCsv.ts';
import { PICTURES_ARE_FETCHED, pictureFetcher } from './fetchPicture.ts';
import { describeFile, readFile } from './importFileStore.ts';
import { importPart, PART } from './importPart.ts';
import { importPictures } from './importPictures.ts';
import { type PartResult, readImport, recordPart, updateImport } from './importStore.ts';
import { isOver, keptRefusals, MAX_FILE_BYTES, type ProductImport, picturesOf } from './productImport.ts';

/** How often an import is begun without getting further before it fails. Outages take some of these, errors of ours few. */
const MAX_STARTS = 10;
const MAX_FAULTS = 3;

/** What became of a run: the import is over, goes on with the next one, or another run has gone on with it in the meantime. */
export type ImportRun = 'over' | 'goesOn' | 'elsewhere';

/**
 * Carries out an import, or goes on with it where the last run stopped, until it is over or the time is used up.
 *
 * @param deadline in epoch milliseconds; after it, no part begins but the first
 * @throws Error for an outage that lasts, or an error of ours: the next run goes on from there
 */
export const runImport = async (id: string, deadline: number): Promise<ImportRun> => {
  const row = await begin(id);
  if (!row) return 'over';
  try {
    const counted = row.rows === undefined ? await countRows(row, deadline) : row;
    return counted ? await importRest(counted, deadline) : 'elsewhere';
  } catch (error) {
    if (error instanceof FileRefused) return await fail(id, error.message);
    const { starts = 0, done = 0 } = (await readImport(id)) ?? {};
    if (isOutage(error) || starts < MAX_FAULTS) throw error;
    log.error('import failed', { error, id });
    return await fail(id, `Something went wrong on our side after ${done} lines, which are done.`);
  }
};

/** Records that a run begins. Returns `undefined` if there is nothing to do. */
const begin = async (id: string): Promise<ProductImport | undefined> => {
  const row = await readImport(id);
  if (!row || isOver(row)) return undefined;
  if (row.starts < MAX_STARTS) return started(row);
  log.error('import failed', { id, starts: row.starts });
  await fail(id, `It was stopped ${MAX_STARTS} times after ${row.done} lines, which are done.`);
  return undefined;
};

const started = async (row: ProductImport): Promise<ProductImport | undefined> => {
  const { id, position, starts } = row;
  if (row.etag !== undefined) return updateImport({ seen: { id, position }, set: { starts: starts + 1 } });
  const file = await describeFile(id);
  if (!file) return undefined; // its event comes when it is there
  if (file.bytes > MAX_FILE_BYTES) {
    await fail(id, 'The file is larger than 50 MB: import it in parts.');
    return undefined;
  }
  return updateImport({ seen: { id, position }, set: { status: 'running', etag: file.etag, starts: starts + 1 } });
};

/** Ends an import that cannot be carried out. */
const fail = async (id: string, reason: string): Promise<ImportRun> => {
  const row = await readImport(id);
  if (row) await updateImport({ seen: row, set: { status: 'failed', reason } });
  return 'over';
};

/** Returns the products of an import's file. @throws FileRefused for a file that is none, or was replaced */
const productsOf = async function* ({ id, etag = '' }: ProductImport, deadline: number): AsyncGenerator<ReadProduct> {
  const file = await throughOutages(() => readFile(id, etag), deadline);
  if (!file) throw new FileRefused('Another file was uploaded in the meantime.');
  yield* readProductCsv(Readable.from(chunksOf(file)));
};

const CHUNK = 65_536;

/** Feeds a file piece by piece, so that not all of its lines are in memory at once. */
const chunksOf = function* (file: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < file.length; start += CHUNK) yield file.subarray(start, start + CHUNK);
};

/**
 * Reads the file to its end before anything is written, so that one that breaks off imports nothing. Counts its lines, and looks whether it
 * names pictures to fetch.
 */
const countRows = async (row: ProductImport, deadline: number): Promise<ProductImport | undefined> => {
  let rows = 0;
  let named = 0;
  let picture: ImportedPicture | undefined;
  for await (const read of productsOf(row, deadline)) {
    rows += read.lines;
    if (!('product' in read)) continue;
    const { pictures = [] } = read.product;
    named += pictures.length;
    picture ??= pictures.find(({ id }) => id === undefined) ?? pictures[0];
  }
  return updateImport({
    seen: row,
    set: { rows, ...(picture ? picturesOf(picture, named, PICTURES_ARE_FETCHED) : {}) },
  });
};

/** Imports part after part, from where the import is: first the products, then the pictures, so that no slow host holds up a product. */
const importRest = async (row: ProductImport, deadline: number): Promise<ImportRun> => {
  const imported = row.picturesFrom === undefined ? await doParts(row, row.position, importPart, deadline) : row;
  if (typeof imported === 'string') return imported;
  const pictured = imported.pictures === undefined ? imported : await doPictures(imported, deadline);
  if (typeof pictured === 'string') return pictured;
  const completed = await updateImport({ seen: pictured, set: { status: 'completed' } });
  return completed ? 'over' : 'elsewhere';
};

const doPictures = async (row: ProductImport, deadline: number): Promise<ProductImport | ImportRun> => {
  const { position, picturesFrom = position } = row;
  const begun = row.picturesFrom === undefined ? await updateImport({ seen: row, set: { picturesFrom } }) : row;
  if (!begun) return 'elsewhere';
  const fetchPicture = pictureFetcher();
  const work: WorkOnPart = (current, part) => importPictures(current, part, fetchPicture);
  return doParts(begun, position - picturesFrom, work, deadline);
};

/** What is done with the next products of a file. */
type WorkOnPart = (row: ProductImport, part: ReadProduct[]) => Promise<PartResult>;

/** Does all parts of a file but the products that are done. Returns the import after the last, or why it did not come to that. */
const doParts = async (
  row: ProductImport,
  done: number,
  work: WorkOnPart,
  deadline: number,
): Promise<ProductImport | ImportRun> => {
  let current: ProductImport | undefined = row;
  let part: ReadProduct[] = [];
  let skipped = 0;
  for await (const product of productsOf(row, deadline)) {
    if (skipped < done) {
      skipped += 1;
      continue;
    }
    part.push(product);
    if (part.length < PART) continue;
    current = await doPart(current, part, work, deadline);
    if (!current) return 'elsewhere';
    if (Date.now() >= deadline) return 'goesOn';
    part = [];
  }
  if (part.length > 0) current = await doPart(current, part, work, deadline);
  return current ?? 'elsewhere';
};

/** Returns the import after its next part; `undefined` if another run has gone on with it, which then ends it. */
const doPart = async (
  row: ProductImport,
  part: ReadProduct[],
  work: WorkOnPart,
  deadline: number,
): Promise<ProductImport | undefined> => {
  const result = await throughOutages(() => work(row, part), deadline);
  return recordPart(row, { ...result, refused: keptRefusals(result.refused) });
};
