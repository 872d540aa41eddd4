/** Stored data cannot be read or written; the message says which file, and what to do. */
export class StateError extends Error {
  override name = 'StateError';
}

const BEGIN_ANEW = 'Put back a copy of it, or begin anew with "npm start -- --fresh", which deletes all kept data.';

/** SQLite's error codes. */
const SQLITE = { corrupt: 11, full: 13, notADatabase: 26 };

/**
 * Opens a file or folder of stored data.
 *
 * @throws {StateError} that names it if its content is damaged or it cannot be read
 */
export const openingState = <Result>(path: string, open: () => Result): Result => {
  try {
    return open();
  } catch (error) {
    throw stateErrorOf(path, error);
  }
};

/** Returns an error with a clear message; one with another cause stays unchanged. */
export const stateErrorOf = (path: string, error: unknown): unknown => {
  if (error instanceof StateError || isDiskFull(error)) return error;
  const text = causesOf(error)
    .map(({ code, message }) => `${code ?? ''} ${message}`)
    .join(' ');
  const code = causesOf(error).find(({ errcode }) => errcode !== undefined)?.errcode ?? 0;
  if (/EACCES|EPERM|EROFS|unable to open database|readonly database/i.test(text)) {
    return new StateError(`${path} cannot be read and written: give this user permission.`, { cause: error });
  }
  const isDamaged =
    [SQLITE.corrupt, SQLITE.notADatabase].includes(code & 0xff) ||
    causesOf(error)[0]?.name === 'SyntaxError' ||
    /corrupt|malformed|not a database/i.test(text);
  return isDamaged ? new StateError(`${path} is damaged. ${BEGIN_ANEW}`, { cause: error }) : error;
};

/** Returns whether a write failed because the disk is full, from any source. */
export const isDiskFull = (error: unknown): boolean =>
  causesOf(error).some(
    ({ code, errcode, message }) =>
      code === 'ENOSPC' ||
      code === 'EDQUOT' ||
      ((errcode ?? 0) & 0xff) === SQLITE.full ||
      /ENOSPC|No space left on device|disk is full/i.test(message),
  );

/** Returns the message for a full disk. */
export const diskFullMessage = (directory: string): string =>
  `The disk that holds ${directory} is full. Make room (the log and the cache below it may go), then start again: what was acknowledged is kept.`;

type Cause = { name?: string; code?: string; errcode?: number; message: string; cause?: unknown };

const isCause = (value: unknown): value is Cause =>
  typeof value === 'object' && value !== null && typeof (value as Cause).message === 'string';

/** Returns an error and its causes. */
const causesOf = (error: unknown): Cause[] => {
  const causes: Cause[] = [];
  for (let next = error; isCause(next) && causes.length < 10; next = next.cause) causes.push(next);
  return causes;
};
