import { closeServer, listenOnLoopback } from '../../http/loopbackServer.ts';
import type { Context, Mail } from './context.ts';
import { createEndpoint } from './endpoint.ts';
import { poolArn, saveClient, saveGroup, savePool } from './pools/pools.ts';
import { signingKeyOf } from './signIn/signingKeys.ts';
import { PASSWORD_COST } from './signUp/passwords.ts';
import { openTables } from './tables.ts';

export type { Mail } from './context.ts';
export { userPoolIdFor } from './pools/pools.ts';

/** AWS waits this long for a trigger. */
const TRIGGER_TIMEOUT_MS = 5000;

export type CognitoOptions = {
  /** 0 takes a free one. */
  port: number;
  /** Where the state is kept; without it, in memory. */
  directory?: string;
  region: string;
  accountId?: string;
  /** Runs a trigger's function and answers what it returned; rejects with the error that it threw. */
  invokeTrigger(functionArn: string, event: unknown): Promise<unknown>;
  /** Takes the mails with codes. */
  deliver(mail: Mail): void | Promise<void>;
  /** Milliseconds since 1970; a test moves it. */
  now?(): number;
  triggerTimeoutMs?: number;
  /** scrypt's cost N of passwords: 16,384 by default. A test that is not about passwords saves time with less. */
  passwordCost?: number;
};

/** Resources of a template; `properties` are CloudFormation's. */
type PoolResource = { id: string; properties: unknown };
type ClientResource = { userPoolId: string; name: string; properties: unknown };
type GroupResource = { userPoolId: string; name: string };

/** The issuer of a pool's tokens, which CloudFormation calls `ProviderURL`. */
export const issuerOf = (url: string, userPoolId: string): string => `${url}/${userPoolId}`;

/**
 * Starts user pools that behave as AWS's do, for the operations this platform uses. The three `create…` functions may be
 * called again with the same names: ids stay, changed properties take effect.
 *
 * @throws {Error} from `createUserPool` and `createUserPoolClient`, naming each property that is not known here.
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
    /** Answers the values of the resource's `Fn::GetAtt`. */
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
