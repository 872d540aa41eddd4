import '../../shared/test/tokens.ts';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { request } from '../../shared/test/httpEvent.ts';
import { calls, cloud, resetCloud } from '../../shared/test/imageCloud.ts';
import { awsError, refusal } from '../../shared/test/sdkCalls.ts';
import { authorization } from '../../shared/test/tokens.ts';
import type { Product } from '../src/product.ts';
import { product, waitingProduct } from './samples.ts';

const { handler: listPendingProducts } = await import('../src/handlers/listPendingProducts.ts');
const { handler: approveProduct } = await import('../src/handlers/approveProduct.ts');
const { handler: rejectProduct } = await import('../src/handlers/rejectProduct.ts');

const customer = { authorization: await authorization('ann') };
const admin = { authorization: await authorization('eve', { groups: ['admin'] }) };
const path = { id: product().id };
const updates = () => cloud.dynamodb.commandCalls(UpdateCommand).map(({ args }) => args[0].input);

beforeEach(resetCloud);

describe('the admin’s routes', () => {
  test.each([
    ['GET /products/pending', listPendingProducts, {}],
    ['POST /products/{id}/approve', approveProduct, { path }],
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
  const meets = (row?: Product) => cloud.dynamodb.on(UpdateCommand).rejects(refusal(row));

  test('puts a product on sale in one conditional write, into the index of its category', async () => {
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: product() });

    expect(await approve()).toMatchObject({ status: 200, body: { id: path.id, status: 'approved', isApproved: true } });
    expect(updates()).toEqual([
      expect.objectContaining({
        UpdateExpression: expect.stringContaining('#status = :to, updatedAt = :now, approvedCategory = category'),
        ConditionExpression: expect.stringContaining('#status IN (:from0) AND attribute_exists(imageUrl)'),
        ExpressionAttributeValues: expect.objectContaining({ ':from0': 'pending', ':to': 'approved' }),
      }),
    ]);
  });

  test('done before is done', async () => {
    meets(product());

    expect(await approve()).toMatchObject({ status: 200, body: { status: 'approved' } });
  });

  test.each([
    ['404 for no product', undefined, 404, 'PRODUCT_NOT_FOUND'],
    ['409 while its image has not been checked', waitingProduct(), 409, 'IMAGE_NOT_CHECKED'],
    ['409 for a rejected product', product({ status: 'rejected' }), 409, 'ALREADY_REJECTED'],
  ])('answers %s', async (_, row, status, code) => {
    meets(row);

    expect(await approve()).toMatchObject({ status, body: { code } });
  });
});

describe('POST /products/{id}/reject', () => {
  const reason = 'The picture is blurred.';
  const rejected = product({ status: 'rejected', rejectionReason: reason });
  const reject = (body: object = { reason }) => request(rejectProduct, { path, headers: admin, body });
  const mails = () => cloud.ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);

  test('takes a pending or approved product off the lists and mails the reason to the seller', async () => {
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: rejected });

    expect(await reject()).toMatchObject({
      status: 200,
      body: { id: path.id, status: 'rejected', isApproved: false, rejectionReason: reason, sellerMailed: true },
    });
    expect(updates()[0]).toMatchObject({
      UpdateExpression: expect.stringContaining('REMOVE approvedCategory'),
      ExpressionAttributeValues: { ':from0': 'pending', ':from1': 'approved', ':to': 'rejected', ':reason': reason },
    });
    expect(mails()).toEqual([expect.objectContaining({ Destination: { ToAddresses: ['ann@example.com'] } })]);
    expect(JSON.stringify(mails())).toContain(reason);
    expect(JSON.stringify(mails())).toContain('Running shoes');
  });

  test('done before with the mail sent is done', async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal({ ...rejected, rejectionMailedAt: '2026-01-01T02:00:00.000Z' }));

    expect(await reject()).toMatchObject({ status: 200, body: { sellerMailed: true } });
    expect(mails()).toEqual([]);
  });

  test('whose mail failed stands and says so; done again it mails', async () => {
    const claimed = { Attributes: rejected };
    cloud.dynamodb.on(UpdateCommand).resolvesOnce(claimed).resolvesOnce({}).rejectsOnce(refusal(rejected)).resolves({});
    cloud.ses.on(SendEmailCommand).rejectsOnce(awsError('MessageRejected')).resolves({});

    expect(await reject()).toMatchObject({ status: 200, body: { status: 'rejected', sellerMailed: false } });
    expect(updates().at(-1)?.UpdateExpression).toContain('REMOVE rejectionMailClaimedAt');
    expect(await reject()).toMatchObject({ status: 200, body: { sellerMailed: true } });
    expect(updates().at(-1)?.UpdateExpression).toContain('rejectionMailedAt = :now');
  });

  test('while another call mails leaves the mail to it', async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(rejected));

    expect(await reject()).toMatchObject({ status: 200, body: { status: 'rejected', sellerMailed: false } });
    expect(mails()).toEqual([]);
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
  ])('answers %s and mails nobody', async (_, row, status, code) => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(row));

    expect(await reject()).toMatchObject({ status, body: { code } });
    expect(mails()).toEqual([]);
  });

  test.each([{}, { reason: '' }, { reason: 'a'.repeat(501) }, { reason, status: 'approved' }])(
    'refuses the body %j',
    async (body) => {
      expect(await reject(body)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
      expect(calls()).toEqual([]);
    },
  );
});
