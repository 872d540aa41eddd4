import * as z from 'zod';
import { type Context, timestamp } from '../context.ts';
import { refusals } from '../errors.ts';
import { member, operation } from '../parameters.ts';
import { requirePool } from '../pools/pools.ts';
import { runTrigger } from '../pools/triggers.ts';
import { revokeSessionsOf } from '../signIn/sessions.ts';
import { checkPasswordPolicy, hashPassword } from '../signUp/passwords.ts';
import { checkUnconfirmed } from '../signUp/signUp.ts';
import { page } from './paging.ts';
import {
  attributeList,
  deleteUser,
  describeMfa,
  findUserByAlias,
  requireUser,
  type User,
  updateUser,
} from './users.ts';

const aUser = { UserPoolId: member.userPoolId, Username: member.username };
const aMembership = { ...aUser, GroupName: member.groupName };

/** Returns the fields of every response about a user besides its attributes. */
export const describeUser = (user: User) => ({
  Username: user.username,
  UserCreateDate: timestamp(user.createdAt),
  UserLastModifiedDate: timestamp(user.modifiedAt),
  Enabled: user.enabled,
  UserStatus: user.status,
});

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html */
const AdminGetUser = operation(aUser, (context, { UserPoolId, Username }) => {
  const user = requireUser(context, requirePool(context, UserPoolId), Username);
  return { ...describeUser(user), UserAttributes: attributeList(user), ...describeMfa(user) };
});

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html */
const AdminDeleteUser = operation(aUser, (context, { UserPoolId, Username }) => {
  deleteUser(context, requireUser(context, requirePool(context, UserPoolId), Username));
  return {};
});

/**
 * Writes attributes unchecked, including `email_verified`. A new address without it is not verified, and no code is sent here.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html
 */
const AdminUpdateUserAttributes = operation(
  { ...aUser, UserAttributes: member.attributes },
  (context, { UserPoolId, Username, UserAttributes }) => {
    const pool = requirePool(context, UserPoolId);
    const user = requireUser(context, pool, Username);
    const written = Object.fromEntries(UserAttributes.map(({ Name, Value = '' }) => [Name, Value]));
    const moves = written.email !== undefined && written.email !== user.attributes.email;
    const attributes: User['attributes'] = {
      ...user.attributes,
      ...(moves ? { email_verified: 'false' } : {}),
      ...written,
    };
    const holder = attributes.email_verified === 'true' && findUserByAlias(context, pool, attributes.email ?? '');
    if (holder && holder.sub !== user.sub) throw refusals.emailTaken();
    updateUser(context, pool, user, { attributes });
    return {};
  },
);

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html */
const AdminUserGlobalSignOut = operation(aUser, (context, { UserPoolId, Username }) => {
  revokeSessionsOf(context, requireUser(context, requirePool(context, UserPoolId), Username));
  return {};
});

/**
 * Confirms without a code; the address stays unverified, as on AWS.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html
 */
const AdminConfirmSignUp = operation(
  { ...aUser, ClientMetadata: member.metadata.optional() },
  async (context, { UserPoolId, Username, ClientMetadata }) => {
    const pool = requirePool(context, UserPoolId);
    const user = requireUser(context, pool, Username);
    checkUnconfirmed(user);
    const confirmed = updateUser(context, pool, user, { status: 'CONFIRMED' });
    await runTrigger(context, pool, {
      source: 'PostConfirmation_ConfirmSignUp',
      user: confirmed,
      clientMetadata: ClientMetadata,
    });
    return {};
  },
);

/**
 * Sets a permanent password, which confirms the account too. A temporary one is rejected, since nothing here could replace it.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html
 */
const AdminSetUserPassword = operation(
  { ...aUser, Password: member.password, Permanent: z.literal(true) },
  async (context, { UserPoolId, Username, Password }) => {
    const pool = requirePool(context, UserPoolId);
    checkPasswordPolicy(pool, Password, 'does not conform to');
    const passwordHash = await hashPassword(context, Password);
    updateUser(context, pool, requireUser(context, pool, Username), { passwordHash, status: 'CONFIRMED' });
    return {};
  },
);

const requireGroup = ({ database }: Context, poolId: string, name: string): void => {
  if (!database.row`SELECT 1 FROM user_groups WHERE pool_id = ${poolId} AND name = ${name}`)
    throw refusals.notFound('Group not found.');
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html */
const AdminAddUserToGroup = operation(aMembership, (context, { UserPoolId, Username, GroupName }) => {
  const { database } = context;
  const { sub } = requireUser(context, requirePool(context, UserPoolId), Username);
  requireGroup(context, UserPoolId, GroupName);
  database.run`
    INSERT INTO group_members (pool_id, sub, group_name) VALUES (${UserPoolId}, ${sub}, ${GroupName}) ON CONFLICT DO NOTHING`;
  return {};
});

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html */
const AdminRemoveUserFromGroup = operation(aMembership, (context, { UserPoolId, Username, GroupName }) => {
  const { database } = context;
  const { sub } = requireUser(context, requirePool(context, UserPoolId), Username);
  requireGroup(context, UserPoolId, GroupName);
  database.run`DELETE FROM group_members WHERE pool_id = ${UserPoolId} AND sub = ${sub} AND group_name = ${GroupName}`;
  return {};
});

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html */
const AdminListGroupsForUser = operation(
  { ...aUser, Limit: member.limit.optional(), NextToken: member.pageToken.optional() },
  (context, { UserPoolId, Username, Limit, NextToken }) => {
    const { sub } = requireUser(context, requirePool(context, UserPoolId), Username);
    const groups = context.database.rows<{ name: string; created_at: number }>`
      SELECT name, created_at FROM user_groups JOIN group_members
      ON group_members.pool_id = user_groups.pool_id AND group_name = name
      WHERE user_groups.pool_id = ${UserPoolId} AND sub = ${sub} ORDER BY name`;
    const { items, next } = page(groups, Limit, NextToken);
    return {
      Groups: items.map(({ name, created_at: createdAt }) => ({
        GroupName: name,
        UserPoolId,
        CreationDate: timestamp(createdAt),
        LastModifiedDate: timestamp(createdAt),
      })),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },
);

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html */
const ListUsersInGroup = operation(
  {
    UserPoolId: member.userPoolId,
    GroupName: member.groupName,
    Limit: member.limit.optional(),
    NextToken: member.pageToken.optional(),
  },
  (context, { UserPoolId, GroupName, Limit, NextToken }) => {
    requirePool(context, UserPoolId);
    requireGroup(context, UserPoolId, GroupName);
    const users = context.database.rows<{ document: string }>`
      SELECT document FROM users JOIN group_members
      ON group_members.pool_id = users.pool_id AND group_members.sub = users.sub
      WHERE users.pool_id = ${UserPoolId} AND group_name = ${GroupName} ORDER BY position`;
    const { items, next } = page(users, Limit, NextToken);
    return {
      Users: items.map(({ document }) => {
        const user: User = JSON.parse(document);
        return { ...describeUser(user), Attributes: attributeList(user) };
      }),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },
);

export const userAdministrationOperations = {
  AdminGetUser,
  AdminDeleteUser,
  AdminConfirmSignUp,
  AdminUpdateUserAttributes,
  AdminUserGlobalSignOut,
  AdminSetUserPassword,
  AdminAddUserToGroup,
  AdminRemoveUserFromGroup,
  AdminListGroupsForUser,
  ListUsersInGroup,
};
