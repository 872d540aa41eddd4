import '../../../shared/test/tokens.ts';
import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { request } from '../../../shared/test/httpEvent.ts';
import { calls, cloud, resetCloud } from '../../../shared/test/imageCloud.ts';
import { refusal, transactionRefusal } from '../../../shared/test/sdkCalls.ts';
import { authorization } from '../../../shared/test/tokens.ts';
import type { Product } from '../../src/product/product.ts';
import { offer } from '../samples.ts';

const { handler: createUploadUrl } = await import('../../src/handlers/createUploadUrl.ts');

const customer = { authorization: await authorization('ann') };
const puts = () =>
  cloud.dynamodb
    .commandCalls(TransactWriteCommand)
    .map(({ args }) => args[0].input.TransactItems?.[0]?.Put?.Item as Product);
const updates = () => cloud.dynamodb.commandCalls(UpdateCommand).map(({ args }) => args[0].input);

beforeEach(resetCloud);

describe('POST /get-upload-url', () => {
  const offered = (headers: Record<string, string> = {}, body: object = offer) =>
    request(createUploadUrl, { body, headers: { ...customer, ...headers } });

  test('writes the product, unapproved and without an image, and returns the upload URL', async () => {
    const { status, body } = await offered();

    expect(status).toBe(200);
    expect(body).toEqual({
      uploadUrl: expect.stringContaining(`/uploads/${body.id}/shoes.png?`),
      id: expect.any(String),
    });
    expect(puts()).toEqual([
      expect.objectContaining({
        id: body.id,
        sellerId: 'ann',
        email: 'ann@example.com',
        status: 'awaitingImage',
        unitPrice: 4999,
        currency: 'EUR',
      }),
    ]);
    expect(cloud.dynamodb.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems?.[2]?.Put).toEqual({
      TableName: 'Stock',
      Item: { variantId: body.id, available: 40, units: 40 },
    });
    expect(puts()[0]).not.toHaveProperty('quantity');
    expect(puts()[0]).not.toHaveProperty('imageUrl');
    expect(puts()[0]).not.toHaveProperty('approvedCategory');
  });

  test('asks Cognito for the email address if an access token was sent', async () => {
    cloud.cognito.on(GetUserCommand).resolves({
      Username: 'ann',
      UserAttributes: [
        { Name: 'email', Value: 'a@b.example' },
        { Name: 'email_verified', Value: 'true' },
      ],
    });

    await offered({ authorization: await authorization('ann', { use: 'access' }) });

    expect(puts()[0]?.email).toBe('a@b.example');
  });

  test('without a key creates a new product each time', async () => {
    const [first, second] = [await offered(), await offered()];

    expect(first.body.id).not.toBe(second.body.id);
  });

  describe('with an Idempotency-Key', () => {
    const key = { 'idempotency-key': 'key-1' };

    test('returns the same id again with a new URL, and protects the product from the clean-up', async () => {
      const first = await offered(key);
      cloud.dynamodb.on(TransactWriteCommand).rejects(transactionRefusal(puts()[0]));
      cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: puts()[0] ?? {} });

      const second = await offered(key);

      expect(second).toMatchObject({ status: 200, body: { id: first.body.id, uploadUrl: expect.any(String) } });
      expect(updates()).toEqual([
        expect.objectContaining({
          UpdateExpression: expect.stringContaining('urlRenewedAt = :now'),
          ConditionExpression: expect.stringContaining('#status = :awaiting'),
        }),
      ]);
    });

    test('returns the same id if the image has arrived since, and changes nothing', async () => {
      const { body } = await offered(key);
      cloud.dynamodb
        .on(TransactWriteCommand)
        .rejects(transactionRefusal({ ...puts()[0], status: 'approved', imageUrl: 'x' }));

      expect((await offered(key)).body.id).toBe(body.id);
      expect(updates()).toEqual([]);
    });

    test('rejects another offer with 409', async () => {
      await offered(key);
      cloud.dynamodb.on(TransactWriteCommand).rejects(transactionRefusal(puts()[0]));

      expect(await offered(key, { ...offer, quantity: 41 })).toMatchObject({
        status: 409,
        body: { code: 'IDEMPOTENCY_KEY_REUSED' },
      });
    });

    test('is another product for another seller', async () => {
      const mine = await offered(key);
      const theirs = await offered({ ...key, authorization: await authorization('ben') });

      expect(mine.body.id).not.toBe(theirs.body.id);
    });

    test('writes the product again if the clean-up deletes it at the same moment', async () => {
      const { body } = await offered(key);
      const [written] = puts();
      resetCloud();
      cloud.dynamodb.on(TransactWriteCommand).rejectsOnce(transactionRefusal(written)).resolves({});
      cloud.dynamodb.on(UpdateCommand).rejects(refusal());

      expect((await offered(key)).body.id).toBe(body.id);
      expect(puts()).toHaveLength(2);
    });
  });

  test('needs a token', async () => {
    expect(await request(createUploadUrl, { body: offer })).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHORIZED' },
    });
    expect(calls()).toEqual([]);
  });
});
