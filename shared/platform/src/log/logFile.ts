import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDiskFull } from '../state/stateErrors.ts';

const FLUSH_BYTES = 64 * 1024;
const FLUSH_MS = 200;

export type LogFile = { append(text: string): void; close(): void };

/**
 * Creates a log file that never uses more than twice `maxBytes` of disk: when it is full it becomes `<path>.1`, replacing the previous
 * one. Text is buffered for up to 200 ms and written at the latest when the process exits.
 *
 * @param maxBytes 5 MiB by default
 */
export const createLogFile = (path: string, maxBytes = 5 * 1024 * 1024): LogFile => {
  mkdirSync(dirname(path), { recursive: true });
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  let pending = '';
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (pending === '') return;
    if (size > maxBytes) {
      renameSync(path, `${path}.1`);
      size = 0;
    }
    appendFileSync(path, pending);
    size += Buffer.byteLength(pending);
    pending = '';
  };
  const flushAtExit = () => {
    try {
      flush();
    } catch (error) {
      if (!isDiskFull(error)) throw error; // the full disk was reported before
    }
  };
  process.once('exit', flushAtExit);
  return {
    append: (text) => {
      pending += text;
      if (pending.length > FLUSH_BYTES) flush();
      else timer ??= setTimeout(flush, FLUSH_MS).unref();
    },
    close: () => {
      flush();
      process.off('exit', flushAtExit);
    },
  };
};
