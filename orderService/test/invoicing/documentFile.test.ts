import '../environment.ts';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import { textOf } from '../pdfText.ts';
import { storedOrder } from '../samples.ts';
import { invoice } from './documents.ts';

const s3 = mockClient(S3Client);
const dynamodb = mockClient(DynamoDBDocumentClient);
const { documentFile } = await import('../../src/invoicing/documentFile.ts');

const { content, currency, ...issued } = invoice();
const note = { ...issued, kind: 'creditNote' as const, number: 'CN-2026-000007', refundKey: 'r1' };
const order = storedOrder({ documents: [issued, note] });
const key = { Bucket: 'invoices', Key: 'documents/INV-2026-000123.pdf' };
const stored = (text: string) => ({ Body: { transformToByteArray: async () => Buffer.from(text) } as never });

beforeEach(() => {
  s3.reset();
  dynamodb.reset();
  s3.on(GetObjectCommand).rejects(awsError('NoSuchKey'));
  s3.on(PutObjectCommand).resolves({});
  dynamodb.on(GetCommand).resolves({ Item: { ...issued, currency, content } });
});

test('a document is rendered from its row when it is asked for the first time, and stored unless another call has stored it', async () => {
  const file = await documentFile(order, undefined);

  expect(file).toMatchObject({ name: 'INV-2026-000123.pdf', type: 'application/pdf' });
  expect(await textOf(file.bytes)).toContain('INV-2026-000123');
  expect(dynamodb.commandCalls(GetCommand)[0]?.args[0].input).toMatchObject({
    ...{ TableName: 'Invoices', Key: { series: 'invoice/2026', sequence: '0000000123' } },
  });
  expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
    ...{ ...key, ContentType: 'application/pdf', IfNoneMatch: '*', Body: file.bytes },
  });
});

test('a stored document is returned as it is', async () => {
  s3.on(GetObjectCommand, key).resolves(stored('%PDF'));

  expect(Buffer.from((await documentFile(order, issued.number)).bytes).toString()).toBe('%PDF');
  expect(dynamodb.calls()).toEqual([]);
  expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
});

test('of two calls that render a document at the same time, the second returns what the first has stored', async () => {
  s3.on(GetObjectCommand, key).rejectsOnce(awsError('NoSuchKey')).resolves(stored('%PDF of the first'));
  s3.on(PutObjectCommand).rejects(awsError('PreconditionFailed'));

  expect(Buffer.from((await documentFile(order, undefined)).bytes).toString()).toBe('%PDF of the first');
});

test('a credit note is found by its number', async () => {
  s3.on(GetObjectCommand, { ...key, Key: 'documents/CN-2026-000007.pdf' }).resolves(stored('%PDF'));

  expect(await documentFile(order, note.number)).toMatchObject({ name: 'CN-2026-000007.pdf' });
});

test('an order has no other documents than its own', async () => {
  await expect(documentFile(order, 'INV-2026-000124')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(documentFile(storedOrder(), undefined)).rejects.toMatchObject({ code: 'INVOICE_NOT_ISSUED' });
  await expect(documentFile(storedOrder(), issued.number)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test.each(['AccessDenied', 'SlowDown'])(
  'a bucket that cannot be read (%s) is no document that is missing',
  async (name) => {
    s3.on(GetObjectCommand).rejects(awsError(name));

    await expect(documentFile(order, undefined)).rejects.toThrow();
    expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
  },
);
