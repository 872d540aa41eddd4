import { createHash } from 'node:crypto';
import * as z from 'zod';

/** How many parts an endpoint's deliveries have, which are sent side by side. What concerns one order is in one of them. */
const LANES = 8;

/** How long a delivery is kept, in seconds. */
const KEPT_SECONDS = 30 * 24 * 3600;

/** The most attempts that a delivery remembers. */
const MAX_ATTEMPTS = 20;

/** What happened when an event was sent: an answer, or why there was none. */
export type Attempt = {
  /** ISO 8601. */
  at: string;
  /** How long it took, in milliseconds. */
  ms: number;
  /** The HTTP status of the answer. */
  status?: number;
  /** The first kilobyte of the answer's body. */
  response?: string;
  /** Why there was no answer. */
  error?: string;
};

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;

/** One event on its way to one endpoint. */
export type Delivery = {
  /** The endpoint's id and the number of the lane. */
  lane: string;
  /** Sorts by the time of the event. */
  id: string;
  webhookId: string;
  eventId: string;
  type: string;
  /** What is delivered in order: an order, a product. */
  subject: string;
  /** The event, as it is sent. */
  body: string;
  status: (typeof DELIVERY_STATUSES)[number];
  /** Its id as long as it is to be sent: the key of the index `undelivered`. */
  undelivered?: string;
  /** When it is attempted again (ISO 8601); if absent, as soon as possible. */
  nextAttemptAt?: string;
  /** Whether a person has asked for it: it does not wait for earlier ones. */
  urgent?: boolean;
  /** The run of `npm run replay` that last had it sent again; the request says that it is replayed. */
  replayId?: string;
  /** When it was attempted for the first time since it was last to be sent (ISO 8601). */
  firstAttemptAt?: string;
  attempts: Attempt[];
  createdAt: string;
  deliveredAt?: string;
  /** Epoch seconds. */
  expiresAt: number;
};

/** An event as it arrives: what it has besides is passed on. */
export const EventToDeliver = z.looseObject({
  type: z.string().min(1).max(100),
  id: z.uuid(),
  occurredAt: z.iso.datetime(),
  data: z.looseObject({ orderId: z.string().optional(), productId: z.string().optional() }),
});
export type EventToDeliver = z.output<typeof EventToDeliver>;

/** Returns the name of a lane. */
const laneName = (webhookId: string, lane: number): string => `${webhookId}/${lane}`;

/** Returns the id of the endpoint to which a lane leads. */
export const webhookIdOf = (lane: string): string => lane.slice(0, lane.lastIndexOf('/'));

/** Returns the names of all lanes of an endpoint. */
export const lanesOf = (webhookId: string): string[] =>
  Array.from({ length: LANES }, (_, lane) => laneName(webhookId, lane));

const DELIVERY_ID = /^[0-9a-z]{9}-([0-7])-[0-9a-f-]{36}$/;

/** Returns the lane of a delivery; `undefined` if that is not the id of a delivery. */
export const laneOfDelivery = (webhookId: string, id: string): string | undefined => {
  const lane = DELIVERY_ID.exec(id)?.[1];
  return lane === undefined ? undefined : laneName(webhookId, Number(lane));
};

const laneOf = (subject: string): number => (createHash('sha256').update(subject).digest()[0] ?? 0) % LANES;

/** Returns the delivery of an event to an endpoint: with the same id however often the event arrives. */
export const newDelivery = (webhookId: string, event: EventToDeliver, now: Date): Delivery => {
  const subject = event.data.orderId ?? event.data.productId ?? event.id;
  const lane = laneOf(subject);
  const time = Date.parse(event.occurredAt).toString(36).padStart(9, '0');
  const id = `${time}-${lane}-${event.id}`;
  return {
    lane: laneName(webhookId, lane),
    ...{ id, webhookId, eventId: event.id, type: event.type, subject, body: JSON.stringify(event) },
    ...{ status: 'pending', undelivered: id, attempts: [], createdAt: now.toISOString() },
    expiresAt: Math.floor(now.getTime() / 1000) + KEPT_SECONDS,
  };
};

/** Returns the attempts after one more. */
export const withAttempt = ({ attempts }: Delivery, attempt: Attempt): Attempt[] =>
  [...attempts, attempt].slice(-MAX_ATTEMPTS);

/** A delivery as admins see it. */
export const deliveryView = (delivery: Delivery) => {
  const { id, eventId, type, status, attempts, createdAt, nextAttemptAt, deliveredAt } = delivery;
  const next = status === 'pending' && nextAttemptAt !== undefined ? { nextAttemptAt } : {};
  return { id, eventId, type, status, createdAt, ...next, ...(deliveredAt ? { deliveredAt } : {}), attempts };
};
