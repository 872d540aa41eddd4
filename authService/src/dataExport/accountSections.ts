import type { ExportSections } from '@ecommerce/shared/personalData/exporter.ts';
import { listAddresses } from '../addressBook/addressBook.ts';
import { groupsOf } from '../groups/groupPool.ts';
import { profileOf, requireUser } from '../profile/profile.ts';
import { readExports } from './exportStore.ts';

/** What this service holds about an account: no passwords, secrets of authenticator apps or hashes. */
export const accountSections: ExportSections = {
  account: async (userId) => {
    const user = await requireUser(userId);
    const { username, previousEmail } = user;
    return { items: [{ ...profileOf(user, await groupsOf(username)), username, previousEmail }] };
  },
  addresses: async (userId) => ({ items: await listAddresses(userId) }),
  exports: async (userId) => {
    const exports = await readExports(userId);
    return { items: exports.map(({ requestedAt, availableUntil }) => ({ requestedAt, availableUntil })) };
  },
};
