import { DomainError } from '@ecommerce/shared/errors.ts';
import * as z from 'zod';

/*
 * A sign-in that waits for a code is known by a username and by Cognito's session, which is for this user alone: a client that changes
 * either gets nowhere. Both travel as one text, so that a client needs to keep no more.
 */

const Parts = z.tuple([z.string().min(1).max(128), z.string().min(20).max(2048)]);
type Parts = z.infer<typeof Parts>;

export const seal = (parts: Parts): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** @throws DomainError INVALID_CREDENTIALS for a text that is none of ours */
export const unseal = (sealed: string): Parts => {
  try {
    return Parts.parse(JSON.parse(Buffer.from(sealed, 'base64url').toString('utf8')));
  } catch {
    throw sessionOver();
  }
};

/** Returns the username of a sign-in that waits, the text itself where it is none. */
export const challengedUsername = (sealed: string): string => {
  try {
    return unseal(sealed)[0];
  } catch {
    return sealed;
  }
};

export const sessionOver = () =>
  new DomainError('INVALID_CREDENTIALS', 'The sign-in has taken too long: begin again with the password.');
