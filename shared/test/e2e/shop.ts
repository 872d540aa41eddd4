import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, jest } from '@jest/globals';
import { LOCAL_STAGE, localClient, readPlatformFile } from '../../cli/platformTarget.ts';
import {
  type Account,
  approveProduct,
  createAccount,
  makeAdmin,
  type ProductDetails,
  uploadProduct,
} from '../../cli/shopClient.ts';

/** The platform under test: the one whose addresses stand in the file that `PLATFORM_FILE` names. */
export const platform = readPlatformFile();

export const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient(localClient(platform, 'dynamodb')));
export const lambda = new LambdaClient(localClient(platform, 'lambda'));
export const s3 = new S3Client({ ...localClient(platform, 's3'), forcePathStyle: true });
export const sns = new SNSClient(localClient(platform, 'sns'));
export const sqs = new SQSClient(localClient(platform, 'sqs'));

jest.setTimeout(30_000); // a workflow, a mail and a queue may lie between a request and its effect
afterAll(() => {
  for (const client of [dynamodb, lambda, s3, sns, sqs]) client.destroy();
});

/** A table's or function's physical name, e.g. `resourceName('orderService', 'Orders')`. */
export const resourceName = (service: string, name: string): string => `${service}-${LOCAL_STAGE}-${name}`;

/** A real picture, as a seller would upload it. */
export const picture = readFileSync('docs/images/shoes.png');

/** A name that no other test uses. */
export const unique = (name: string): string => `${name} ${randomUUID().slice(0, 8)}`;

const accounts = new Map<string, Promise<Account>>();

/** This test file's account of that name, made when it is first asked for. */
export const account = (name: string): Promise<Account> => {
  const known = accounts.get(name) ?? createAccount(platform, unique(name));
  accounts.set(name, known);
  return known;
};

let administrator: Promise<Account> | undefined;

/** This test file's administrator. */
export const admin = (): Promise<Account> => {
  administrator ??= createAccount(platform, unique('Admin')).then((made) => makeAdmin(platform, made));
  return administrator;
};

/** The details of a product that is all right. */
export const shoes: ProductDetails = {
  fileName: 'shoes.png',
  fileType: 'image/png',
  productName: 'Running shoes',
  productPrice: 49.99,
  description: 'Light, orange, fast',
  quantity: 40,
  category: 'shoes',
};

/** An approved product of this test file's seller. Answers its id. */
export const approvedProduct = async (details: Partial<ProductDetails> = {}): Promise<string> => {
  const id = await uploadProduct(platform, await account('Seller'), { ...shoes, ...details }, picture);
  await approveProduct(platform, await admin(), id);
  return id;
};
