import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Context, Operation } from './context.ts';
import { CognitoError } from './errors.ts';
import { poolDescriptionOperations } from './pools/poolDescriptions.ts';
import { requirePool } from './pools/pools.ts';
import { signInOperations } from './signIn/signIn.ts';
import { signingKeyOf } from './signIn/signingKeys.ts';
import { adminSoftwareTokenOperations, softwareTokenOperations } from './signIn/softwareTokens.ts';
import { passwordResetOperations } from './signUp/passwordReset.ts';
import { signUpOperations } from './signUp/signUp.ts';
import { listUsersOperations } from './users/listUsers.ts';
import { ownAccountOperations } from './users/ownAccount.ts';
import { ownAttributeOperations } from './users/ownAttributes.ts';
import { userAdministrationOperations } from './users/userAdministration.ts';

const TARGET = /^AWSCognitoIdentityProviderService\.(\w+)$/;
const PUBLIC_FILE = /^\/([\w-]+)\/\.well-known\/(jwks\.json|openid-configuration)$/;

/** Operations without AWS credentials: they contain their own proof, a password, a code or a token. */
const open = {
  ...signUpOperations,
  ...signInOperations,
  ...passwordResetOperations,
  ...ownAccountOperations,
  ...ownAttributeOperations,
  ...softwareTokenOperations,
};

/** Operations that need AWS credentials. The signature itself is not checked, since only this machine can reach the endpoint. */
const signed = {
  ...userAdministrationOperations,
  ...adminSoftwareTokenOperations,
  ...listUsersOperations,
  ...poolDescriptionOperations,
};

const findOperation = (request: IncomingMessage): Operation => {
  const name = TARGET.exec(String(request.headers['x-amz-target']))?.[1] ?? '';
  const operations: Record<string, Operation> = { ...open, ...signed };
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) throw new CognitoError('UnknownOperationException', `${name || 'The operation'} is not known here`);
  if (name in signed && !request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
    throw new CognitoError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  return operation;
};

const parse = (body: string): unknown => {
  try {
    // A null member counts as absent.
    return JSON.parse(body || '{}', (_key, value) => (value === null ? undefined : value));
  } catch {
    throw new CognitoError('SerializationException', 'The body is not JSON');
  }
};

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html */
const publicFile = async (context: Context, poolId: string, file: string): Promise<object> => {
  requirePool(context, poolId);
  if (file === 'jwks.json') return { keys: [(await signingKeyOf(context, poolId)).publicJwk] };
  const issuer = context.issuer(poolId);
  return {
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
  };
};

const answer = async (context: Context, request: IncomingMessage): Promise<object> => {
  const [, poolId, file] = PUBLIC_FILE.exec(request.url ?? '') ?? [];
  if (request.method === 'GET' && poolId && file) return publicFile(context, poolId, file);
  const body = await text(request);
  return findOperation(request)(context, parse(body));
};

const send = (response: ServerResponse, status: number, body: object, headers: Record<string, string>): void => {
  response.writeHead(status, { 'x-amzn-requestid': randomUUID(), ...headers });
  response.end(JSON.stringify(body));
};

const sendError = (response: ServerResponse, error: unknown): void => {
  if (!(error instanceof CognitoError)) console.error(error);
  const { name, message, status } =
    error instanceof CognitoError ? error : new CognitoError('InternalErrorException', 'Something went wrong', 500);
  send(
    response,
    status,
    { __type: name, message },
    { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': `${name}:` },
  );
};

/** The API (AWS JSON 1.1 on POST) and the pools' public files. */
export const createEndpoint = (context: Context): Server =>
  createServer((request, response) => {
    const type = request.method === 'GET' ? 'application/json' : 'application/x-amz-json-1.1';
    answer(context, request).then(
      (body) => send(response, 200, body, { 'content-type': type }),
      (error) => {
        if (response.destroyed) return; // the caller has disconnected
        sendError(response, error);
      },
    );
  });
