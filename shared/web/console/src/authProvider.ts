import { ShopError, unwrap } from '@ecommerce/client';
import type { AuthProvider } from 'react-admin';
import { shop } from './shop.ts';

/** The groups of the signed-in person decide what the console shows; the APIs decide what it may do. */
export type Groups = string[];

/** Pages that only members of the group `admin` can use. */
const ADMIN_PAGES: readonly string[] = ['banners', 'categories', 'customers', 'discounts', 'settings', 'webhooks'];

let account: ReturnType<typeof readAccount> | undefined;

const requireSession = async () => {
  if (!(await shop.session.restore())) throw new Error('Nobody is signed in.');
};

const readAccount = async () => {
  await requireSession(); // otherwise each visit of the sign-in page would cause a request that fails
  return unwrap(shop.auth.GET('/me'));
};

/** Reads the account once per session. */
const currentAccount = () => {
  account ??= readAccount().catch((error: unknown) => {
    account = undefined;
    throw error;
  });
  return account;
};

const isAdmin = (groups: Groups): boolean => groups.includes('admin');

/** Whether these groups may use the console. */
export const isStaff = (groups: Groups): boolean => groups.includes('staff') || isAdmin(groups);

/** Whether these groups may use the pages of a resource. */
export const mayUse = (resource: string, groups: Groups): boolean =>
  ADMIN_PAGES.includes(resource) ? isAdmin(groups) : isStaff(groups);

export const authProvider: AuthProvider = {
  /** The login page has signed in already. */
  login: async () => {
    account = undefined;
  },
  logout: async () => {
    account = undefined;
    await shop.session.signOut();
  },
  checkAuth: requireSession,
  checkError: async (error) => {
    if (error instanceof ShopError && error.code === 'UNAUTHORIZED') throw error;
  },
  getIdentity: async () => {
    const { userId, fullName } = await currentAccount();
    return { id: userId, fullName };
  },
  getPermissions: async (): Promise<Groups> => (await currentAccount()).groups,
  canAccess: async ({ resource }) => mayUse(resource, (await currentAccount()).groups),
};
