import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const createResources = require('../distribution.cjs');

type Behaviour = { PathPattern: string; TargetOriginId: string; CachePolicyId: unknown };
type Config = {
  CacheBehaviors: Behaviour[];
  DefaultCacheBehavior: Omit<Behaviour, 'PathPattern'>;
  Origins: { Id: string; OriginCustomHeaders?: { HeaderName: string }[] }[];
  [property: string]: unknown;
};
// biome-ignore lint/suspicious/noExplicitAny: resources of many types
type Resources = Record<string, { Type: string; Properties: any }>;

/** The resources of a stage's gateway, with these stage parameters. */
export const resourcesOf = async (params: Record<string, string> = {}): Promise<Resources> => {
  const values: Record<string, string> = {
    'sls:stage': 'dev',
    'param:gatewayDomain': 'none',
    'param:gatewayCertificate': 'none',
    'param:gatewayWebAcl': 'none',
    ...params,
  };
  return (await createResources({ resolveVariable: async (address: string) => values[address] })).Resources;
};

export const configOf = (resources: Resources): Config => resources.Distribution?.Properties.DistributionConfig;

/** A request or a response of CloudFront's functions. */
type Outcome = {
  uri: string;
  headers: Record<string, { value: string }>;
  statusCode?: number;
  body?: string;
};

/** Runs the function as CloudFront does. */
export const viewerRequest = (resources: Resources, uri: string, headers: Outcome['headers'] = {}): Outcome => {
  const code: string = resources.ViewerRequest?.Properties.FunctionCode;
  const handler = new Function(`${code}; return handler;`)();
  return handler({ request: { method: 'GET', uri, querystring: {}, headers }, viewer: { ip: '203.0.113.7' } });
};

/** Returns the id of the origin that CloudFront sends a path to. */
export const originOf = ({ CacheBehaviors, DefaultCacheBehavior }: Config, path: string): string => {
  const matches = ({ PathPattern }: Behaviour): boolean =>
    new RegExp(`^${PathPattern.replaceAll('*', '.*')}$`).test(path);
  return (CacheBehaviors.find(matches) ?? DefaultCacheBehavior).TargetOriginId;
};
