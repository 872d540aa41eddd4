import { createHash, randomBytes } from 'node:crypto';
import {
  DeleteParametersCommand,
  GetParametersCommand,
  ParameterAlreadyExists,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';

type At = { stage: string; region: string };

const namesOf = ({ stage }: At) => ({
  key: `/ecommerce/${stage}/gateway/key`,
  hash: `/ecommerce/${stage}/gateway/keyHash`,
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Makes sure that Parameter Store has the key with which the gateway proves itself, and the hash by which the services recognise it. A key that
 * was replaced by hand is accepted beside the one before.
 *
 * They are plain strings: CloudFormation cannot put a SecureString into a distribution, and whoever may read its settings sees the key there.
 */
export const ensureGatewayKey = async (at: At): Promise<void> => {
  const ssm = new SSMClient({ region: at.region });
  const names = namesOf(at);
  try {
    const stored = await read(ssm, names);
    const key = stored.key ?? (await createKey(ssm, names.key));
    const [newest, before] = (stored.hash ?? '').split(',');
    const hash = sha256(key);
    if (newest === hash || before === hash) return;
    const Value = newest ? `${hash},${newest}` : hash;
    await ssm.send(new PutParameterCommand({ Name: names.hash, Type: 'String', Value, Overwrite: true }));
  } finally {
    ssm.destroy();
  }
};

const read = async (ssm: SSMClient, names: ReturnType<typeof namesOf>) => {
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: Object.values(names) }));
  const stored = (name: string) => Parameters.find(({ Name }) => Name === name)?.Value;
  return { key: stored(names.key), hash: stored(names.hash) };
};

/** Creates the key, unless another deployment has just done so. */
const createKey = async (ssm: SSMClient, Name: string): Promise<string> => {
  const key = randomBytes(32).toString('base64url');
  try {
    await ssm.send(new PutParameterCommand({ Name, Type: 'String', Value: key }));
    return key;
  } catch (error) {
    if (!(error instanceof ParameterAlreadyExists)) throw error;
    const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [Name] }));
    return Parameters[0]?.Value ?? key;
  }
};

/** Deletes key and hash of a stage that has been removed. */
export const deleteGatewayKey = async (at: At): Promise<void> => {
  const ssm = new SSMClient({ region: at.region });
  await ssm.send(new DeleteParametersCommand({ Names: Object.values(namesOf(at)) }));
  ssm.destroy();
};
