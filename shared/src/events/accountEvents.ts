import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod';

/** The namespace of event ids: an event has the same id however often it is published. */
const EVENT_NAMESPACE = 'c2a2d3a7-64f5-4a56-8a5e-0a7b1f6f9c31';

/**
 * The message of the account-events topic: an account was deleted, and with it everything that a service holds about this person has to go or
 * to be replaced.
 *
 * It is published when the account is deleted, and again, with `tokensExpired`, when none of its tokens is valid any more: services accept a
 * token for up to an hour after the deletion.
 */
export const AccountEvent = z.strictObject({
  type: z.literal('ACCOUNT_DELETED'),
  id: z.uuid(),
  version: z.literal(1),
  /** When the account was deleted. */
  occurredAt: z.iso.datetime(),
  correlationId: z.string(),
  data: z.strictObject({ userId: z.string().min(1), tokensExpired: z.boolean() }),
});
export type AccountEvent = z.infer<typeof AccountEvent>;

/** Returns the stable id of an account's deletion, or of its repetition. */
export const accountEventId = (userId: string, tokensExpired: boolean): string =>
  uuidv5(`${userId}/ACCOUNT_DELETED${tokensExpired ? '/tokensExpired' : ''}`, EVENT_NAMESPACE);
