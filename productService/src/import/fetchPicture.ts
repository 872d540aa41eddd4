import { readEnvironment } from '@ecommerce/shared/config.ts';
import { cleanImage } from '@ecommerce/shared/images/cleanImage.ts';
import { ImageRefused } from '@ecommerce/shared/images/imageLimits.ts';
import { IMAGE_TYPES, type ImageType } from '@ecommerce/shared/images/imageTypes.ts';
import { MAX_IMAGE_BYTES } from '@ecommerce/shared/imageUploads.ts';
import {
  checkAddress,
  FetchRefused,
  type GuardedAnswer,
  guardedFetch,
} from '@ecommerce/shared/outbound/guardedFetch.ts';
import { isLoopbackAddress, isPublicAddress } from '@ecommerce/shared/outbound/publicAddress.ts';
import { FileName } from '@ecommerce/shared/uploadFields.ts';
import * as z from 'zod';

/** `local`: also from this machine, for tests. */
const { IMPORT_PICTURES } = readEnvironment({ IMPORT_PICTURES: z.enum(['refused', 'allowed', 'local']) });

/** Whether this stage fetches the pictures of imported files. */
export const PICTURES_ARE_FETCHED = IMPORT_PICTURES !== 'refused';

/** The most time of one picture, in milliseconds. */
const REQUEST_MS = 10_000;

/** How often a host may fail before it is not asked any more. */
const MAX_FAILURES = 3;

/** A picture that is not added. Its message is for the report of the import. */
export class PictureRefused extends Error {
  override readonly name = 'PictureRefused';
}

type FetchedPicture = { type: ImageType; bytes: Buffer; fileName: string };

/** Fetches a picture. @param until in epoch milliseconds: nothing takes longer @throws PictureRefused */
export type FetchPicture = (url: string, until: number) => Promise<FetchedPicture>;

const RULES =
  IMPORT_PICTURES === 'local'
    ? { allowHttp: true, isAllowed: (address: string) => isLoopbackAddress(address) || isPublicAddress(address) }
    : {};

/** Checks the address of a picture without fetching it. @throws PictureRefused */
export const checkPictureUrl = (url: string): void => {
  try {
    checkAddress(url, RULES);
  } catch (error) {
    throw refusalOf(error);
  }
};

/**
 * Creates a function that fetches pictures which others have named, only from hosts of the Internet. A host that could not be reached, or
 * was too slow, several times in a row is not asked any more: it must not hold up the pictures of others.
 */
export const pictureFetcher = (): FetchPicture => {
  const failures = new Map<string, number>();
  return async (url, until) => {
    const host = URL.parse(url)?.host ?? '';
    const failed = failures.get(host) ?? 0;
    if (failed >= MAX_FAILURES) throw new PictureRefused('Its host failed several times.');
    const start = Date.now();
    const timeoutMs = Math.min(REQUEST_MS, until - start);
    if (timeoutMs <= 0) throw new PictureRefused('There was no time left for it: import the file again.');
    try {
      const answer = await guardedFetch(url, {
        ...{ maxBytes: MAX_IMAGE_BYTES, timeoutMs, redirects: 3, ...RULES },
        headers: { accept: IMAGE_TYPES.join(', '), 'user-agent': 'ecommerce-import' },
      });
      failures.delete(host);
      return await pictureOf(answer);
    } catch (error) {
      const isItsFault = !(error instanceof PictureRefused || error instanceof ImageRefused);
      const isQuick = error instanceof FetchRefused && Date.now() - start < timeoutMs;
      if (isItsFault && !isQuick) failures.set(host, failed + 1);
      throw refusalOf(error);
    }
  };
};

const refusalOf = (error: unknown): PictureRefused => {
  if (error instanceof PictureRefused) return error;
  const isToBeSaid = error instanceof FetchRefused || error instanceof ImageRefused;
  return new PictureRefused(isToBeSaid ? error.message : 'Its host cannot be reached.', { cause: error });
};

/** @throws ImageRefused, PictureRefused */
const pictureOf = async ({ status, url, bytes }: GuardedAnswer): Promise<FetchedPicture> => {
  if (status !== 200) throw new PictureRefused(`Its host answered with the status ${status}.`);
  const { type } = await cleanImage(bytes);
  return { type, bytes, fileName: fileNameOf(url, type) };
};

/** Returns the name that a picture has at its address, if a file may be called so. */
const fileNameOf = (url: string, type: ImageType): string => {
  const named = FileName.safeParse(decoded(new URL(url).pathname.split('/').at(-1) ?? ''));
  return named.success ? named.data : `picture.${type.slice('image/'.length)}`;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
