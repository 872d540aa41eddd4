import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll } from '@jest/globals';
import { PNG } from 'pngjs';
import { readPlatformFile } from '../../cli/platformTarget.ts';
import {
  type Account,
  approveProduct,
  createAccount,
  exampleProduct,
  makeAdmin,
  type ProductDetails,
  uploadProduct,
} from '../../cli/shopClient.ts';
import { platformClients } from './platformClients.ts';

/** The platform under test: the one whose addresses stand in the file that `PLATFORM_FILE` names. */
export const platform = readPlatformFile();

/** The platform under test with its AWS clients. */
export const shop = platformClients(platform);
export const { dynamodb, lambda, s3, sqs } = shop;

afterAll(() => shop.destroy());

/** So many requests at once, or a quarter of them at an emulator, which starts a process for each. */
export const atOnce = (many: number): number => (platform.differences ? Math.ceil(many / 4) : many);

/** A real picture, as a seller would upload it. */
export const picture = readFileSync('docs/images/shoes.png');

/** A name that no other test uses. */
export const unique = (name: string): string => `${name} ${randomUUID().slice(0, 8)}`;

/** The pixels of a PNG file, which stay when a picture is published; its metadata do not. */
export const pixelsOf = (png: Uint8Array): Buffer => PNG.sync.read(Buffer.from(png)).data;

/** A plain request, its answer read to the end: what is left unread keeps a connection, and with it this process, alive. */
export const fetchAll = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, bytes: await response.bytes() };
};

/** Sends a file to an upload URL, as `curl -T` does. */
export const put = (url: string, body: Uint8Array<ArrayBuffer> | string) => fetchAll(url, { method: 'PUT', body });

/** Where an upload URL leads: the bucket stands in its path on this machine, in its host name on AWS. */
export const uploadTarget = (uploadUrl: string) => {
  const { origin, hostname, pathname } = new URL(uploadUrl);
  const path = decodeURIComponent(pathname).slice(1);
  const virtualHost = /^(.+?)\.s3\b/.exec(hostname)?.[1];
  const Bucket = virtualHost ?? path.split('/')[0] ?? '';
  const Key = virtualHost === undefined ? path.slice(Bucket.length + 1) : path;
  return { Bucket, Key, bucketUrl: virtualHost === undefined ? `${origin}/${Bucket}` : `${origin}/` };
};

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
export const shoes: ProductDetails = exampleProduct;

/** An approved product of one of this test file's sellers. Answers its id. */
export const approvedProduct = async (details: Partial<ProductDetails> = {}, seller = 'Seller'): Promise<string> => {
  const id = await uploadProduct(platform, await account(seller), { ...shoes, ...details }, picture);
  await approveProduct(platform, await admin(), id);
  return id;
};
