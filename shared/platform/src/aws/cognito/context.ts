import type { Database } from './tables.ts';

/** An email for the mailbox. */
export type Mail = { from: string; to: string; subject: string; text: string; html?: string };

/** The context of every operation. */
export type Context = {
  database: Database;
  region: string;
  accountId: string;
  /** Returns the issuer of a pool's tokens. */
  issuer(poolId: string): string;
  /** Returns epoch milliseconds. */
  now(): number;
  deliver(mail: Mail): void | Promise<void>;
  /** Runs the function and returns its result; rejects with the error that it throws. */
  invokeTrigger(functionArn: string, event: unknown): Promise<unknown>;
  triggerTimeoutMs: number;
  /** scrypt's cost N. */
  passwordCost: number;
};

/** An action of the API: takes the request's body and returns the response's. */
export type Operation = (context: Context, body: unknown) => object | Promise<object>;

/** Converts a time to the JSON protocol's seconds with a fraction. */
export const timestamp = (milliseconds: number): number => milliseconds / 1000;

export const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
