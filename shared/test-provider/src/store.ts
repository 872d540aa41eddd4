import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type Stripe from 'stripe';
import { openDatabase } from './database.ts';

/** The objects that the provider stores, by Stripe's name for their kind. */
type Kinds = {
  payment_intent: Stripe.PaymentIntent & { client_secret: string };
  charge: Stripe.Charge;
  refund: Stripe.Refund;
  event: Stripe.Event;
};
export type Kind = keyof Kinds;
export type Stored<K extends Kind> = Kinds[K];

/** The provider's data, in SQLite. Once a call returns, its writes survive a kill. */
export type PaymentStore = {
  database: DatabaseSync;
  /** @param paymentIntent the payment that the object is about */
  add<K extends Kind>(kind: K, object: Stored<K>, paymentIntent: string): void;
  save<K extends Kind>(object: Stored<K>): void;
  find<K extends Kind>(kind: K, id: string): Stored<K> | undefined;
  /** Newest first. Conditions are SQL on the columns `seq`, `payment_intent`, `object`, with their values. */
  list<K extends Kind>(kind: K, conditions?: readonly Condition[], limit?: number): Stored<K>[];
  close(): void;
};

export type Condition = {
  sql: string;
  values: readonly (string | number)[];
};

const schema = `
  CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, payment_intent TEXT NOT NULL, object TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
  CREATE INDEX IF NOT EXISTS objects_by_payment ON objects (payment_intent, kind, seq);
  CREATE INDEX IF NOT EXISTS payments_by_order ON objects (json_extract(object, '$.metadata.orderId')) WHERE kind = 'payment_intent';
`;

/** @param directory created if missing; without one, the data is in memory */
export const openPaymentStore = (directory: string | undefined): PaymentStore => {
  const database = openDatabase(directory, 'payments.sqlite');
  database.exec(schema);
  const insert = database.prepare('INSERT INTO objects (id, kind, payment_intent, object) VALUES (?, ?, ?, ?)');
  const update = database.prepare('UPDATE objects SET object = ? WHERE id = ?');
  const select = database.prepare('SELECT object FROM objects WHERE id = ? AND kind = ?');
  const parse = (row: Record<string, unknown> | undefined) =>
    row === undefined ? undefined : JSON.parse(String(row.object));
  return {
    database,
    add: (kind, object, paymentIntent) => void insert.run(object.id, kind, paymentIntent, JSON.stringify(object)),
    save: (object) => void update.run(JSON.stringify(object), object.id),
    find: (kind, id) => parse(select.get(id, kind)),
    list: (kind, conditions = [], limit = -1) => {
      const where = [`kind = '${kind}'`, ...conditions.map(({ sql }) => sql)].join(' AND ');
      const query = database.prepare(`SELECT object FROM objects WHERE ${where} ORDER BY seq DESC LIMIT ?`);
      return query.all(...conditions.flatMap(({ values }) => values), limit).map(parse);
    },
    close: () => database.close(),
  };
};

/** Finds the payment of an order by the order id in its metadata; the newest when there are several. */
export const paymentOfOrder = (store: PaymentStore, orderId: string): Stored<'payment_intent'> | undefined =>
  store.list('payment_intent', [{ sql: `json_extract(object, '$.metadata.orderId') = ?`, values: [orderId] }], 1)[0];

/** Creates an id like Stripe's, e.g. `pi_3` and 22 letters and digits. */
export const newId = (prefix: string): string =>
  `${prefix}_3${[...randomBytes(22)].map((byte) => alphabet[byte % alphabet.length]).join('')}`;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Seconds since 1970. */
export const now = (): number => Math.floor(Date.now() / 1000);
