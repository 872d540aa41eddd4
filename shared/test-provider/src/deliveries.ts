import { createHmac } from 'node:crypto';
import type { PaymentIntent } from './api/operation.ts';
import { finishOrTimeOut } from './server.ts';
import type { PaymentStore, Stored } from './store.ts';

/** One attempt to send an event. */
type WebhookAnswer = {
  /** ISO 8601. */
  at: string;
  /** The status of the answer; undefined when there was no answer. */
  status?: number;
  /** Why there was no answer, or the beginning of an answer that was not a success. */
  reason?: string;
};

/** An event on its way to the webhook. */
export type Delivery = {
  id: number;
  event: string;
  type: string;
  paymentIntent: string;
  orderId: string;
  state: 'delivered' | 'pending' | 'held' | 'given up';
  attempts: number;
  /** The newest 20. */
  answers: WebhookAnswer[];
};

export type DeliveryOptions = {
  store: PaymentStore;
  /** Undefined while there is no webhook: events wait until there is one. */
  webhookUrl: () => string | undefined;
  /** `whsec_…` */
  webhookSecret: string;
};

/** `*`, the id of an order or of a payment. */
type PaymentOrOrderId = string;

export type Deliveries = {
  /** Queues `times` copies of an event within the running transaction; `wake` sends them. */
  queue(event: Stored<'event'>, paymentIntent: PaymentIntent, times?: number): void;
  /** Sends the events that are due. */
  wake(): void;
  /** Holds back its events until `release`, or until the provider restarts. */
  hold(whose: PaymentOrOrderId): void;
  /** @param reversed sends the newest first, one after the other, so that events arrive in the wrong order */
  release(whose: PaymentOrOrderId, reversed?: boolean): void;
  /** Oldest first. */
  list(where: { event?: string | undefined; whose?: PaymentOrOrderId | undefined }): Delivery[];
  close(): Promise<void>;
};

const answerWithinMs = 10_000;
const maxAtOnce = 10;
const firstRetryMs = 500;
const lastRetryMs = 30_000;
const giveUpAfterMs = 3 * 24 * 3_600_000;

/**
 * Creates the header that proves to the receiver who sent the bytes of `body`, and when.
 *
 * @param at seconds since 1970
 * @see https://docs.stripe.com/webhooks#verify-manually
 */
const signatureOf = (body: string, secret: string, at: number): string =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;

/** Returns the delay before the next attempt: half a second after the first, doubled each time, at most half a minute. */
export const retryAfterMs = (attempts: number): number => Math.min(firstRetryMs * 2 ** (attempts - 1), lastRetryMs);

const schema = `
  CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, payment_intent TEXT NOT NULL, order_id TEXT NOT NULL,
    queued_at INTEGER NOT NULL, next_at INTEGER, attempts INTEGER NOT NULL DEFAULT 0, delivered INTEGER NOT NULL DEFAULT 0,
    answers TEXT NOT NULL DEFAULT '[]'
  );
  CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (next_at) WHERE next_at IS NOT NULL;
  CREATE INDEX IF NOT EXISTS deliveries_of_payment ON deliveries (payment_intent);
  CREATE INDEX IF NOT EXISTS deliveries_of_order ON deliveries (order_id);
  CREATE TABLE IF NOT EXISTS holds (whose TEXT PRIMARY KEY) WITHOUT ROWID;
  DELETE FROM holds;
`;
const held = `EXISTS (SELECT 1 FROM holds WHERE whose IN ('*', deliveries.payment_intent, deliveries.order_id))`;

/**
 * Sends events to the webhook until it answers 2xx, each at least once, for three days. Each attempt is signed anew. Queued events
 * survive a kill; an event whose answer had not been stored yet is sent again afterwards.
 */
export const openDeliveries = ({ store, webhookUrl, webhookSecret }: DeliveryOptions): Deliveries => {
  const { database } = store;
  database.exec(schema);
  database.prepare('UPDATE deliveries SET next_at = ? WHERE next_at IS NOT NULL').run(Date.now());
  const insert = database.prepare(
    'INSERT INTO deliveries (event, payment_intent, order_id, queued_at, next_at) VALUES (?, ?, ?, ?, ?)',
  );
  const due = database.prepare(
    `SELECT * FROM deliveries INDEXED BY deliveries_due WHERE next_at <= ? AND NOT ${held} ORDER BY id LIMIT ?`,
  );
  const next = database.prepare(`SELECT min(next_at) AS at FROM deliveries WHERE next_at IS NOT NULL AND NOT ${held}`);
  const lease = database.prepare('UPDATE deliveries SET next_at = ? WHERE id = ?');
  const settle = database.prepare(
    'UPDATE deliveries SET next_at = ?, attempts = ?, delivered = ?, answers = ? WHERE id = ?',
  );
  const pendingOf = database.prepare('SELECT count(*) AS n FROM deliveries WHERE event = ? AND next_at IS NOT NULL');
  const ending = new AbortController();
  const sending = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  const wake = (): void => {
    clearTimeout(timer);
    const url = webhookUrl();
    if (url === undefined || ending.signal.aborted) return;
    for (const row of due.all(Date.now(), Math.max(maxAtOnce - sending.size, 0))) start(row, url);
    if (sending.size >= maxAtOnce) return; // the next to end wakes it
    const { at } = next.get() ?? {};
    // Timers allow at most 2^31 ms; an event is never due later than the end of its lease or its next retry.
    if (typeof at === 'number') timer = setTimeout(wake, Math.max(at - Date.now(), 1)).unref();
  };

  const start = async (row: Row, url: string): Promise<void> => {
    if (ending.signal.aborted) return;
    lease.run(Date.now() + answerWithinMs + 1000, Number(row.id)); // no one else sends it meanwhile
    const sent = attempt(row, url).finally(() => {
      sending.delete(sent);
      wake();
    });
    sending.add(sent);
    return sent;
  };

  const attempt = async (row: Row, url: string): Promise<void> => {
    const event = store.find('event', String(row.event));
    if (event === undefined) return void settle.run(null, Number(row.attempts), 0, String(row.answers), Number(row.id));
    const answer = await send(url, JSON.stringify(event, null, 2));
    if (ending.signal.aborted && answer.status === undefined) return; // the next start sends it again
    const isDelivered = answer.status !== undefined && answer.status >= 200 && answer.status < 300;
    const attempts = Number(row.attempts) + 1;
    const isOver = isDelivered || Date.now() - Number(row.queued_at) > giveUpAfterMs;
    const answers = [...answersOf(row), answer].slice(-20);
    const again = isOver ? null : Date.now() + retryAfterMs(attempts);
    settle.run(again, attempts, Number(isDelivered), JSON.stringify(answers), Number(row.id));
    if (isDelivered && pendingOf.get(event.id)?.n === 0) store.save<'event'>({ ...event, pending_webhooks: 0 });
  };

  const send = async (url: string, body: string): Promise<WebhookAnswer> => {
    const at = new Date();
    const signature = signatureOf(body, webhookSecret, Math.floor(at.getTime() / 1000));
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': signature,
    };
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(answerWithinMs)]);
    try {
      const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal });
      const text = await response.text();
      const reason = response.ok ? {} : { reason: text.slice(0, 200) };
      return { at: at.toISOString(), status: response.status, ...reason };
    } catch (error) {
      const { message, cause } = Object(error) as Error;
      const { message: deeper } = Object(cause) as Error; // fetch itself says only that it failed
      return { at: at.toISOString(), reason: deeper || message };
    }
  };

  return {
    wake,
    queue: (event, { id, metadata }, times = 1) => {
      for (let count = 0; count < times; count += 1)
        insert.run(event.id, id, metadata.orderId ?? '', Date.now(), Date.now());
    },
    hold: (whose) => void database.prepare('INSERT OR IGNORE INTO holds VALUES (?)').run(whose),
    release: (whose, reversed = false) => {
      const waiting = database.prepare(
        `SELECT * FROM deliveries INDEXED BY deliveries_due WHERE next_at <= ? AND ${held} ORDER BY id DESC`,
      );
      const rows = reversed ? waiting.all(Date.now()).filter((row) => isOf(row, whose)) : [];
      database
        .prepare(whose === '*' ? 'DELETE FROM holds' : 'DELETE FROM holds WHERE whose = ?')
        .run(...(whose === '*' ? [] : [whose]));
      const url = webhookUrl();
      if (url === undefined || rows.length === 0) return wake();
      for (const row of rows) lease.run(Date.now() + (answerWithinMs + 1000) * rows.length, Number(row.id));
      void rows.reduce((former, row) => former.then(() => start(row, url)), Promise.resolve());
    },
    list: ({ event, whose }) =>
      database
        .prepare(`
          SELECT *, ${held} AS held, (SELECT json_extract(object, '$.type') FROM objects WHERE id = deliveries.event) AS type
          FROM deliveries WHERE (?1 = '' OR event = ?1) AND (?2 = '' OR payment_intent = ?2 OR order_id = ?2) ORDER BY id
        `)
        .all(event ?? '', whose === '*' ? '' : (whose ?? ''))
        .map(toDelivery),
    close: async () => {
      clearTimeout(timer);
      ending.abort();
      await finishOrTimeOut(Promise.allSettled(sending));
    },
  };
};

type Row = Record<string, unknown>;

const answersOf = (row: Row) => JSON.parse(String(row.answers)) as WebhookAnswer[];

const isOf = (row: Row, whose: PaymentOrOrderId) =>
  whose === '*' || row.payment_intent === whose || row.order_id === whose;

const toDelivery = (row: Row): Delivery => ({
  id: Number(row.id),
  event: String(row.event),
  type: String(row.type),
  paymentIntent: String(row.payment_intent),
  orderId: String(row.order_id),
  state: row.delivered ? 'delivered' : row.next_at === null ? 'given up' : row.held ? 'held' : 'pending',
  attempts: Number(row.attempts),
  answers: answersOf(row),
});
