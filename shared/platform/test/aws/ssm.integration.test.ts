import {
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startParameterStore } from '../../src/aws/ssm.ts';

let store: Awaited<ReturnType<typeof startParameterStore>>;
let client: SSMClient;

beforeEach(async () => {
  store = await startParameterStore({ port: 0, region: 'eu-west-1', accountId: '000000000000' });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SSMClient({ endpoint: store.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await store.close();
});

test('answers a parameter that the runner has set, with a version that counts changes', async () => {
  store.set('/ecommerce/dev/auth/userPoolId', 'pool-1');
  store.set('/ecommerce/dev/auth/userPoolId', 'pool-1');
  store.set('/ecommerce/dev/auth/userPoolId', 'pool-2');

  const { Parameter } = await client.send(new GetParameterCommand({ Name: '/ecommerce/dev/auth/userPoolId' }));

  expect(Parameter).toEqual({
    ...{ Name: '/ecommerce/dev/auth/userPoolId', Value: 'pool-2', Type: 'String', DataType: 'text', Version: 2 },
    ARN: 'arn:aws:ssm:eu-west-1:000000000000:parameter/ecommerce/dev/auth/userPoolId',
    LastModifiedDate: expect.any(Date),
  });
});

test('rejects an unknown parameter and input that is not valid', async () => {
  await expect(client.send(new GetParameterCommand({ Name: '/none' }))).rejects.toMatchObject({
    name: 'ParameterNotFound',
  });
  await expect(client.send(new GetParametersCommand({ Names: [] }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('answers several parameters and names those that are not there', async () => {
  store.set('/a', '1');

  const answer = await client.send(new GetParametersCommand({ Names: ['/a', '/b'] }));

  expect(answer.Parameters?.map(({ Value }) => Value)).toEqual(['1']);
  expect(answer.InvalidParameters).toEqual(['/b']);
});

test('lists a path, level by level or whole, page by page', async () => {
  for (const name of ['/dev/b', '/dev/a', '/dev/c/d', '/other']) store.set(name, name);
  const names = async (input: Partial<GetParametersByPathCommand['input']>) => {
    const answer = await client.send(new GetParametersByPathCommand({ Path: '/dev', ...input }));
    return { names: answer.Parameters?.map(({ Name }) => Name), next: answer.NextToken };
  };

  const level = await names({});
  const first = await names({ Recursive: true, MaxResults: 2 });
  const second = await names({ Recursive: true, MaxResults: 2, NextToken: first.next });

  expect(level.names).toEqual(['/dev/a', '/dev/b']);
  expect(first.names).toEqual(['/dev/a', '/dev/b']);
  expect(second).toEqual({ names: ['/dev/c/d'], next: undefined });
});

test('takes a parameter from a client, and another value only with Overwrite', async () => {
  const put = (Value: string, Overwrite = false) =>
    client.send(new PutParameterCommand({ Name: '/p', Value, Type: 'String', Overwrite }));
  await put('1');

  await expect(put('2')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
  expect(await put('3', true)).toMatchObject({ Version: 2 });
  expect(store.get('/p')).toBe('3');
});

test('answers a SecureString in clear only with WithDecryption, and all else in clear anyway', async () => {
  store.set('/pay/secret', 'sk_test_1', 'SecureString');
  store.set('/pay/url', 'http://127.0.0.1');
  const value = async (WithDecryption?: boolean) => {
    const named = { Name: '/pay/secret', Names: ['/pay/secret'], Path: '/pay', WithDecryption };
    const [one, several, path] = await Promise.all([
      client.send(new GetParameterCommand(named)),
      client.send(new GetParametersCommand(named)),
      client.send(new GetParametersByPathCommand(named)),
    ]);
    expect(path.Parameters?.[1]).toMatchObject({ Name: '/pay/url', Type: 'String', Value: 'http://127.0.0.1' });
    expect(one.Parameter?.Type).toBe('SecureString');
    return [one.Parameter?.Value, several.Parameters?.[0]?.Value, path.Parameters?.[0]?.Value];
  };

  const opaque = await value();

  expect(await value(true)).toEqual(['sk_test_1', 'sk_test_1', 'sk_test_1']);
  for (const text of opaque) {
    expect(text).toMatch(/^[A-Za-z0-9+/]{20,}=*$/);
    expect(Buffer.from(String(text), 'base64').toString()).not.toContain('sk_test_1');
  }
});

test('takes a SecureString from a client, and a type that changes counts as a change', async () => {
  await client.send(new PutParameterCommand({ Name: '/p', Value: 'hidden', Type: 'SecureString' }));
  store.set('/p', 'hidden');

  const { Parameter } = await client.send(new GetParameterCommand({ Name: '/p' }));

  expect(Parameter).toMatchObject({ Type: 'String', Value: 'hidden', Version: 2 });
});
