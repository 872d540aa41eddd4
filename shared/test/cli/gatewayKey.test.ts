import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';

const { DeleteParametersCommand, GetParametersCommand, ParameterAlreadyExists, PutParameterCommand, SSMClient } =
  await import('@aws-sdk/client-ssm');
const { deleteGatewayKey, ensureGatewayKey } = await import('../../cli/deployment/gatewayKey.ts');

const at = { stage: 'prod', region: 'eu-west-1' };
const [keyName, hashName] = ['/ecommerce/prod/gateway/key', '/ecommerce/prod/gateway/keyHash'] as const;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const ssm = mockClient(SSMClient);
const store = new Map<string, string>();

beforeEach(() => {
  ssm.reset();
  store.clear();
  ssm.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
    Parameters: Names.filter((name) => store.has(name)).map((Name) => ({ Name, Value: store.get(Name) })),
  }));
  ssm.on(PutParameterCommand).callsFake(({ Name, Value, Overwrite }) => {
    if (store.has(Name) && !Overwrite) throw new ParameterAlreadyExists({ message: '', $metadata: {} });
    store.set(Name, Value);
    return {};
  });
});

test('the first deployment creates a key and its hash, a later one changes nothing', async () => {
  await ensureGatewayKey(at);
  const key = store.get(keyName) ?? '';
  await ensureGatewayKey(at);

  expect(Buffer.from(key, 'base64url')).toHaveLength(32);
  expect([...store]).toEqual([
    [keyName, key],
    [hashName, sha256(key)],
  ]);
});

test('a deployment that ended between the two is completed', async () => {
  store.set(keyName, 'key');
  await ensureGatewayKey(at);

  expect(store.get(hashName)).toBe(sha256('key'));
});

test('of two deployments that begin together, one key counts', async () => {
  ssm
    .on(GetParametersCommand)
    .resolvesOnce({})
    .callsFake(() => ({ Parameters: [{ Name: keyName, Value: 'key' }] }));
  store.set(keyName, 'key');
  await ensureGatewayKey(at);

  expect([...store]).toEqual([
    [keyName, 'key'],
    [hashName, sha256('key')],
  ]);
});

test('a key that was replaced is accepted beside the one before', async () => {
  store.set(keyName, 'new').set(hashName, sha256('old'));
  await ensureGatewayKey(at);
  await ensureGatewayKey(at);

  expect(store.get(hashName)).toBe(`${sha256('new')},${sha256('old')}`);
});

test('both are deleted with the stage', async () => {
  await deleteGatewayKey(at);

  expect(ssm.commandCalls(DeleteParametersCommand)[0]?.args[0].input.Names).toEqual([keyName, hashName]);
});
