import {
  AdminAddUserToGroupCommand,
  AdminRemoveUserFromGroupCommand,
  type CognitoIdentityProviderClient,
  ListUsersCommand,
  paginateListUsersInGroup,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';

/** A user pool and the client to manage it with. */
export type Pool = { cognito: CognitoIdentityProviderClient; userPoolId: string };

/** The account of a change of the group, and whether anything changed. */
export type GroupChange = { username: string; changed: boolean };

const GROUP = 'admin';

/**
 * Puts the confirmed account with this email address into the group `admin`.
 *
 * @throws Error with one clear sentence if there is no such account
 */
export const grantAdmin = async (pool: Pool, email: string): Promise<GroupChange> => {
  const username = await findAccount(pool, email);
  const changed = !(await readAdmins(pool)).some(({ Username }) => Username === username);
  if (changed) await pool.cognito.send(new AdminAddUserToGroupCommand(membership(pool, username)));
  return { username, changed };
};

/**
 * Removes the account with this email address from the group `admin`.
 *
 * @throws Error with one clear sentence if there is no such account, or no other administrator who can sign in
 */
export const revokeAdmin = async (pool: Pool, email: string): Promise<GroupChange> => {
  const username = await findAccount(pool, email);
  const admins = await readAdmins(pool);
  if (!admins.some(({ Username }) => Username === username)) return { username, changed: false };
  const others = admins.filter(
    ({ Username, Enabled, UserStatus }) => Username !== username && Enabled && UserStatus === 'CONFIRMED',
  );
  if (others.length === 0)
    throw new Error(`${username} is the last administrator: make another account one first, with grant-admin.`);
  await pool.cognito.send(new AdminRemoveUserFromGroupCommand(membership(pool, username)));
  return { username, changed: true };
};

const membership = ({ userPoolId: UserPoolId }: Pool, Username: string) => ({ UserPoolId, Username, GroupName: GROUP });

const findAccount = async ({ cognito, userPoolId: UserPoolId }: Pool, email: string): Promise<string> => {
  const { Users = [] } = await cognito.send(
    new ListUsersCommand({ UserPoolId, Filter: `email = ${JSON.stringify(email.toLowerCase())}` }),
  );
  const username = Users.find(({ UserStatus }) => UserStatus === 'CONFIRMED')?.Username;
  if (username === undefined) throw new Error(`There is no confirmed account with the email ${email}.`);
  return username;
};

const readAdmins = async ({ cognito: client, userPoolId: UserPoolId }: Pool): Promise<UserType[]> => {
  const admins: UserType[] = [];
  for await (const page of paginateListUsersInGroup({ client }, { UserPoolId, GroupName: GROUP }))
    admins.push(...(page.Users ?? []));
  return admins;
};
