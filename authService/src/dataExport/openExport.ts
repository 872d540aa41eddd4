import { DomainError } from '@ecommerce/shared/errors.ts';
import { addressOfExportFile } from './exportFileStore.ts';
import { readExports } from './exportStore.ts';
import { hashOfSecret, isAvailable, parseToken } from './exports.ts';

/**
 * Returns an address from which the file of an export can be downloaded for a few minutes.
 *
 * @param token the last part of the link in the email
 * @throws DomainError NOT_FOUND, also for an export whose time is over or whose account was deleted
 */
export const openExport = async (token: string): Promise<string> => {
  const parts = parseToken(token);
  const exports = parts ? await readExports(parts.userId) : [];
  const link = hashOfSecret(parts?.secret ?? '');
  const found = exports.find(({ links }) => links?.includes(link));
  if (!parts || !found || !isAvailable(found, Date.now())) {
    throw new DomainError('NOT_FOUND', 'There is no such export, or its time is over: request another one.');
  }
  return addressOfExportFile(parts.userId, found.id);
};
