import { DomainError } from '@ecommerce/shared/errors.ts';
import { isOutage, OUTAGE } from '@ecommerce/shared/outages.ts';
import type { StoredOrder } from '../order/orderStore.ts';

/** After how many attempts that failed for good an order is given up. */
export const MAX_ATTEMPTS = 5;

/** How many attempts at an order failed for a reason that no later attempt changes. */
export const failedAttempts = ({ failedAttempts = new Set() }: StoredOrder): number => failedAttempts.size;

/** Whether nothing more is tried to process the order. */
export const isGivenUp = (order: StoredOrder): boolean => failedAttempts(order) >= MAX_ATTEMPTS;

/** How long an order that was accepted, or paid, may wait for an outage to end, in milliseconds. */
const LONGEST_OUTAGE_MS = 24 * 60 * 60 * 1000;

/** Whether an order that nobody works on has waited too long, whatever kept it. */
export const isOverdue = ({ status, updatedAt }: StoredOrder): boolean =>
  (status === 'pending' || status === 'completed') && Date.now() - Date.parse(updatedAt) > LONGEST_OUTAGE_MS;

/**
 * Names of errors that say nothing about the order at hand: outages as our functions report them, stock or mails that others hold, missing
 * permissions and resources, and Lambda's and Step Functions' own troubles.
 */
const PASSING =
  /^(DomainError|StockBusy|MailBeingSent|AccessDenied(Exception)?|ResourceNotFoundException|QueueDoesNotExist|StateMachineDoesNotExist|Sandbox\..*|Runtime\..*|Lambda\..*|States\.(Timeout|TaskFailed|HeartbeatTimeout))$/;

/** Whether an error that is known by its name alone, as Step Functions reports it, is one that no later attempt changes. */
export const isPermanentByName = (name: string): boolean => name !== OUTAGE && !PASSING.test(name);

/** Whether an error is one that no later attempt changes: content that is refused, a row that cannot be read. Outages are not. */
export const isPermanent = (error: unknown): boolean => {
  if (isOutage(error)) return false;
  if (error instanceof DomainError) return error.code !== 'UNAVAILABLE';
  return !(error instanceof Error) || isPermanentByName(error.name);
};
