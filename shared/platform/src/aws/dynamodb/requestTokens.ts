import type { Result } from './dynalite.ts';
import { DynamoDbError } from './errors.ts';
import { rangeOf, tokenSection } from './keys.ts';
import type { Changes, Database } from './writeQueue.ts';

type Remembered = { fingerprint: string; result: Result; expires: number };

/**
 * The client request tokens of committed transactions: for 10 minutes, the same request with the same token gets the same result without
 * being executed again. They are stored in the transaction's own batch, so this also works after a killed process.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export class RequestTokens {
  static readonly #lifetime = 10 * 60_000;
  readonly #tokens = new Map<string, Remembered>();
  readonly #inProgress = new Set<string>();

  static async load(database: Database): Promise<RequestTokens> {
    const tokens = new RequestTokens();
    const stored = await database.iterator(rangeOf(tokenSection)).all();
    const remembered = stored.map(([key, text]): [string, Remembered] => [
      key.slice(tokenSection.length),
      JSON.parse(text),
    ]);
    remembered.sort(([, a], [, b]) => a.expires - b.expires);
    for (const [token, entry] of remembered) tokens.#tokens.set(token, entry);
    return tokens;
  }

  /** Returns the result of the earlier request with this token; throws if that request was different. */
  find(token: string, fingerprint: string): Result | undefined {
    const remembered = this.#tokens.get(token);
    if (!remembered || remembered.expires <= Date.now()) return undefined;
    if (remembered.fingerprint === fingerprint) return remembered.result;
    throw new DynamoDbError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request.',
    );
  }

  /** Remembers a request; returns the entry to store with its changes. */
  remember(token: string, fingerprint: string, result: Result): [key: string, value: string] {
    const remembered = { fingerprint, result, expires: Date.now() + RequestTokens.#lifetime };
    this.#tokens.delete(token); // keeps the map sorted by expiry
    this.#tokens.set(token, remembered);
    return [tokenSection + token, JSON.stringify(remembered)];
  }

  /** Runs the transaction with this token; throws while it is running. */
  async inProgress(token: string, run: () => Promise<Result>): Promise<Result> {
    if (this.#inProgress.has(token)) {
      const message = 'The transaction with the given request token is already in progress.';
      throw new DynamoDbError('TransactionInProgressException', message);
    }
    this.#inProgress.add(token);
    try {
      return await run();
    } finally {
      this.#inProgress.delete(token);
    }
  }

  forget(token: string): void {
    this.#tokens.delete(token);
  }

  /** Forgets expired tokens; returns the entries to delete. */
  forgetExpired(now: number): Changes {
    const expired = new Map<string, null>();
    for (const [token, { expires }] of this.#tokens) {
      if (expires > now) break;
      this.#tokens.delete(token);
      expired.set(tokenSection + token, null);
    }
    return expired;
  }
}
