import type { Write } from './rows.ts';
import type { Sabotage } from './run.ts';
import { INVOICES, MOVEMENTS, ORDERS, RESERVATIONS, STOCK } from './tables.ts';

type Definition = { States: Record<string, { ItemProcessor?: { States: Record<string, { Next?: string }> } }> };

/** A safeguard, with a seed that detects its absence (tried first) and the number of the invariant that then breaks. */
export type Safeguard = Sabotage & { seed: number; breaks: RegExp };

/** The share of faults with which the simulation looks for a missing safeguard. */
export const SAFEGUARD_FAULTS = 0.2;

/** Removes the condition, or the matching part of it, from the writes whose expression matches. */
const without =
  (table: string, expression: RegExp, part?: RegExp): NonNullable<Sabotage['change']> =>
  (operation, write) => {
    const text = `${operation} ${write.UpdateExpression ?? ''} IF ${write.ConditionExpression ?? ''}`;
    if (write.TableName !== table || !expression.test(text)) return write;
    const { ConditionExpression: condition = '', ...rest } = write;
    const left = part ? condition.replace(part, '') : '';
    return left === '' ? (rest as Write) : { ...rest, ConditionExpression: left };
  };

/** The return of units, without the condition that they have not come before. */
const withoutReturned: NonNullable<Sabotage['change']> = (operation, write) => {
  if (write.TableName !== RESERVATIONS || write.Item?.status !== 'returned') return write;
  return without(RESERVATIONS, /^Put /)(operation, write);
};

let movements = 0;
/** Movements under another id each time that they are written. */
const movedAgain: NonNullable<Sabotage['change']> = (operation, write) => {
  if (write.TableName !== MOVEMENTS || operation !== 'Put') return write;
  movements += 1;
  return { ...write, Item: { ...write.Item, movementId: `${write.Item?.movementId}#${movements}` } };
};

/** A cancellation, also of an order of which a parcel has left. */
const afterFirstParcel: NonNullable<Sabotage['change']> = (operation, write) => {
  const condition = write.ConditionExpression?.replace(
    'attribute_not_exists(fulfilments)',
    'attribute_exists(orderId)',
  );
  return operation !== 'Update' || condition === undefined ? write : { ...write, ConditionExpression: condition };
};

/** A new number for an order that has one. */
const renumbered: NonNullable<Sabotage['change']> = (_, write) => ({
  ...write,
  ...(write.UpdateExpression === undefined
    ? {}
    : { UpdateExpression: write.UpdateExpression.replace('if_not_exists(#number, :number)', ':number') }),
});

/** Swaps steps of the order workflow. */
const refundFirst = (definition: object): object => {
  const copy = structuredClone(definition) as Definition;
  const states = copy.States.ForEachOrder?.ItemProcessor?.States ?? {};
  const text = JSON.stringify(states).replaceAll(/"(ReleaseStock|RefundPayment)"/g, (_, name) =>
    name === 'ReleaseStock' ? '"RefundPayment"' : '"ReleaseStock"',
  );
  return {
    ...copy,
    States: {
      ...copy.States,
      ForEachOrder: {
        ...copy.States.ForEachOrder,
        ItemProcessor: { ...copy.States.ForEachOrder?.ItemProcessor, States: JSON.parse(text) },
      },
    },
  };
};

/** The safeguards of the flow. simulation.test.ts removes each of them and checks that seeds detect its absence. */
export const SAFEGUARDS: Record<string, Safeguard> = {
  'one reservation': { change: without(RESERVATIONS, /^Put .*attribute_not_exists\(orderId\)/), seed: 1, breaks: /^2/ },
  'enough stock': { change: without(STOCK, /available - /), seed: 1, breaks: /^2/ },
  'one release': { change: without(RESERVATIONS, /^Update .*#status = :reserved/), seed: 17, breaks: /^2/ },
  'one order': { change: without(ORDERS, /^Put /), seed: 12, breaks: /^[1-7]/ },
  'moves along the table': { change: without(ORDERS, /shippedAt|endedAt/), seed: 15, breaks: /^4/ },
  'one capture': { change: without(ORDERS, /payment\.capturedAmount = :set/), seed: 21, breaks: /^[1-7]/ },
  'one refund at a time': { change: without(ORDERS, /payment\.refunds\.#key = :set/), seed: 20, breaks: /^[1-7]/ },
  'one person at a time': { change: without(ORDERS, /#version = :seenVersion/), seed: 19, breaks: /^[1-7]/ },
  'one return into stock': { change: withoutReturned, seed: 1, breaks: /^2/ },
  'one movement for each change': { change: movedAgain, seed: 1, breaks: /^2/ },
  'no parcel has left': { change: afterFirstParcel, seed: 21, breaks: /^[1-7]/ },
  'one document for each number': { change: without(INVOICES, /^Put /), seed: 73, breaks: /^8/ },
  'documents as they were read': {
    change: without(ORDERS, /SET documents/, / AND (attribute_not_exists\(documents\)|size\(documents\) = :before)$/),
    seed: 48,
    breaks: /^8/,
  },
  'one number for each order': { change: renumbered, seed: 2, breaks: /^8/ },
  'lease of a mail': { change: without(ORDERS, /SET .*mails\.#mail = :claim/), seed: 1, breaks: /^5/ },
  'close this version only': { change: without(ORDERS, /REMOVE nextCheckAt/), seed: 145, breaks: /^[1-7]/ },
  'postpone what was seen': {
    change: without(ORDERS, /IF \(nextCheckAt = :seen\)/, /^\(nextCheckAt = :seen\) AND /),
    seed: 47,
    breaks: /^[1-7]/,
  },
  'own earlier write': {
    change: without('orderService.CartsTable', /NOT \(/, / AND NOT \(.*?\)/),
    seed: 61,
    breaks: /^3/,
  },
  'next check of a new order': {
    change: (operation, write) => {
      if (write.TableName !== ORDERS || operation !== 'Put') return write;
      const { nextCheckAt: _, sweepShard: __, ...Item } = write.Item ?? {};
      return { ...write, Item };
    },
    seed: 1,
    breaks: /^1/,
  },
  'stock before money': { redefine: refundFirst, seed: 1, breaks: /^6/ },
  sweeper: { isUnscheduled: true, seed: 1, breaks: /^1/ },
  'idempotency keys of the provider': {
    prepare: ({ payments }) => {
      payments.ignoresKeys = true;
    },
    seed: 28,
    breaks: /^7/,
  },
  'failed messages come again': {
    prepare: ({ queues }) => {
      queues.ignoresFailures = true;
    },
    seed: 1,
    breaks: /^[15]/,
  },
};
