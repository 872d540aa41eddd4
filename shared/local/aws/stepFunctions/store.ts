import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { atomically, openDatabase } from '../database.ts';
import type { HistoryEvent } from './history.ts';

/** A dropped execution keeps its name taken and nothing else. */
type StoredStatus = ExecutionStatus | 'DROPPED';
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** Times are epoch milliseconds; input and output are JSON. */
export type ExecutionRow = {
  id: number;
  machine: string;
  name: string;
  status: StoredStatus;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
  started: number;
  stopped: number | null;
  redrives: number;
  redriven: number | null;
  redriveToken: string | null;
};

export type Outcome = {
  status: Exclude<ExecutionStatus, 'RUNNING'>;
  output?: string | undefined;
  error?: string | undefined;
  cause?: string | undefined;
  stopped: number;
};

/** A task that waits for a callback. `outcome` is JSON, null until the callback came. */
export type TokenRow = {
  token: string;
  execution: number;
  state: string;
  /** When the task was scheduled, in epoch milliseconds; null where an earlier version wrote the row. */
  since: number | null;
  submitted: number;
  outcome: string | null;
};

export type ExecutionFilter = {
  machine: string;
  status?: ExecutionStatus | undefined;
  isRedriven?: boolean | undefined;
  /** Only executions that were created before the one with this id. */
  before: number;
  limit: number;
};

/** Executions with their histories, and the tokens of tasks that wait. A method that writes has written when it returns. */
export type ExecutionStore = {
  /** Returns the id of the new execution; undefined when the name was taken before. */
  add(execution: Pick<ExecutionRow, 'machine' | 'name' | 'input' | 'started'>): number | undefined;
  find(machine: string, name: string): ExecutionRow | undefined;
  list(filter: ExecutionFilter): ExecutionRow[];
  running(): ExecutionRow[];
  /** Appends to the history. The callbacks of a state are forgotten with the very write that enters the next one (`endsTokens`). */
  append(id: number, events: HistoryEvent[], options?: { endsTokens: boolean }): void;
  /** Everything that was appended, in order. */
  history(id: number): HistoryEvent[];
  /** The history in the pieces in which it was appended, newest first. */
  newestHistory(id: number): Iterable<HistoryEvent[]>;
  /** Ends an execution, together with the last part of its history; its tokens end too. */
  finish(id: number, events: HistoryEvent[], outcome: Outcome): void;
  /** Sets a closed execution running again. */
  redrive(id: number, events: HistoryEvent[], redrive: { at: number; token: string | null }): void;
  /** Settled tokens of earlier attempts at the same state are forgotten. */
  addToken(token: string, execution: number, state: string): void;
  markSubmitted(token: string): void;
  settleToken(token: string, outcome: string): void;
  token(token: string): TokenRow | undefined;
  tokensOf(execution: number): TokenRow[];
  /** Forgets the token unless its outcome is known. */
  forgetUnsettled(token: string): void;
  forgetTokensOf(execution: number): void;
  close(): void;
};

const schema = `
  CREATE TABLE IF NOT EXISTS executions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, machine TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'RUNNING',
    input TEXT NOT NULL, output TEXT, error TEXT, cause TEXT, started REAL NOT NULL, stopped REAL,
    redrives INTEGER NOT NULL DEFAULT 0, redriven REAL, redriveToken TEXT, UNIQUE (machine, name));
  CREATE INDEX IF NOT EXISTS byStatus ON executions (status, machine, id);
  CREATE INDEX IF NOT EXISTS closed ON executions (id) WHERE status NOT IN ('RUNNING', 'DROPPED');
  CREATE TABLE IF NOT EXISTS history (
    execution INTEGER NOT NULL, firstEvent INTEGER NOT NULL, events BLOB NOT NULL, PRIMARY KEY (execution, firstEvent)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, execution INTEGER NOT NULL, state TEXT NOT NULL, submitted INTEGER NOT NULL DEFAULT 0, outcome TEXT, since REAL);
  CREATE INDEX IF NOT EXISTS tokensByExecution ON tokens (execution);
`;

const statements = {
  add: 'INSERT INTO executions (machine, name, input, started) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  find: 'SELECT * FROM executions WHERE machine = ? AND name = ?',
  list: `SELECT * FROM executions WHERE machine = :machine AND id < :before AND status <> 'DROPPED'
    AND (:redriven IS NULL OR (redrives > 0) = :redriven) ORDER BY id DESC LIMIT :limit`,
  listByStatus: `SELECT * FROM executions WHERE status = :status AND machine = :machine AND id < :before
    AND (:redriven IS NULL OR (redrives > 0) = :redriven) ORDER BY id DESC LIMIT :limit`,
  running: "SELECT * FROM executions WHERE status = 'RUNNING' ORDER BY id",
  append: 'INSERT INTO history (execution, firstEvent, events) VALUES (?, ?, ?)',
  history: 'SELECT events FROM history WHERE execution = ? ORDER BY firstEvent',
  newestHistory: 'SELECT events FROM history WHERE execution = ? ORDER BY firstEvent DESC',
  finish: 'UPDATE executions SET status = ?, output = ?, error = ?, cause = ?, stopped = ? WHERE id = ?',
  redrive: `UPDATE executions SET status = 'RUNNING', output = NULL, error = NULL, cause = NULL, stopped = NULL,
    redrives = redrives + 1, redriven = ?, redriveToken = ? WHERE id = ?`,
  newestToDrop: `SELECT id FROM executions WHERE status NOT IN ('RUNNING', 'DROPPED') ORDER BY id DESC LIMIT 1 OFFSET ?`,
  toDrop: `SELECT id FROM executions WHERE status NOT IN ('RUNNING', 'DROPPED') AND id <= ?`,
  drop: "UPDATE executions SET status = 'DROPPED', input = '', output = NULL, error = NULL, cause = NULL WHERE id = ?",
  dropHistory: 'DELETE FROM history WHERE execution = ?',
  addToken: 'INSERT INTO tokens (token, execution, state, since) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  markSubmitted: 'UPDATE tokens SET submitted = 1 WHERE token = ?',
  settleToken: 'UPDATE tokens SET outcome = ? WHERE token = ?',
  token: 'SELECT * FROM tokens WHERE token = ?',
  tokensOf: 'SELECT * FROM tokens WHERE execution = ?',
  forgetEarlier: 'DELETE FROM tokens WHERE execution = ? AND state = ? AND token <> ? AND outcome IS NOT NULL',
  forgetUnsettled: 'DELETE FROM tokens WHERE token = ? AND outcome IS NULL',
  forgetTokensOf: 'DELETE FROM tokens WHERE execution = ?',
};

/** A store of an earlier version says of no token how old it is. */
const addSince = (database: DatabaseSync): void => {
  const columns = database.prepare('PRAGMA table_info(tokens)').all();
  if (!columns.some(({ name }) => name === 'since')) database.exec('ALTER TABLE tokens ADD COLUMN since REAL');
};

// Events repeat themselves: a seventh is left, and with these settings it takes 32 KB and some 30 µs.
const compression = { level: 1, windowBits: 12, memLevel: 5 };

/** How many executions close between two looks for histories to drop. */
const dropInterval = 250;

/**
 * Opens the store in `stepFunctions.sqlite` under `directory`, or in memory without one.
 * @param kept how many closed executions keep their data; of older ones only the name remains, so that it stays taken
 */
export const openExecutionStore = (directory: string | undefined, kept: number): ExecutionStore => {
  const database = openDatabase(directory, 'stepFunctions.sqlite');
  database.exec(schema);
  addSince(database);
  const prepare = (name: keyof typeof statements) => database.prepare(statements[name]);
  const sql = Object.fromEntries(
    Object.keys(statements).map((name) => [name, prepare(name as keyof typeof statements)]),
  ) as Record<keyof typeof statements, ReturnType<typeof prepare>>;
  const parse = (row: Record<string, unknown>): HistoryEvent[] =>
    JSON.parse(inflateRawSync(row.events as Uint8Array).toString());
  const append = (id: number, events: HistoryEvent[]): void => {
    const [first] = events;
    if (first) sql.append.run(id, first.id, deflateRawSync(JSON.stringify(events), compression));
  };
  let closings = 0;

  const dropOld = (): void => {
    const newest = sql.newestToDrop.get(kept);
    if (newest?.id === undefined) return;
    for (const { id = null } of sql.toDrop.all(newest.id)) {
      sql.drop.run(id);
      sql.dropHistory.run(id);
    }
  };

  return {
    add: ({ machine, name, input, started }) => {
      const { changes, lastInsertRowid } = sql.add.run(machine, name, input, started);
      return changes === 0 ? undefined : Number(lastInsertRowid);
    },
    find: (machine, name) => sql.find.get(machine, name) as ExecutionRow | undefined,
    list: ({ machine, status, isRedriven, before, limit }) => {
      const redriven = isRedriven === undefined ? null : Number(isRedriven);
      const filter = { ':machine': machine, ':before': before, ':limit': limit, ':redriven': redriven };
      const rows = status ? sql.listByStatus.all({ ...filter, ':status': status }) : sql.list.all(filter);
      return rows as unknown as ExecutionRow[];
    },
    running: () => sql.running.all() as unknown as ExecutionRow[],
    append: (id, events, { endsTokens } = { endsTokens: false }) => {
      if (!endsTokens) return append(id, events);
      return atomically(database, () => {
        append(id, events);
        sql.forgetTokensOf.run(id);
      });
    },
    history: (id) => sql.history.all(id).flatMap(parse),
    *newestHistory(id) {
      for (const row of sql.newestHistory.all(id)) yield parse(row);
    },
    finish: (id, events, { status, output, error, cause, stopped }) =>
      atomically(database, () => {
        append(id, events);
        sql.finish.run(status, output ?? null, error ?? null, cause ?? null, stopped, id);
        sql.forgetTokensOf.run(id);
        closings += 1;
        if (closings % dropInterval === 0) dropOld();
      }),
    redrive: (id, events, { at, token }) =>
      atomically(database, () => {
        append(id, events);
        sql.redrive.run(at, token, id);
      }),
    addToken: (token, execution, state) => {
      sql.addToken.run(token, execution, state, Date.now());
      sql.forgetEarlier.run(execution, state, token);
    },
    markSubmitted: (token) => void sql.markSubmitted.run(token),
    settleToken: (token, outcome) => void sql.settleToken.run(outcome, token),
    token: (token) => sql.token.get(token) as TokenRow | undefined,
    tokensOf: (execution) => sql.tokensOf.all(execution) as unknown as TokenRow[],
    forgetUnsettled: (token) => void sql.forgetUnsettled.run(token),
    forgetTokensOf: (execution) => void sql.forgetTokensOf.run(execution),
    close: () => database.close(),
  };
};
