import type { EventToWrite } from '../eventLog.ts';
import type { PaymentStore, Stored } from '../store.ts';
import type { Answer } from './apiError.ts';
import type { Params } from './params.ts';

/**
 * A request to the API, with everything that its operation may use. An operation runs within one transaction and awaits nothing, so two
 * operations never interleave.
 */
export type Call = {
  store: PaymentStore;
  params: Params;
  /** The id in the path; empty where there is none. */
  id: string;
  /** Whether the request carries the publishable key, that is, comes from a browser. */
  isPublic: boolean;
  emitEvent(event: EventToWrite): void;
};

export type Operation = (call: Call) => Answer;

export const ok = (body: object): Answer => ({ status: 200, body });

export type PaymentIntent = Stored<'payment_intent'>;
