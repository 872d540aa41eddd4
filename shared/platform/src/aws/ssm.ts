import { createCipheriv, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { closeServer, listenOnLoopback } from '../http/loopbackServer.ts';

type ParameterType = 'String' | 'StringList' | 'SecureString';
type Parameter = { Name: string; Type: ParameterType; Value: string; Version: number; LastModifiedDate: number };

/** An error in the format of the JSON 1.1 protocol. */
class RequestError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const Name = z.string().min(1).max(2048);
const WithDecryption = z.boolean().default(false);
const INPUTS = {
  GetParameter: z.object({ Name, WithDecryption }),
  GetParameters: z.object({ Names: z.array(Name).min(1).max(10), WithDecryption }),
  GetParametersByPath: z.object({
    Path: z.string().startsWith('/'),
    Recursive: z.boolean().default(false),
    MaxResults: z.int().min(1).max(10).default(10),
    NextToken: z.string().optional(),
    WithDecryption,
  }),
  PutParameter: z.object({
    Name,
    Value: z.string().min(1).max(4096),
    Type: z.enum(['String', 'StringList', 'SecureString']).optional(),
    Overwrite: z.boolean().default(false),
  }),
};

/**
 * Starts Systems Manager Parameter Store, in memory: stacks write their parameters again at every start. Values are at most 4 kB. A
 * `SecureString` is returned in clear text only with `WithDecryption`; selectors, labels, policies and KMS keys are not supported.
 *
 * @throws an Error with one clear sentence when the port is in use
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export const startParameterStore = async (options: {
  /** 0 for any free port. */
  port: number;
  region: string;
  accountId: string;
}): Promise<{
  url: string;
  /** Writes a parameter, a `String` by default; the version increases if the value changes. */
  set(name: string, value: string, type?: ParameterType): void;
  get(name: string): string | undefined;
  close(): Promise<void>;
}> => {
  const parameters = new Map<string, Parameter>();
  const perform = operations(parameters, options);
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).replace(/^AmazonSSM\./, '');
    const { status, body } = await text(request)
      .then((input) => ({ status: 200, body: perform(operation, input) as object }))
      .catch((error: unknown) => {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        const known = error instanceof RequestError;
        return { status: known ? 400 : 500, body: { __type: known ? name : 'InternalServerError', message } };
      });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() });
    response.end(JSON.stringify(body));
  });
  const url = await listenOnLoopback(server, options.port);
  return {
    url,
    set: (name, value, type = 'String') => {
      const { Value, Type } = parameters.get(name) ?? {};
      if (Value !== value || Type !== type) put(parameters, name, value, type);
    },
    get: (name) => parameters.get(name)?.Value,
    close: () => closeServer(server),
  };
};

const put = (parameters: Map<string, Parameter>, name: string, value: string, type: ParameterType): number => {
  const version = (parameters.get(name)?.Version ?? 0) + 1;
  const at = Date.now() / 1000;
  parameters.set(name, { Name: name, Type: type, Value: value, Version: version, LastModifiedDate: at });
  return version;
};

/** Encrypts a value with a random key that is discarded, so that nobody can read it. */
const encrypted = (value: string): string => {
  const cipher = createCipheriv('aes-256-gcm', randomBytes(32), randomBytes(12));
  return Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
};

const operations = (
  parameters: Map<string, Parameter>,
  { region, accountId }: { region: string; accountId: string },
) => {
  const describe = (parameter: Parameter, inClear: boolean) => ({
    ...parameter,
    ...(parameter.Type === 'SecureString' && !inClear ? { Value: encrypted(parameter.Value) } : {}),
    DataType: 'text',
    ARN: `arn:aws:ssm:${region}:${accountId}:parameter/${parameter.Name.replace(/^\//, '')}`,
  });
  const find = (name: string) => {
    const path = name.replace(/^arn:aws:ssm:[^:]*:\d*:parameter/, '');
    return parameters.get(path) ?? parameters.get(path.replace(/^\//, ''));
  };
  const getParametersByPath = ({
    Path,
    Recursive,
    MaxResults,
    NextToken,
    WithDecryption,
  }: z.infer<typeof INPUTS.GetParametersByPath>) => {
    const folder = Path.endsWith('/') ? Path : `${Path}/`;
    const inFolder = (name: string) =>
      name.startsWith(folder) && (Recursive || !name.slice(folder.length).includes('/')) && name > (NextToken ?? '');
    const found = [...parameters.values()].filter((parameter) => inFolder(parameter.Name));
    const sorted = found.sort((a, b) => (a.Name < b.Name ? -1 : 1));
    const page = sorted.slice(0, MaxResults);
    const last = page.at(-1);
    return {
      Parameters: page.map((parameter) => describe(parameter, WithDecryption)),
      ...(last && sorted.length > page.length ? { NextToken: last.Name } : {}),
    };
  };
  return (operation: string, input: string) => {
    switch (operation) {
      case 'GetParameter': {
        const { Name, WithDecryption } = checked('GetParameter', input);
        const parameter = find(Name);
        if (!parameter) throw new RequestError('ParameterNotFound', '');
        return { Parameter: describe(parameter, WithDecryption) };
      }
      case 'GetParameters': {
        const { Names, WithDecryption } = checked('GetParameters', input);
        const found = Names.map((name) => find(name)).filter((parameter) => parameter !== undefined);
        return {
          Parameters: found.map((parameter) => describe(parameter, WithDecryption)),
          InvalidParameters: Names.filter((name) => !find(name)),
        };
      }
      case 'GetParametersByPath':
        return getParametersByPath(checked('GetParametersByPath', input));
      case 'PutParameter': {
        const { Overwrite, Value, Type, ...named } = checked('PutParameter', input);
        const former = parameters.get(named.Name);
        if (former && !Overwrite) {
          throw new RequestError(
            'ParameterAlreadyExists',
            'The parameter already exists. To overwrite it, set Overwrite.',
          );
        }
        const type = Type ?? former?.Type;
        if (!type)
          throw new RequestError('ValidationException', 'A parameter type is required when you create a parameter.');
        return { Version: put(parameters, named.Name, Value, type), Tier: 'Standard' };
      }
      default:
        throw new RequestError('UnknownOperationException', `${operation} is not supported here.`);
    }
  };
};

/** @throws RequestError `ValidationException` */
const checked = <Operation extends keyof typeof INPUTS>(
  operation: Operation,
  input: string,
): z.infer<(typeof INPUTS)[Operation]> => {
  const result = INPUTS[operation].safeParse(JSON.parse(input || '{}'));
  if (result.success) return result.data as z.infer<(typeof INPUTS)[Operation]>;
  throw new RequestError('ValidationException', z.prettifyError(result.error));
};
