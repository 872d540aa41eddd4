import type { Database } from './tables.ts';

/** A mail on its way to the mailbox. */
export type Mail = { from: string; to: string; subject: string; text: string; html?: string };

/** What every operation works with. */
export type Context = {
  database: Database;
  region: string;
  accountId: string;
  /** The issuer of a pool's tokens. */
  issuer(poolId: string): string;
  /** Milliseconds since 1970. */
  now(): number;
  deliver(mail: Mail): void | Promise<void>;
  /** Runs the function and answers what it returned; rejects with the error that it threw. */
  invokeTrigger(functionArn: string, event: unknown): Promise<unknown>;
  triggerTimeoutMs: number;
  /** scrypt's cost N. */
  passwordCost: number;
};

/** One action of the API: takes the request's body and answers the response's. */
export type Operation = (context: Context, body: unknown) => object | Promise<object>;

/** The JSON protocol writes times as seconds with a fraction. */
export const timestamp = (milliseconds: number): number => milliseconds / 1000;

export const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
