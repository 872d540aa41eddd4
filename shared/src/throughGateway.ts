import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { readEnvironment } from './config.ts';
import { DomainError } from './errors.ts';

/** The header in which the stage's gateway proves that a request came through it. */
const GATEWAY_KEY_HEADER = 'x-gateway-key';

/** The header in which the gateway names the address that it received the request from. */
const CLIENT_ADDRESS_HEADER = 'x-client-address';

/** `GATEWAY_KEY_HASH`: SHA-256 of the gateway's key, or `none`; while the key is being replaced, two with a comma. */
const settings = {
  GATEWAY_KEY_HASH: z.stringFormat('key hash', /^(none|[\da-f]{64}(,[\da-f]{64})?)$/).default('none'),
  GATEWAY_ONLY: z.enum(['yes', 'no']).default('no'),
};

/**
 * Recognises requests that came through the stage's gateway: for whatever follows, they come from the client's own address. Where
 * `GATEWAY_ONLY` is `yes`, all others are rejected.
 *
 * @throws DomainError GATEWAY_REQUIRED
 */
export const throughGateway = (): middy.MiddlewareObj<APIGatewayProxyEventV2> => {
  const { GATEWAY_KEY_HASH, GATEWAY_ONLY } = readEnvironment(settings);
  const hashes = GATEWAY_KEY_HASH === 'none' ? [] : GATEWAY_KEY_HASH.split(',').map((hash) => Buffer.from(hash, 'hex'));
  return {
    before: ({ event: { headers, requestContext } }) => {
      const { [GATEWAY_KEY_HEADER]: key = '', [CLIENT_ADDRESS_HEADER]: address = '' } = headers;
      delete headers[GATEWAY_KEY_HEADER]; // no handler or log line needs it
      const sent = createHash('sha256').update(key).digest();
      if (hashes.some((hash) => timingSafeEqual(hash, sent))) {
        if (isIP(address) !== 0) requestContext.http.sourceIp = address;
      } else if (GATEWAY_ONLY === 'yes') {
        throw new DomainError('GATEWAY_REQUIRED', 'This API is reached at the shop’s own address.');
      }
    },
  };
};
