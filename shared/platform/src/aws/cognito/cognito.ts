import { closeServer, listenOnLoopback } from '../../http/loopbackServer.ts';
import type { Context, Mail } from './context.ts';
import { createEndpoint } from './endpoint.ts';
import { poolArn, saveClient, saveGroup, savePool } from './pools/pools.ts';
import { signingKeyOf } from './signIn/signingKeys.ts';
import { PASSWORD_COST } from './signUp/passwords.ts';
import { openTables } from './tables.ts';

export type { Mail } from './context.ts';
export { userPoolIdFor } from './pools/pools.ts';

/** How long AWS waits for a trigger. */
const TRIGGER_TIMEOUT_MS = 5000;

export type CognitoOptions = {
  /** 0 for any free port. */
  port: number;
  /** Directory of the state; if absent, it is kept in memory. */
  directory?: string;
  region: string;
  accountId?: string;
  /** Runs a trigger's function and returns its result; rejects with the error that it throws. */
  invokeTrigger(functionArn: string, event: unknown): Promise<unknown>;
  /** Receives the emails with codes. */
  deliver(mail: Mail): void | Promise<void>;
  /** Returns epoch milliseconds; tests replace it. */
  now?(): number;
  triggerTimeoutMs?: number;
  /** scrypt's cost N for passwords: 16,384 by default. Tests save time with less. */
  passwordCost?: number;
};

/** Resources of a template; `properties` are CloudFormation's. */
type PoolResource = { id: string; properties: unknown };
type ClientResource = { userPoolId: string; name: string; properties: unknown };
type GroupResource = { userPoolId: string; name: string };

/** The issuer of a pool's tokens, which CloudFormation calls `ProviderURL`. */
export const issuerOf = (url: string, userPoolId: string): string => `${url}/${userPoolId}`;

/**
 * Starts a service that emulates user pools for the operations that the platform needs. The three `create…` functions may be called again
 * with the same names: ids stay, and changed properties take effect.
 *
 * @throws {Error} from `createUserPool` and `createUserPoolClient`, naming each unsupported property.
 */
export const startCognito = async (options: CognitoOptions) => {
  const { port, directory, region, accountId = '000000000000', invokeTrigger, deliver, now = Date.now } = options;
  const database = openTables(directory);
  let url = '';
  const context: Context = {
    database,
    region,
    accountId,
    issuer: (poolId) => issuerOf(url, poolId),
    now,
    deliver,
    invokeTrigger,
    triggerTimeoutMs: options.triggerTimeoutMs ?? TRIGGER_TIMEOUT_MS,
    passwordCost: options.passwordCost ?? PASSWORD_COST,
  };
  const server = createEndpoint(context);
  url = await listenOnLoopback(server, port);
  return {
    url,
    /** Returns the values for the resource's `Fn::GetAtt`. */
    createUserPool: async ({ id, properties }: PoolResource) => {
      savePool(context, id, properties);
      await signingKeyOf(context, id);
      const providerUrl = context.issuer(id);
      return { id, arn: poolArn(context, id), providerUrl, providerName: providerUrl.replace(/^https?:\/\//, '') };
    },
    createUserPoolClient: ({ userPoolId, name, properties }: ClientResource) => ({
      clientId: saveClient(context, userPoolId, name, properties).id,
    }),
    createGroup: ({ userPoolId, name }: GroupResource): void => saveGroup(context, userPoolId, name),
    close: async (): Promise<void> => {
      await closeServer(server);
      database.close();
    },
  };
};
