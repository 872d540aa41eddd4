import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { StockRecord } from '../../src/stockAlert/stockAlert.ts';
import type { BackInStockMailRequest } from '../../src/stockAlert/stockAlertMailRequest.ts';
import { product } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';
import { createShopperTables } from '../shopperTables.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { askForAlert } = await import('../../src/stockAlert/askForAlert.ts');
const { withdrawAlert } = await import('../../src/stockAlert/withdrawAlert.ts');
const { announceStock } = await import('../../src/stockAlert/announceStock.ts');
const { recheckStockAlerts } = await import('../../src/stockAlert/recheckStockAlerts.ts');
const { sendBackInStockMail } = await import('../../src/stockAlert/stockAlertMail.ts');
const { getAlert, listAlertsOf, putAlert } = await import('../../src/stockAlert/stockAlertStore.ts');
const { readLine, writeAnnouncements } = await import('../../src/stockAlert/stockLineStore.ts');
const { eraseShopper } = await import('../../src/erasure/eraseShopper.ts');
const { shopperSections } = await import('../../src/personalData/shopperSections.ts');
const { readStock, storeProduct } = await import('../storedProducts.ts');

beforeAll(async () => {
  await createSearchTables();
  await createShopperTables();
});
afterAll(() => server.close());

const sqs = mockClient(SQSClient);
const ses = mockClient(SESClient);
beforeEach(() => {
  sqs.reset();
  ses.reset();
  sqs.on(SendMessageBatchCommand).resolves({ Successful: [] });
  ses.on(SendEmailCommand).resolves({});
});

/** Mails that were requested, oldest first. */
const requested = (): BackInStockMailRequest[] =>
  sqs
    .commandCalls(SendMessageBatchCommand)
    .flatMap(({ args: [{ input }] }) => input.Entries ?? [])
    .map(({ MessageBody = '' }) => JSON.parse(MessageBody));
const receivers = () =>
  ses.commandCalls(SendEmailCommand).flatMap(({ args: [{ input }] }) => input.Destination?.ToAddresses);

let clock = 0;
const soldOut = async (): Promise<string> => {
  const row = product({ id: randomUUID() });
  await storeProduct(row, 0);
  return row.id;
};
const caller = (name: string) => ({ userId: name, groups: [], email: `${name}@example.com` });
const ask = async (variantId: string, ...names: string[]) => {
  for (const name of names) {
    await askForAlert(caller(name), variantId, 'de');
    await new Promise((done) => setTimeout(done, 2)); // so that the order of asking is that of the names
  }
};
/** Sets the stock, and returns the record of the stream. */
const setStock = async (variantId: string, after: number): Promise<StockRecord> => {
  const before = (await readStock(variantId))?.available ?? 0;
  await dynamodb.send(
    new UpdateCommand({
      TableName: 'Stock',
      Key: { variantId },
      UpdateExpression: 'SET available = :after',
      ExpressionAttributeValues: { ':after': after },
    }),
  );
  clock += 1;
  return { sequence: `${clock}`, before, after };
};
const deliver = (variantId: string, ...records: [StockRecord, ...StockRecord[]]) =>
  announceStock({ variantId, records, hasRisen: true, isOnSaleAgain: false, isGone: false });
const send = async () => {
  for (const request of requested()) await sendBackInStockMail(request, Date.now() + 5000);
};
const names = () => requested().map(({ customerId }) => customerId);
const inLine = async (variantId: string) => (await readLine(variantId)).waiting.map(({ customerId }) => customerId);

describe('an alert', () => {
  test('is taken once for each customer, who keeps the place, and only while nothing is in stock', async () => {
    const id = await soldOut();
    await ask(id, 'ann', 'ben', 'ann');

    expect(await inLine(id)).toEqual(['ann', 'ben']);
    await setStock(id, 1);
    await expect(askForAlert(caller('cleo'), id, undefined)).rejects.toMatchObject({ code: 'IN_STOCK' });
    await expect(askForAlert(caller('cleo'), 'unknown', undefined)).rejects.toMatchObject({
      code: 'VARIANT_NOT_FOUND',
    });
    await expect(askForAlert({ userId: 'x', groups: [] }, id, undefined)).rejects.toMatchObject({
      code: 'EMAIL_NOT_VERIFIED',
    });
  });

  test('is withdrawn, any number of times', async () => {
    const id = await soldOut();
    await ask(id, 'ann', 'ben');

    await withdrawAlert('ann', id);
    await withdrawAlert('ann', id);

    expect(await inLine(id)).toEqual(['ben']);
    await ask(id, 'ann');
    expect(await inLine(id)).toEqual(['ben', 'ann']);
  });

  test('is one of 100 at most', async () => {
    const customerId = randomUUID();
    const [wanted, other] = [await soldOut(), await soldOut()];
    const alert = { customerId, productId: 'p', askedAt: new Date().toISOString(), email: 'a@b.c' };
    for (const variantId of [wanted, ...Array.from({ length: 99 }, (_, index) => `v${index}`)]) {
      await putAlert({ ...alert, variantId, status: 'waiting' });
    }

    await expect(askForAlert(caller(customerId), other, undefined)).rejects.toMatchObject({
      code: 'STOCK_ALERTS_FULL',
    });
    await expect(askForAlert(caller(customerId), wanted, undefined)).resolves.toMatchObject({ askedAt: alert.askedAt });
  });
});

describe('units that come back', () => {
  test('are announced in the order of asking, to no more customers than there are units', async () => {
    const id = await soldOut();
    await ask(id, 'ann', 'ben', 'cleo');

    const first = await setStock(id, 2);
    await deliver(id, first);
    await deliver(id, first); // the stream repeats it
    expect(names()).toEqual(['ann', 'ben']);

    await deliver(id, await setStock(id, 1)); // one is sold
    expect(names()).toEqual(['ann', 'ben']);
    await deliver(id, await setStock(id, 2)); // and comes back
    expect(names()).toEqual(['ann', 'ben', 'cleo']);
    await send();
    expect(receivers()).toEqual(['ann@example.com', 'ben@example.com', 'cleo@example.com']);
    expect(await listAlertsOf('ann')).not.toContainEqual(expect.objectContaining({ variantId: id }));
  });

  test('are announced once by consumers at the same time', async () => {
    const id = await soldOut();
    await ask(id, 'ann', 'ben', 'cleo');
    const record = await setStock(id, 1);

    await Promise.all(Array.from({ length: 5 }, () => deliver(id, record)));

    expect(new Set(names())).toEqual(new Set(['ann']));
    expect(await inLine(id)).toEqual(['ben', 'cleo']);
  });

  test('are not announced by a consumer that has not seen what others have announced', async () => {
    const id = await soldOut();
    await ask(id, 'ann');
    const outdated = await readLine(id);
    await deliver(id, await setStock(id, 1));
    await setStock(id, 0);
    await ask(id, 'ben');
    const told = (await readLine(id)).waiting;

    const after = { announced: 1, sequence: '1', told };
    await expect(writeAnnouncements(id, outdated.announcements, after)).resolves.toBe(false);
    expect(await inLine(id)).toEqual(['ben']);
  });

  test('are announced to more customers than fit into a transaction', async () => {
    const id = await soldOut();
    const all = Array.from({ length: 120 }, (_, index) => `c${String(index).padStart(3, '0')}`);
    for (const customerId of all) {
      const askedAt = `2026-01-01T00:00:00.${customerId.slice(1)}Z`;
      await putAlert({ customerId, variantId: id, productId: id, askedAt, email: 'a@b.c', status: 'waiting' });
    }

    await deliver(id, await setStock(id, 110));

    expect(names()).toEqual(all.slice(0, 110));
    expect(await inLine(id)).toEqual(all.slice(110));
  });

  test('are announced again if the emails could not be requested', async () => {
    const id = await soldOut();
    await ask(id, 'ann', 'ben');
    const record = await setStock(id, 1);
    sqs.on(SendMessageBatchCommand).rejectsOnce(new Error('down')).resolves({});

    await expect(deliver(id, record)).rejects.toThrow('down');
    await deliver(id, record);

    expect(names()).toEqual(['ann', 'ann']); // the one that failed, and the one that did not
    await send();
    expect(receivers()).toEqual(['ann@example.com']);
  });

  test('go to the next in line if the first one withdraws before the email', async () => {
    const id = await soldOut();
    await ask(id, 'ann', 'ben');
    await deliver(id, await setStock(id, 1));

    await withdrawAlert('ann', id);
    const touched = await readStock(id);
    await deliver(id, await setStock(id, 1)); // what the stream says of the touched row
    await send();

    expect(touched?.touched).toEqual(expect.any(String));
    expect(names()).toEqual(['ann', 'ben']);
    expect(receivers()).toEqual(['ben@example.com']);
  });

  test('are announced to nobody while the product is off sale, and once it is on sale', async () => {
    const id = await soldOut();
    await ask(id, 'ann');
    const offSale = new UpdateCommand({
      TableName: 'Stock',
      Key: { variantId: id },
      UpdateExpression: 'REMOVE sellable',
    });
    await dynamodb.send(offSale);
    await deliver(id, await setStock(id, 1));
    expect(names()).toEqual([]);

    await storeProduct(product({ id }), 1);
    const records: [StockRecord] = [await setStock(id, 1)];
    await announceStock({ variantId: id, records, hasRisen: true, isOnSaleAgain: true, isGone: false });
    expect(names()).toEqual(['ann']);
  });
});

describe('an email', () => {
  test('is sent once, in the language of the account, with a link', async () => {
    const id = await soldOut();
    await ask(id, 'ann');
    await deliver(id, await setStock(id, 1));

    const [request] = requested();
    await Promise.allSettled([1, 2, 3].map(() => request && sendBackInStockMail(request, Date.now() + 5000)));
    if (request) await sendBackInStockMail(request, Date.now() + 5000);

    expect(receivers()).toEqual(['ann@example.com']);
    const { Subject, Body } = ses.commandCalls(SendEmailCommand)[0]?.args[0].input.Message ?? {};
    expect(Subject?.Data).toMatch(/^Wieder eingetroffen: .*Running shoes/);
    expect(Body?.Text?.Data).toContain(`https://shop.example/products/${id}`);
  });

  test('links to the product by its slug, once it has one', async () => {
    const id = await soldOut();
    const slugs = [{ slug: 'running-shoes', base: 'running-shoes', at: '2026-11-01T00:00:00.000Z' }];
    await storeProduct(product({ id, slugs }), 0);
    await ask(id, 'ann');
    await deliver(id, await setStock(id, 1));
    await send();

    const { Body } = ses.commandCalls(SendEmailCommand)[0]?.args[0].input.Message ?? {};
    expect(Body?.Text?.Data).toContain('https://shop.example/products/running-shoes');
  });

  test('is not sent if everything is sold out again: the customer keeps the place', async () => {
    const id = await soldOut();
    await ask(id, 'ann', 'ben');
    await deliver(id, await setStock(id, 1));
    await setStock(id, 0);
    await send();
    expect(receivers()).toEqual([]);
    expect(await inLine(id)).toEqual(['ann', 'ben']);

    await deliver(id, await setStock(id, 1));
    await send();
    expect(receivers()).toEqual(['ann@example.com']);
    expect(await inLine(id)).toEqual(['ben']);
  });

  test('is sent at the next attempt if SES fails', async () => {
    const id = await soldOut();
    await ask(id, 'ann');
    await deliver(id, await setStock(id, 1));
    ses.on(SendEmailCommand).rejectsOnce(new Error('down')).resolves({});

    await expect(send()).rejects.toThrow('down');
    await send();

    expect(receivers()).toHaveLength(2);
    expect(await getAlert('ann', id)).toBeUndefined();
  });
});

test('alerts for a variant that is gone are deleted', async () => {
  const id = await soldOut();
  await ask(id, 'ann', 'ben');
  await deliver(id, await setStock(id, 1)); // announced to ann, whose email is not sent yet
  await dynamodb.send(new DeleteCommand({ TableName: 'Stock', Key: { variantId: id } }));
  const records: [StockRecord] = [{ sequence: `${clock + 1}`, before: 1, after: 0 }];

  await announceStock({ variantId: id, records, hasRisen: false, isOnSaleAgain: false, isGone: true });
  await send();

  expect(await readLine(id)).toEqual({ announcements: undefined, waiting: [] });
  expect([await getAlert('ann', id), await getAlert('ben', id)]).toEqual([undefined, undefined]);
  expect(receivers()).toEqual([]);
});

test('checking again touches what is in stock and waited for', async () => {
  const [back, gone] = [await soldOut(), await soldOut()];
  await ask(back, 'ann');
  await ask(gone, 'ann');
  await setStock(back, 1);

  await recheckStockAlerts(Date.now() + 5000);

  expect((await readStock(back))?.touched).toEqual(expect.any(String));
  expect((await readStock(gone))?.touched).toBeUndefined();
});

test('a person’s alerts are exported, and deleted with the account', async () => {
  const zoe = randomUUID();
  const [waiting, announced] = [await soldOut(), await soldOut()];
  await ask(waiting, zoe);
  await ask(announced, zoe);
  await deliver(announced, await setStock(announced, 1));

  const exported = await shopperSections.stockAlerts?.(zoe, { limit: 50 });
  await eraseShopper(zoe);
  await send();

  expect(exported?.items).toHaveLength(2);
  expect(exported?.items).toContainEqual({
    ...{ variantId: waiting, productId: waiting, askedAt: expect.any(String), status: 'waiting' },
    ...{ email: `${zoe}@example.com`, locale: 'de' },
  });
  expect(await listAlertsOf(zoe)).toEqual([]);
  expect([...(await inLine(waiting)), ...(await inLine(announced))]).toEqual([]);
  expect(receivers()).toEqual([]);
});

test('a variant with a row of its own is on sale as long as its product is', async () => {
  const id = await soldOut();
  const variantId = randomUUID();
  const variants = [
    { id, options: { Size: 'S' }, unitPrice: 100 },
    { id: variantId, options: { Size: 'M' }, unitPrice: 100 },
  ];
  await storeProduct(product({ id, variants, variantsVersion: 1 }), 7);
  await dynamodb.send(new PutCommand({ TableName: 'Stock', Item: { variantId, productId: id, available: 0 } }));
  await ask(variantId, 'ann');

  await deliver(variantId, await setStock(variantId, 1));
  await send();

  expect(receivers()).toEqual(['ann@example.com']);
  const [{ Message } = {}] = ses.commandCalls(SendEmailCommand).map(({ args: [{ input }] }) => input);
  expect(Message?.Subject?.Data).toContain('Running shoes (M)');
});
