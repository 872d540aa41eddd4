import { createHash, randomUUID } from 'node:crypto';
import { v5 as uuidv5 } from 'uuid';
import { DomainError } from './errors.ts';

/**
 * Returns the id of what a request with an `Idempotency-Key` makes: the same for each repetition of the request, a new one without a key.
 *
 * @param namespace a UUID for what is made: ids of different things never meet
 * @param scope within which the key is unique, usually its caller
 */
export const idOfKey = (key: string | undefined, namespace: string, ...scope: string[]): string =>
  key === undefined ? randomUUID() : uuidv5([...scope, key].join('/'), namespace);

/**
 * Returns the hash of a request, which distinguishes a repetition from another request with the same key. 22 characters: the 128 bits that
 * this takes, and no more, since rows keep it and are billed by their size.
 */
export const hashOf = (request: unknown): string =>
  createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 22);

/** The refusal of a request whose key was used before. @param use what for: `another order` */
export const keyReused = (use: string): DomainError =>
  new DomainError('IDEMPOTENCY_KEY_REUSED', `This Idempotency-Key was used for ${use}.`);

/**
 * Makes sure that what exists under a key was made by the same request.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED
 */
export const requireSameRequest = (
  existing: { requestHash?: string | undefined } | undefined,
  requestHash: string | undefined,
  use: string,
): void => {
  if (existing?.requestHash !== requestHash) throw keyReused(use);
};
