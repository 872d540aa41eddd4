import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { changeRow } from '../account/rowStore.ts';
import { requestAccountMail } from '../mails/accountMailRequest.ts';
import { type Profile, profileOf, requireUser } from '../profile/profile.ts';
import type { Group } from './group.ts';
import { addToGroup, groupsOf, listMembers, removeFromGroup } from './groupPool.ts';

/**
 * Who has left a group lately, in the row `group#{group}` of `Users`. Cognito's list of a group lags behind, and between a decision and
 * its effect there is time for another: of two admins who remove each other, the second finds the first one here.
 */
type Leavers = { left: { userId: string; at: number }[] };

/** Longer than Cognito's list lags behind, and than a request takes. */
const REMEMBERED_MS = 15 * 60_000;

const leaversKey = (group: Group): string => `group#${group}`;

/** Returns an account with its groups. @throws DomainError NOT_FOUND */
export const readProfile = async (userId: string): Promise<Profile> => {
  const user = await requireUser(userId);
  return profileOf(user, await groupsOf(user.username));
};

/** Puts an account into a group; it takes effect with the account's next token. @throws DomainError NOT_FOUND */
export const joinGroup = async (by: Caller, userId: string, group: Group): Promise<Profile> => {
  const { username } = await requireUser(userId);
  await addToGroup(username, group);
  await changeRow<Leavers>(leaversKey(group), (row) =>
    row?.left.some((leaver) => leaver.userId === userId)
      ? { left: row.left.filter((leaver) => leaver.userId !== userId) }
      : undefined,
  );
  log.warn('account joined a group', { userId, group, by: by.userId });
  await requestAccountMail('groupsChanged', userId);
  return readProfile(userId);
};

/** Takes an account out of a group; it takes effect with the account's next token. @throws DomainError NOT_FOUND, LAST_ADMIN */
export const leaveGroup = async (by: Caller, userId: string, group: Group): Promise<Profile> => {
  const { username } = await requireUser(userId);
  if (group === 'admin') await leaveAdmins(userId);
  await removeFromGroup(username, group);
  log.warn('account left a group', { userId, group, by: by.userId });
  await requestAccountMail('groupsChanged', userId);
  return readProfile(userId);
};

/**
 * Takes an account that is about to be deleted out of the admins, if it is one.
 *
 * @throws DomainError LAST_ADMIN
 */
export const resignAsAdmin = async ({ userId, username }: { userId: string; username: string }): Promise<void> => {
  if (!(await groupsOf(username)).includes('admin')) return;
  await leaveAdmins(userId);
  await removeFromGroup(username, 'admin');
  log.warn('account left a group', { userId, group: 'admin', by: userId });
};

/**
 * Notes that an account leaves the admins, where another admin stays. From then on nobody counts on it.
 *
 * @throws DomainError LAST_ADMIN
 */
const leaveAdmins = async (userId: string): Promise<void> => {
  await changeRow<Leavers>(leaversKey('admin'), async (row) => {
    const now = Date.now();
    const left = (row?.left ?? []).filter(({ at }) => now - at < REMEMBERED_MS);
    const gone = new Set([userId, ...left.map((leaver) => leaver.userId)]);
    if (!(await hasMemberBeside(gone))) throw new DomainError('LAST_ADMIN', 'The last admin must stay one.');
    return { left: [...left.filter((leaver) => leaver.userId !== userId), { userId, at: now }] };
  });
};

const hasMemberBeside = async (gone: ReadonlySet<string>): Promise<boolean> => {
  for await (const member of listMembers('admin')) {
    if (!gone.has(member)) return true;
  }
  return false;
};
