import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

let error = '';
let requests = 0;
const server = createServer((_, response) => {
  requests += 1;
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': error });
  response.end(JSON.stringify({ __type: error, message: 'no' }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
});

afterAll(() => void server.close());

beforeEach(() => {
  requests = 0;
});

test.each([
  ['LimitExceededException', 1, 'of an account: a longer response would reveal that it exists'],
  ['TooManyRequestsException', 3, 'of the user pool: it ends within a second'],
])('after %s a call is made %i time(s), because the limit is one %s', async (name, attempts) => {
  const { cognito } = await import('../../src/account/cognitoPool.ts');
  error = name;

  await expect(cognito.send(new GetUserCommand({ AccessToken: 'token' }))).rejects.toMatchObject({ name });
  expect(requests).toBe(attempts);
});
