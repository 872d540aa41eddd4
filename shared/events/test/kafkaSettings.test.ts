import { clearCaches } from '@aws-lambda-powertools/parameters';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { reasonsOf } from '../src/kafkaErrors.ts';
import { accessOf } from '../src/kafkaSettings.ts';

const SETTINGS = { brokers: ['b:9096'], isEncrypted: true, parameter: '/kafka', region: 'eu-west-1' };
const ssm = mockClient(SSMClient);
const keep = (Value: string) => {
  clearCaches();
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value } });
};

test('each connection reads the user and the password anew', async () => {
  keep('{"username":"shop","password":"former"}');
  const { sasl, ca } = await accessOf({ ...SETTINGS, auth: 'scram' });
  keep('{"username":"shop2","password":"new"}');

  expect(sasl).toMatchObject({ mechanism: 'SCRAM-SHA-512' });
  expect([await callOf(sasl?.username), await callOf(sasl?.password)]).toEqual(['shop2', 'new']);
  expect(ca).toBeUndefined();
});

test.each([
  ['no JSON', 'hello'],
  ['a field that is not known', '{"username":"shop","password":"hello","region":"x"}'],
  ['no password', '{"username":"shop"}'],
  ['no certificate of an authority', '{"username":"shop","password":"x","ca":"hello"}'],
])('a secret with %s is refused, without its values', async (_, secret) => {
  keep(secret);

  const reasons = await accessOf({ ...SETTINGS, auth: 'scram' }).catch(reasonsOf);
  expect(reasons).toEqual([expect.not.stringMatching(/hello|shop/)]);
});

test('no secret is read where none is needed', async () => {
  ssm.reset();

  expect(await accessOf({ ...SETTINGS, auth: 'none' })).toEqual({});
  expect(await accessOf({ ...SETTINGS, auth: 'iam' })).toMatchObject({ sasl: { mechanism: 'OAUTHBEARER' } });
  expect(ssm.calls()).toHaveLength(0);
});

const callOf = (provider: unknown) => (typeof provider === 'function' ? provider() : provider);
