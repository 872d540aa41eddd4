import { Stream } from 'node:stream';
import type { StreamOptions } from '../dynalite.ts';
import { rangeOf } from '../keys.ts';
import type { Database } from '../writeQueue.ts';

/** What dynalite reads lists from: `data` events and one `end`, until it calls `destroy`. */
export type ListStream = Stream & { destroy(): void };

/** Returns the next values; none at the end of the list. */
type Page = () => Promise<string[]>;

// A page of a query needs few values, a scan all of them
const firstPage = 32;
const valuesPerPage = 256;
// LevelDB's own 16 kB would cost a round trip through the thread pool for every dozen items.
const bytesPerPage = 512 * 1024;

/** Creates a stream of the parsed values of a section within `options`, from a snapshot. */
export const valueStream = (database: Database, section: string, options?: StreamOptions): ListStream => {
  const bounds = { ...boundsOf(section, options), highWaterMarkBytes: bytesPerPage };
  const iterator = database.values(bounds);
  let size = firstPage;
  const page: Page = () => {
    const next = iterator.nextv(size);
    size = valuesPerPage;
    return next;
  };
  return streamOf(
    page,
    (text) => JSON.parse(text),
    () => iterator.close(),
  );
};

/** Creates a stream of the keys of a section, without its name. */
export const keyStream = (database: Database, section: string): ListStream => {
  const iterator = database.keys(rangeOf(section));
  return streamOf(
    () => iterator.nextv(valuesPerPage),
    (key) => key.slice(section.length),
    () => iterator.close(),
  );
};

/** Creates a stream of an array. */
export const listStream = (values: unknown[]): ListStream => {
  const pages = [values];
  return streamOf(
    async () => pages.pop() ?? [],
    (value) => value,
  );
};

const boundsOf = (section: string, { gt, gte, lt, lte, limit = -1, reverse = false }: StreamOptions = {}) => ({
  ...(gte !== undefined ? { gte: section + gte } : { gt: section + (gt ?? '') }),
  ...(lte !== undefined ? { lte: section + lte } : { lt: lt === undefined ? rangeOf(section).lt : section + lt }),
  limit,
  reverse,
});

/** @param read converts a stored value when it is requested */
const streamOf = <Stored>(
  nextPage: () => Promise<Stored[]>,
  read: (stored: Stored) => unknown,
  close: () => Promise<void> = async () => undefined,
): ListStream => {
  let stopped = false;
  const destroy = (): void => {
    stopped = true;
  };
  const stream = Object.assign(new Stream(), { destroy });

  const emitAll = async (): Promise<void> => {
    for (let page = await nextPage(); page.length > 0; page = await nextPage()) {
      for (const value of page) {
        stream.emit('data', read(value));
        if (stopped) return;
      }
    }
    stream.emit('end');
  };

  emitAll()
    .finally(close)
    .catch((error: unknown) => stream.emit('error', error));
  return stream;
};
