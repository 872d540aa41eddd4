import type { SQLInputValue } from 'node:sqlite';
import { atomically, openDatabase } from '../../state/database.ts';

const TABLES = `
  CREATE TABLE IF NOT EXISTS user_pools (
    id TEXT PRIMARY KEY, properties TEXT NOT NULL, signing_key TEXT, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS user_pool_clients (
    id TEXT PRIMARY KEY, pool_id TEXT NOT NULL, name TEXT NOT NULL, properties TEXT NOT NULL,
    created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL, UNIQUE (pool_id, name));
  CREATE TABLE IF NOT EXISTS user_groups (
    pool_id TEXT NOT NULL, name TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (pool_id, name));
  CREATE TABLE IF NOT EXISTS users (
    position INTEGER PRIMARY KEY AUTOINCREMENT, pool_id TEXT NOT NULL, sub TEXT NOT NULL, username_key TEXT NOT NULL,
    email_key TEXT, email_alias TEXT, document TEXT NOT NULL,
    UNIQUE (pool_id, sub), UNIQUE (pool_id, username_key), UNIQUE (pool_id, email_alias));
  CREATE INDEX IF NOT EXISTS users_by_email ON users (pool_id, email_key);
  CREATE TABLE IF NOT EXISTS group_members (
    pool_id TEXT NOT NULL, sub TEXT NOT NULL, group_name TEXT NOT NULL, PRIMARY KEY (pool_id, sub, group_name));
  CREATE TABLE IF NOT EXISTS codes (
    pool_id TEXT NOT NULL, sub TEXT NOT NULL, purpose TEXT NOT NULL, code TEXT NOT NULL, expires_at INTEGER NOT NULL,
    PRIMARY KEY (pool_id, sub, purpose));
  CREATE TABLE IF NOT EXISTS challenges (
    session_hash TEXT PRIMARY KEY, pool_id TEXT NOT NULL, client_id TEXT NOT NULL, sub TEXT NOT NULL, expires_at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS attempts (
    pool_id TEXT NOT NULL, sub TEXT NOT NULL, action TEXT NOT NULL, count INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (pool_id, sub, action));
  CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, pool_id TEXT NOT NULL, client_id TEXT NOT NULL, sub TEXT NOT NULL, refresh_token_hash TEXT NOT NULL UNIQUE,
    signed_in_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked INTEGER NOT NULL DEFAULT 0);
  CREATE INDEX IF NOT EXISTS sessions_by_user ON sessions (pool_id, sub);
  CREATE INDEX IF NOT EXISTS sessions_by_expiry ON sessions (expires_at);
`;

/** The tables of the service and how to query them. */
export type Database = ReturnType<typeof openTables>;

/** Opens `cognito.sqlite` in `directory`, or the same tables in memory without one. */
export const openTables = (directory: string | undefined) => {
  const database = openDatabase(directory, 'cognito.sqlite');
  database.exec(TABLES);
  const statements = database.createTagStore();
  return {
    /** Runs a statement and returns the number of changed rows. */
    run: (sql: TemplateStringsArray, ...values: SQLInputValue[]): number =>
      Number(statements.run(sql, ...values).changes),
    /** Returns the first row. The caller gives the row's type: the columns of its SELECT. */
    row: <Row>(sql: TemplateStringsArray, ...values: SQLInputValue[]): Row | undefined =>
      statements.get(sql, ...values) as Row | undefined,
    rows: <Row>(sql: TemplateStringsArray, ...values: SQLInputValue[]): Row[] =>
      statements.all(sql, ...values) as Row[],
    /** Runs the one query whose text depends on its input. `sql` must never contain a client's text. */
    query: <Row>(sql: string, values: SQLInputValue[]): Row[] => database.prepare(sql).all(...values) as Row[],
    /** Runs `work` in a transaction; it must be synchronous. */
    transaction: <Result>(work: () => Result): Result => atomically(database, work),
    close: () => database.close(),
  };
};
