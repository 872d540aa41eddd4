import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';

/** Values of a claim that a policy admits: one or several. */
const Values = z.union([z.string().transform((value) => [value]), z.array(z.string())]);
const TrustPolicy = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.tuple([
    z.strictObject({
      Effect: z.literal('Allow'),
      Principal: z.strictObject({ Federated: z.string() }),
      Action: z.literal('sts:AssumeRoleWithWebIdentity'),
      Condition: z.strictObject({ StringEquals: z.record(z.string(), Values) }), // no wildcards
    }),
  ]),
});

const ISSUER = 'token.actions.githubusercontent.com';
const names = {
  OWNER_ID: '123456',
  REPOSITORY_ID: '456789',
  OWNER: 'shop-owner',
  REPOSITORY: 'ecommerce',
  ACCOUNT: '1',
};

/** `trust.json` of docs/deploy.md, filled in. */
const policy = () => {
  const page = readFileSync('docs/deploy.md', 'utf8');
  const text = /^`trust\.json` admits.*?```json\n(.*?)```/ms.exec(page)?.[1] ?? '';
  const filled = Object.entries(names).reduce((json, [name, value]) => json.replaceAll(name, value), text);
  return TrustPolicy.parse(JSON.parse(filled));
};

/** Whether AWS hands out credentials for a token of GitHub with these claims. */
const admits = (sub: string, aud = 'sts.amazonaws.com'): boolean => {
  const claims: Record<string, string> = { [`${ISSUER}:sub`]: sub, [`${ISSUER}:aud`]: aud };
  const [{ Condition }] = policy().Statement;
  return Object.entries(Condition.StringEquals).every(([key, values]) => values.includes(claims[key] ?? ''));
};

const withIds = 'repo:shop-owner@123456/ecommerce@456789:environment:dev';
const withoutIds = 'repo:shop-owner/ecommerce:environment:dev';

describe('the trust policy for deployments from GitHub', () => {
  test('asks for audience and subject', () => {
    const [{ Condition, Principal }] = policy().Statement;

    expect(Object.keys(Condition.StringEquals).toSorted()).toEqual([`${ISSUER}:aud`, `${ISSUER}:sub`]);
    expect(Principal.Federated).toBe(`arn:aws:iam::1:oidc-provider/${ISSUER}`);
  });

  test.each([withIds, withoutIds])('admits the environment of this repository: %s', (subject) => {
    expect(admits(subject)).toBe(true);
  });

  test.each([
    ['an owner who has taken over the name', 'repo:shop-owner@999999/ecommerce@456789:environment:dev'],
    ['another repository of the name', 'repo:shop-owner@123456/ecommerce@999999:environment:dev'],
    ['an owner whose name begins alike', 'repo:shop-owner-2/ecommerce:environment:dev'],
    ['an owner whose name ends alike', 'repo:my-shop-owner/ecommerce:environment:dev'],
    ['an owner whose name contains the ids', 'repo:shop-owner-123456/ecommerce-456789:environment:dev'],
    ['a repository whose name begins alike', 'repo:shop-owner/ecommerce-fork:environment:dev'],
    ['an owner in other letters', 'repo:Shop-Owner/ecommerce:environment:dev'],
    ['only one id', 'repo:shop-owner@123456/ecommerce:environment:dev'],
    ['swapped ids', 'repo:shop-owner@456789/ecommerce@123456:environment:dev'],
    ['another environment', 'repo:shop-owner@123456/ecommerce@456789:environment:prod'],
    ['an environment that begins alike', `${withIds}-2`],
    ['a branch without an environment', 'repo:shop-owner@123456/ecommerce@456789:ref:refs/heads/main'],
    ['a pull request', 'repo:shop-owner/ecommerce:pull_request'],
    ['wildcards', 'repo:*'],
    ['nothing', ''],
  ])('rejects %s: %s', (_, subject) => {
    expect(admits(subject)).toBe(false);
  });

  test('rejects a token for another audience', () => {
    expect(admits(withIds, 'https://github.com/shop-owner')).toBe(false);
  });
});
