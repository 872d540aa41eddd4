import '../../../shared/test/tokens.ts';
import { SendEmailCommand } from '@aws-sdk/client-ses';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { request } from '../../../shared/test/httpEvent.ts';
import { calls, cloud, resetCloud } from '../../../shared/test/imageCloud.ts';
import { batchOf, failures, mailMessage, timeLeft } from '../../../shared/test/mailMessages.ts';
import { awsError, refusal, transactionRefusal } from '../../../shared/test/sdkCalls.ts';
import { authorization } from '../../../shared/test/tokens.ts';
import type { Product } from '../../src/product/product.ts';
import { product, waitingProduct } from '../samples.ts';

const { handler: listPendingProducts } = await import('../../src/handlers/listPendingProducts.ts');
const { handler: approveProduct } = await import('../../src/handlers/approveProduct.ts');
const { handler: approveProducts } = await import('../../src/handlers/approveProducts.ts');
const { handler: sendMail } = await import('../../src/handlers/sendMail.ts');
const { handler: rejectProduct } = await import('../../src/handlers/rejectProduct.ts');

const customer = { authorization: await authorization('ann') };
const admin = { authorization: await authorization('eve', { groups: ['admin'] }) };
const path = { id: product().id };
const updates = () => cloud.dynamodb.commandCalls(UpdateCommand).map(({ args }) => args[0].input);
/** The updates of the last transaction: of the product, and of its stock. */
const writes = () =>
  (cloud.dynamodb.commandCalls(TransactWriteCommand).at(-1)?.args[0].input.TransactItems ?? []).map(
    ({ Update }) => Update,
  );

beforeEach(resetCloud);

describe('the admin’s routes', () => {
  test.each([
    ['GET /products/pending', listPendingProducts, {}],
    ['POST /products/{id}/approve', approveProduct, { path }],
    ['POST /products/approve', approveProducts, { body: { products: [{ id: 'p' }] } }],
    ['POST /products/{id}/reject', rejectProduct, { path, body: { reason: 'x' } }],
  ])('%s is for admins only', async (_, handler, parts) => {
    expect(await request(handler, parts)).toMatchObject({ status: 401 });
    expect(await request(handler, { ...parts, headers: customer })).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' },
    });
    expect(calls()).toEqual([]);
  });
});

describe('POST /products/{id}/approve', () => {
  const approve = () => request(approveProduct, { path, headers: admin });
  const meets = (row?: Product) => cloud.dynamodb.on(GetCommand).resolves({ Item: row });

  test('puts a product and its stock on sale in one transaction, with a slug', async () => {
    meets(product({ status: 'pending' }));

    expect(await approve()).toMatchObject({ status: 200, body: { id: path.id, status: 'approved', isApproved: true } });
    expect(writes()).toEqual([
      expect.objectContaining({
        UpdateExpression: expect.stringContaining('#status = :to, updatedAt = :now, approvedCategory = category'),
        ConditionExpression: expect.stringContaining('#status IN (:from0) AND attribute_exists(imageUrl)'),
        ExpressionAttributeValues: expect.objectContaining({ ':from0': 'pending', ':to': 'approved' }),
      }),
      expect.objectContaining({
        TableName: 'Stock',
        Key: { variantId: path.id },
        UpdateExpression: 'SET sellable = :true',
      }),
      undefined, // the slug's row, which is put
    ]);
  });

  test('returns 409 for a product that has changed since the admin saw it', async () => {
    meets(product({ status: 'pending' }));
    const body = { updatedAt: '2026-01-01T00:00:00.000Z' };

    expect(await request(approveProduct, { path, headers: admin, body })).toMatchObject({
      status: 409,
      body: { code: 'PRODUCT_CHANGED' },
    });
    expect(writes()).toEqual([]);
  });

  test('is idempotent', async () => {
    meets(product());

    expect(await approve()).toMatchObject({ status: 200, body: { status: 'approved' } });
  });

  test.each([
    ['404 for no product', undefined, 404, 'PRODUCT_NOT_FOUND'],
    ['409 while its image has not been checked', waitingProduct(), 409, 'IMAGE_NOT_CHECKED'],
    ['409 for a rejected product', product({ status: 'rejected' }), 409, 'ALREADY_REJECTED'],
  ])('returns %s', async (_, row, status, code) => {
    meets(row);

    expect(await approve()).toMatchObject({ status, body: { code } });
  });
});

describe('POST /products/approve', () => {
  const approve = (...products: unknown[]) => request(approveProducts, { headers: admin, body: { products } });
  const rows = (...found: Product[]) => {
    for (const Item of found) cloud.dynamodb.on(GetCommand, { Key: { id: Item.id } }).resolves({ Item });
  };

  test('says of each product, in order, whether it is on sale; one that is not stops no other', async () => {
    const pending = (id: string) => product({ id, status: 'pending' });
    cloud.dynamodb.on(GetCommand).resolves({});
    rows(pending('a'), product({ id: 'b' }), pending('c'), product({ id: 'd', status: 'rejected' }));
    cloud.dynamodb.on(GetCommand, { Key: { id: 'broken' } }).rejects(awsError('AccessDeniedException'));

    const { status, body } = await approve(
      ...[{ id: 'none' }, { id: 'a' }, { id: 'b' }, { id: 'broken' }, { id: 'd' }],
      { id: 'c', updatedAt: '2020-01-01T00:00:00.000Z' },
    );

    expect(status).toBe(200);
    expect(body.results).toEqual([
      { id: 'none', error: expect.any(String), code: 'PRODUCT_NOT_FOUND' },
      { id: 'a', status: 'approved', isApproved: true },
      { id: 'b', status: 'approved', isApproved: true },
      { id: 'broken', error: expect.not.stringContaining('Access'), code: 'UNAVAILABLE' },
      { id: 'd', error: expect.any(String), code: 'ALREADY_REJECTED' },
      { id: 'c', error: expect.any(String), code: 'PRODUCT_CHANGED' },
    ]);
    expect(cloud.dynamodb.commandCalls(TransactWriteCommand)).toHaveLength(1);
  });

  test('approves a hundred products', async () => {
    const many = Array.from({ length: 100 }, (_, index) => product({ id: `p${index}`, status: 'pending' }));
    rows(...many);

    const { body } = await approve(...many.map(({ id }) => ({ id })));

    expect(body.results).toEqual(many.map(({ id }) => ({ id, status: 'approved', isApproved: true })));
  });

  test.each<[string, unknown[]]>([
    ['none', []],
    ['a product twice', [{ id: 'a' }, { id: 'a' }]],
    ['101 products', Array.from({ length: 101 }, (_, index) => ({ id: `p${index}` }))],
    ['no id', [{}]],
  ])('refuses %s, and approves nothing', async (_, products) => {
    expect(await approve(...products)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    expect(calls()).toEqual([]);
  });
});

describe('POST /products/{id}/reject', () => {
  const reason = 'The picture is blurred.';
  const rejectedAt = '2026-01-01T01:00:00.000Z';
  const rejected = product({ status: 'rejected', rejectionReason: reason, rejectedAt });
  const reject = (body: object = { reason }) => request(rejectProduct, { path, headers: admin, body });
  const requests = () =>
    cloud.sqs.commandCalls(SendMessageCommand).map(({ args }) => JSON.parse(args[0].input.MessageBody ?? ''));

  test('removes a pending or approved product from the lists and requests the email to its seller', async () => {
    expect(await reject()).toMatchObject({
      status: 200,
      body: { id: path.id, status: 'rejected', isApproved: false, rejectionReason: reason, sellerMailed: true },
    });
    const [update, stock] = writes();
    expect(update).toMatchObject({
      UpdateExpression: expect.stringContaining('REMOVE approvedCategory'),
      ExpressionAttributeValues: { ':from0': 'pending', ':from1': 'approved', ':to': 'rejected', ':reason': reason },
    });
    expect(stock).toMatchObject({ Key: { variantId: path.id }, UpdateExpression: 'REMOVE sellable' });
    expect(requests()).toEqual([
      { mail: 'rejected', id: path.id, rejectedAt: update?.ExpressionAttributeValues?.[':now'] },
    ]);
    expect(calls()).toEqual(['dynamodb:TransactWriteItems', 'sqs:SendMessage']);
  });

  test('repeated after the email was sent does nothing', async () => {
    cloud.dynamodb
      .on(TransactWriteCommand)
      .rejects(transactionRefusal({ ...rejected, rejectionMailedAt: '2026-01-01T02:00:00.000Z' }));

    expect(await reject()).toMatchObject({ status: 200, body: { sellerMailed: true } });
    expect(requests()).toEqual([]);
  });

  test('succeeds even if the email cannot be requested, and reports it; repeated, it requests the email', async () => {
    cloud.dynamodb.on(TransactWriteCommand).resolvesOnce({}).rejects(transactionRefusal(rejected));
    cloud.sqs.on(SendMessageCommand).rejectsOnce(awsError('ServiceUnavailable')).resolves({});

    expect(await reject()).toMatchObject({ status: 200, body: { status: 'rejected', sellerMailed: false } });
    expect(await reject()).toMatchObject({ status: 200, body: { sellerMailed: true } });
    expect(requests()).toHaveLength(2);
  });

  test.each([
    ['404 for no product', undefined, 404, 'PRODUCT_NOT_FOUND'],
    ['409 while its image has not been checked', waitingProduct(), 409, 'IMAGE_NOT_CHECKED'],
    [
      '409 for one that was rejected for another reason',
      { ...rejected, rejectionReason: 'other' },
      409,
      'ALREADY_REJECTED',
    ],
  ])('returns %s and sends no email', async (_, row, status, code) => {
    cloud.dynamodb.on(TransactWriteCommand).rejects(transactionRefusal(row));

    expect(await reject()).toMatchObject({ status, body: { code } });
    expect(requests()).toEqual([]);
  });

  test.each([{}, { reason: '' }, { reason: 'a'.repeat(501) }, { reason, status: 'approved' }])(
    'rejects the body %j',
    async (body) => {
      expect(await reject(body)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
      expect(calls()).toEqual([]);
    },
  );
});

describe('the email about a rejection', () => {
  const reason = 'The picture is blurred.';
  const rejectedAt = '2026-01-01T01:00:00.000Z';
  const rejected = product({ status: 'rejected', rejectionReason: reason, rejectedAt });
  const deliver = () => sendMail(batchOf(mailMessage({ mail: 'rejected', id: path.id, rejectedAt })), timeLeft());
  const mails = () => cloud.ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);

  test('is claimed, sent to the seller with the reason, and recorded', async () => {
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: rejected });

    await expect(deliver()).resolves.toEqual(failures());

    expect(mails()).toEqual([expect.objectContaining({ Destination: { ToAddresses: ['ann@example.com'] } })]);
    expect(JSON.stringify(mails())).toContain(reason);
    expect(JSON.stringify(mails())).toContain('Running shoes');
    expect(updates().at(-1)?.UpdateExpression).toContain('rejectionMailedAt = :now');
  });

  test('is written in the language of the seller, with the texts of both on one line', async () => {
    const row = { ...rejected, locale: 'de-AT', productName: 'Schuhe\r\nBcc: x', rejectionReason: 'Unscharf' };
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: row });

    await deliver();

    const { Subject, Body } = mails()[0]?.Message ?? {};
    expect(Subject?.Data).toBe('Ihr Produkt wurde nicht angenommen: Schuhe Bcc: x');
    expect(Body?.Text?.Data).toContain('\n\nDer Grund: Unscharf.\n\n');
    expect(Body?.Html?.Data).toContain('<html lang="de" dir="ltr">');
  });

  test('that SES does not accept releases its claim and is retried', async () => {
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: rejected });
    cloud.ses.on(SendEmailCommand).rejects(awsError('Throttling'));

    await expect(deliver()).resolves.toEqual(failures('message-1'));
    expect(updates().at(-1)?.UpdateExpression).toContain('REMOVE rejectionMailClaimedAt');
  });

  test.each([
    ['was sent before', { ...rejected, rejectionMailedAt: rejectedAt }],
    ['is of a product that was changed since', product({ status: 'pending' })],
    ['is of a product that was rejected anew', { ...rejected, rejectedAt: '2026-01-01T02:00:00.000Z' }],
    ['is of a product that is gone', undefined],
  ])('is not sent if it %s', async (_, row) => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(row));

    await expect(deliver()).resolves.toEqual(failures());
    expect(calls()).toEqual(['dynamodb:UpdateItem']);
  });

  test('that another call is sending is retried', async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal({ ...rejected, rejectionMailClaimedAt: rejectedAt }));

    await expect(deliver()).resolves.toEqual(failures('message-1'));
    expect(mails()).toEqual([]);
  });
});
