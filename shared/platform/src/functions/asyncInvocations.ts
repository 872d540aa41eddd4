import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { GRACE_MS, waitAtMost } from '../grace.ts';
import { openDatabase as openStateDatabase } from '../state/database.ts';

/** An event that waits for its function. */
export type StoredInvocation = { requestId: string; functionArn: string; payload: string; attempts: number };

export type AsyncInvocations = {
  add(invocation: { requestId: string; functionArn: string; payload: string }): void;
  /** Resumes the invocations of an earlier process. */
  resume(): void;
  /** Resolves when no invocation runs or waits. */
  idle(): Promise<void>;
  /** Starts nothing more and waits up to 5 s for running invocations; unfinished ones stay stored. */
  close(): Promise<void>;
};

const AT_ONCE = 50;
type Row = { id: number; requestId: string; functionArn: string; payload: string; attempts: number };

const SCHEMA = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS invocations (
    id INTEGER PRIMARY KEY, requestId TEXT NOT NULL, functionArn TEXT NOT NULL, payload TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, notBefore INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting' -- waiting, running, or left by a former process
  );
  UPDATE invocations SET state = 'left';`;

/**
 * Creates the store of asynchronous invocations. An event is handled at least once: if its function was running when the process was
 * killed, it is handled again.
 *
 * @param options.attempt runs the function once; it rejects if the event has to be retried
 * @param options.exhausted receives the event after the last attempt, and is awaited before the event is deleted; it must not reject
 * @param options.retryDelays waits between attempts in milliseconds; one attempt more than delays
 */
export const createAsyncInvocations = (options: {
  directory: string | undefined;
  retryDelays: number[];
  attempt(invocation: StoredInvocation): Promise<void>;
  exhausted(invocation: StoredInvocation, error: unknown): Promise<void>;
}): AsyncInvocations => {
  const database = openDatabase(options.directory);
  const insert = database.prepare('INSERT INTO invocations (requestId, functionArn, payload) VALUES (?, ?, ?)');
  const due = database.prepare(
    "SELECT id, requestId, functionArn, payload, attempts FROM invocations WHERE state = 'waiting' AND notBefore <= ? ORDER BY notBefore, id LIMIT ?",
  );
  const next = database.prepare("SELECT min(notBefore) AS at FROM invocations WHERE state = 'waiting'");
  const start = database.prepare("UPDATE invocations SET state = 'running' WHERE id = ?");
  const retry = database.prepare("UPDATE invocations SET state = 'waiting', attempts = ?, notBefore = ? WHERE id = ?");
  const remove = database.prepare('DELETE FROM invocations WHERE id = ?');
  const running = new Set<Promise<unknown>>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let idlers: (() => void)[] = [];

  /**
   * Records the end of an invocation. After the database was closed it is not recorded, and the event is handled again after the next
   * start.
   */
  const record = (statement: StatementSync, ...values: number[]) => database.isOpen && statement.run(...values);
  const run = async ({ id, ...invocation }: Row) => {
    const failure = await options.attempt(invocation).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (!failure) return record(remove, id);
    const attempts = invocation.attempts + 1;
    const delay = options.retryDelays[invocation.attempts];
    if (delay !== undefined) return record(retry, attempts, Date.now() + delay, id);
    await options.exhausted({ ...invocation, attempts }, failure.error);
    return record(remove, id);
  };
  const pump = () => {
    clearTimeout(timer);
    if (closed) return;
    const rows = running.size < AT_ONCE ? (due.all(Date.now(), AT_ONCE - running.size) as Row[]) : [];
    for (const row of rows) {
      start.run(row.id);
      const work: Promise<unknown> = run(row).finally(() => {
        running.delete(work);
        pump();
      });
      running.add(work);
    }
    const at = running.size < AT_ONCE ? next.get()?.at : undefined;
    if (typeof at === 'number') timer = setTimeout(pump, Math.max(0, at - Date.now())).unref();
    else if (running.size === 0) {
      for (const wake of idlers) wake();
      idlers = [];
    }
  };

  return {
    add: ({ requestId, functionArn, payload }) => {
      insert.run(requestId, functionArn, payload);
      setImmediate(pump);
    },
    resume: () => {
      database.exec("UPDATE invocations SET state = 'waiting' WHERE state = 'left'");
      pump();
    },
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve);
        pump();
      }),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await waitAtMost(Promise.allSettled(running), GRACE_MS);
      database.close();
    },
  };
};

const openDatabase = (directory: string | undefined): DatabaseSync => {
  const database = openStateDatabase(directory, 'lambda.sqlite');
  database.exec(SCHEMA);
  return database;
};
