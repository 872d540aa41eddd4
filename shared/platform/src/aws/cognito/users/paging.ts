import { refusals } from '../errors.ts';

/** AWS's largest page, also its default. */
const LARGEST_PAGE = 60;

/** Encodes a position in a list as an opaque token. */
export const writePageToken = (position: number): string => Buffer.from(`position ${position}`).toString('base64url');

/** @throws {CognitoError} InvalidParameterException for a token that this service did not write. */
export const readPageToken = (token: string | undefined): number => {
  if (token === undefined) return 0;
  const position = /^position (\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (position === undefined) throw refusals.invalidParameter('Invalid pagination token.');
  return Number(position);
};

export const pageSize = (limit: number | undefined): number => limit || LARGEST_PAGE;

/** Returns one page of an array, and the token of the next one if there is more. */
export const page = <Item>(list: Item[], limit: number | undefined, token: string | undefined) => {
  const start = readPageToken(token);
  const end = start + pageSize(limit);
  return { items: list.slice(start, end), next: end < list.length ? writePageToken(end) : undefined };
};
