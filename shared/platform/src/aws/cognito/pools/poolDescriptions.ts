import { type Context, timestamp } from '../context.ts';
import { refusals } from '../errors.ts';
import { member, operation } from '../parameters.ts';
import { page } from '../users/paging.ts';
import { lifetimeSeconds } from './clientProperties.ts';
import {
  allPools,
  clientsOf,
  poolArn,
  requireClient,
  requirePool,
  type UserPool,
  type UserPoolClient,
} from './pools.ts';

const dates = ({ createdAt, modifiedAt }: { createdAt: number; modifiedAt: number }) => ({
  CreationDate: timestamp(createdAt),
  LastModifiedDate: timestamp(modifiedAt),
});

const countUsers = ({ database }: Context, poolId: string): number =>
  database.row<{ count: number }>`SELECT count(*) AS count FROM users WHERE pool_id = ${poolId}`?.count ?? 0;

const describePool = (context: Context, pool: UserPool) => {
  const { UserPoolName: Name, Schema: SchemaAttributes, ...properties } = pool.properties;
  const Arn = poolArn(context, pool.id);
  const EstimatedNumberOfUsers = countUsers(context, pool.id);
  return { Id: pool.id, Name, Arn, ...properties, SchemaAttributes, EstimatedNumberOfUsers, ...dates(pool) };
};

const describeClient = (client: UserPoolClient) => {
  const { GenerateSecret: _, ...properties } = client.properties;
  const units = properties.TokenValidityUnits;
  const inUnits = (token: 'AccessToken' | 'IdToken' | 'RefreshToken') =>
    properties[`${token}Validity`] ||
    lifetimeSeconds(client.properties, token) / (units[token] === 'days' ? 86_400 : 3600);
  return {
    ...properties,
    AccessTokenValidity: inUnits('AccessToken'),
    IdTokenValidity: inUnits('IdToken'),
    RefreshTokenValidity: inUnits('RefreshToken'),
    UserPoolId: client.poolId,
    ClientId: client.id,
    ClientName: client.name,
    ...dates(client),
  };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html */
const DescribeUserPool = operation({ UserPoolId: member.userPoolId }, (context, { UserPoolId }) => ({
  UserPool: describePool(context, requirePool(context, UserPoolId)),
}));

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html */
const DescribeUserPoolClient = operation(
  { UserPoolId: member.userPoolId, ClientId: member.clientId },
  (context, { UserPoolId, ClientId }) => {
    requirePool(context, UserPoolId);
    const { client } = requireClient(context, ClientId);
    if (client.poolId !== UserPoolId) throw refusals.notFound(`User pool client ${ClientId} does not exist.`);
    return { UserPoolClient: describeClient(client) };
  },
);

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html */
const ListUserPools = operation(
  { MaxResults: member.maxResults, NextToken: member.pageToken.optional() },
  (context, { MaxResults, NextToken }) => {
    const { items, next } = page(allPools(context), MaxResults, NextToken);
    const UserPools = items.map((pool) => {
      const { UserPoolName: Name, LambdaConfig } = pool.properties;
      return { Id: pool.id, Name, LambdaConfig, ...dates(pool) };
    });
    return { UserPools, ...(next === undefined ? {} : { NextToken: next }) };
  },
);

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html */
const ListUserPoolClients = operation(
  { UserPoolId: member.userPoolId, MaxResults: member.maxResults.optional(), NextToken: member.pageToken.optional() },
  (context, { UserPoolId, MaxResults, NextToken }) => {
    requirePool(context, UserPoolId);
    const { items, next } = page(clientsOf(context, UserPoolId), MaxResults, NextToken);
    const UserPoolClients = items.map(({ id, name }) => ({ ClientId: id, ClientName: name, UserPoolId }));
    return { UserPoolClients, ...(next === undefined ? {} : { NextToken: next }) };
  },
);

export const poolDescriptionOperations = {
  DescribeUserPool,
  DescribeUserPoolClient,
  ListUserPools,
  ListUserPoolClients,
};
