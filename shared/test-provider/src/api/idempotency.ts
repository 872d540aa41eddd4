import type { DatabaseSync } from 'node:sqlite';
import { type Answer, ApiError, invalid } from './apiError.ts';

/** The request that a key was first used for. */
export type KeyUse = {
  /** The caller: each caller has its own set of keys. */
  by: string;
  /** As the caller sent it. */
  key: string;
  /** e.g. `/v1/refunds` */
  path: string;
  /** As received. */
  params: string;
};

/** A result that is returned again for a repeated key, and the request that first produced it. */
export type Remembered = Answer & {
  requestId: string;
};

const lifetimeMs = 24 * 3_600_000;
const maxLength = 255;

/**
 * Stores results by idempotency key for a day.
 *
 * @see https://docs.stripe.com/api/idempotent_requests
 */
export const openKeys = (database: DatabaseSync) => {
  database.exec(`
    CREATE TABLE IF NOT EXISTS keys (
      key TEXT PRIMARY KEY, path TEXT NOT NULL, params TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
      request_id TEXT NOT NULL, at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS keys_by_age ON keys (at);
  `);
  const select = database.prepare('SELECT * FROM keys WHERE key = ? AND at > ?');
  const insert = database.prepare('INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?, ?, ?, ?)');
  const forget = database.prepare('DELETE FROM keys WHERE at <= ?');
  const stored = ({ by, key }: KeyUse) => `${by} ${key}`;
  return {
    /** @throws {ApiError} when the key was used for another request, or is too long */
    recall(use: KeyUse): Remembered | undefined {
      const { key, path, params } = use;
      if (key.length > maxLength)
        throw invalid(`Idempotency keys can have up to ${maxLength} characters, but this one has ${key.length}.`);
      const row = select.get(stored(use), Date.now() - lifetimeMs);
      if (row === undefined) return undefined;
      if (row.path !== path)
        throw misused(`for the same endpoint they were first used for ('${row.path}' vs '${path}')`, key);
      if (row.params !== params) throw misused('with the same parameters they were first used with', key);
      return { status: Number(row.status), body: JSON.parse(String(row.body)), requestId: String(row.request_id) };
    },
    remember(use: KeyUse, { status, body }: Answer, requestId: string): void {
      forget.run(Date.now() - lifetimeMs);
      insert.run(stored(use), use.path, use.params, status, JSON.stringify(body), requestId, Date.now());
    },
  };
};

const misused = (how: string, key: string) =>
  new ApiError(
    400,
    `Keys for idempotent requests can only be used ${how}. Try using a key other than '${key}' if you meant to execute a different request.`,
    { type: 'idempotency_error' },
  );
