import { randomUUID } from 'node:crypto';
import { ListExecutionsCommand, ListStateMachinesCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { call, eventually, waitForOrder } from '../../cli/shopClient.ts';
import {
  awaitingOrder,
  cancel,
  changeRow,
  control,
  expire,
  ledgerOf,
  ORDERS,
  orderRow,
  type Placed,
  past,
  pay,
  placeOrder,
  reaches,
  settleStaleOrders,
  stepFunctions,
  stockOf,
} from './paidOrders.ts';
import { account, approvedProduct, dynamodb, platform } from './shop.ts';

/** Somebody, or some failure, ends the order's workflow. */
const endWorkflow = async (orderId: string): Promise<void> => {
  const { stateMachines = [] } = await stepFunctions.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of stateMachines) {
    const list = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1000 });
    const { executions = [] } = await stepFunctions.send(list);
    for (const { executionArn, name } of executions.filter(({ name = '' }) => name.startsWith(orderId))) {
      await stepFunctions.send(new StopExecutionCommand({ executionArn, error: `${name} was stopped` }));
    }
  }
};

/** A copy of an order under a new id, as if its request had died after the row was written. */
const copyOf = async (row: Record<string, unknown>, changes: object = {}): Promise<string> => {
  const orderId = randomUUID();
  const copy = {
    ...row,
    orderId,
    status: 'pending',
    mails: {},
    openIn: orderId.charAt(0),
    openUntil: past(),
    ...changes,
  };
  await dynamodb.send(new PutCommand({ TableName: ORDERS, Item: copy }));
  return orderId;
};

/** A row of `POST /create-order`, of one piece of a new product. */
const unpaidRow = async (): Promise<Record<string, unknown>> => {
  const { body } = await call<{ orderId: string }>(`${platform.order}/create-order`, {
    body: { id: await approvedProduct(), quantity: 1 },
    token: (await account('Customer')).idToken,
  });
  return orderRow(body.orderId);
};

/** An order whose workflow ended before it was paid. */
const paidOrderWithoutWorkflow = async (): Promise<Placed> => {
  const placed = await awaitingOrder();
  await endWorkflow(placed.orderId);
  await pay(placed.orderId);
  await reaches(placed, 'completed');
  return placed;
};

describe('an order that stands still', () => {
  test('because its message was lost goes its way', async () => {
    const orderId = await copyOf(await unpaidRow());

    await settleStaleOrders();

    await expect(waitForOrder(platform, await account('Customer'), orderId)).resolves.toMatchObject({
      status: 'shipping',
    });
  });

  test('because its workflow could not be started anew goes its way', async () => {
    const orderId = await copyOf(await unpaidRow(), { restarts: 1 });

    await settleStaleOrders();

    await waitForOrder(platform, await account('Customer'), orderId);
  });

  test('because nobody told its workflow of the payment ships', async () => {
    const placed = await awaitingOrder();
    await control('/test/hold', { order: placed.orderId });
    await pay(placed.orderId);
    await changeRow(placed.orderId, { '#status': 'completed', 'payment.capturedAmount': 9998, openUntil: past() });

    await settleStaleOrders();

    await reaches(placed, 'shipping');
    await control('/test/release', { order: placed.orderId });
  });

  test('because nobody told its workflow of the cancellation gives back its stock', async () => {
    const placed = await awaitingOrder();
    await changeRow(placed.orderId, {
      '#status': 'cancelled',
      reason: 'cancelled by the customer',
      openUntil: past(),
    });

    await settleStaleOrders();

    await eventually('the stock', async () => ((await stockOf(placed.productId)) === 10 ? true : undefined));
  });

  test('because its workflow ended while it was to be paid waits again, and ships', async () => {
    const placed = await awaitingOrder();
    await endWorkflow(placed.orderId);
    await changeRow(placed.orderId, { openUntil: past() });
    const { taskToken } = await orderRow(placed.orderId);

    await settleStaleOrders();
    await eventually('another token', async () =>
      (await orderRow(placed.orderId)).taskToken === taskToken ? undefined : true,
    );
    await pay(placed.orderId);

    await reaches(placed, 'shipping');
    expect(await stockOf(placed.productId)).toBe(8);
  });

  test('because its workflow ended when it was paid ships', async () => {
    const placed = await paidOrderWithoutWorkflow();
    await changeRow(placed.orderId, { openUntil: past() });

    await settleStaleOrders();

    await reaches(placed, 'shipping');
  });

  test('because its workflow ended just as it shipped is told of, and done', async () => {
    const placed = await paidOrderWithoutWorkflow();
    await changeRow(placed.orderId, { '#status': 'shipping', openUntil: past() });

    await settleStaleOrders();

    const row = await eventually('the mail', async () => {
      const { mails, ...rest } = (await orderRow(placed.orderId)) as { mails: Record<string, { state: string }> };
      return mails.shipping?.state === 'sent' ? rest : undefined;
    });
    expect(row).not.toHaveProperty('openUntil');
    expect(await stockOf(placed.productId)).toBe(8);
  });

  test('because it was cancelled before its message was sent is received, and cancelled', async () => {
    const customer = await account('Customer');
    const orderId = await copyOf(await unpaidRow());
    expect(await cancel({ orderId, customer, productId: '' })).toMatchObject({ status: 200 });
    await changeRow(orderId, { openUntil: past() });

    await settleStaleOrders();

    await eventually('both mails', async () => {
      const { mails } = (await orderRow(orderId)) as { mails: Record<string, { state: string }> };
      const sent = Object.values(mails).filter(({ state }) => state === 'sent');
      return mails.received && sent.length === 2 ? true : undefined;
    });
  });

  test('because its workflow ended when it was cancelled gives back stock and money', async () => {
    const placed = await paidOrderWithoutWorkflow();
    expect(await cancel(placed)).toMatchObject({ status: 200 });
    await changeRow(placed.orderId, { openUntil: past() });

    await settleStaleOrders();

    await eventually('the stock', async () => ((await stockOf(placed.productId)) === 10 ? true : undefined));
    await eventually('the money', async () => ((await ledgerOf(placed.orderId)).refunded === 9998 ? true : undefined));
  });
});

test('an order that has ended is looked after once more, and then no longer', async () => {
  const placed = await placeOrder();
  await reaches(placed, 'awaiting_payment');
  await expire(placed.orderId);
  await reaches(placed, 'cancelled');
  await eventually('the end', async () => ((await ledgerOf(placed.orderId)).status === 'canceled' ? true : undefined));

  await eventually('no more looking after', async () => {
    await changeRow(placed.orderId, { openUntil: past() }).then(settleStaleOrders);
    return 'openUntil' in (await orderRow(placed.orderId)) ? undefined : true;
  });
});

test('an order that failed for good five times is cancelled, gives back its stock and its money, and is done', async () => {
  const placed = await paidOrderWithoutWorkflow();
  const attempts = new Set(['1', '2', '3', '4', '5'].map((day) => `2026-01-0${day}T00:00:00.000Z`));
  await changeRow(placed.orderId, { failedAttempts: attempts, openUntil: past() });

  await settleStaleOrders();

  await expect(reaches(placed, 'cancelled')).resolves.toMatchObject({ reason: 'could not be processed' });
  expect(await stockOf(placed.productId)).toBe(10);
  expect(await ledgerOf(placed.orderId)).toMatchObject({ captured: 9998, refunded: 9998 });
  expect(await orderRow(placed.orderId)).not.toHaveProperty('openUntil');
});
