import { createRequire } from 'node:module';
import { startParameterStore } from '@ecommerce/platform/ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const ReadParameters = createRequire(import.meta.url)('../../serverless/readParameters.cjs');
const region = 'eu-west-1';

let store: Awaited<ReturnType<typeof startParameterStore>>;
beforeAll(async () => {
  store = await startParameterStore({ port: 0, region, accountId: '000000000000' });
});
afterAll(() => store.close());

/** Does what the framework does right before it deploys this template. */
const beforeDeploying = (compiledCloudFormationTemplate: object): Promise<void> => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const plugin = new ReadParameters({
    service: { service: 'orderService', provider: { compiledCloudFormationTemplate } },
    getProvider: () => ({
      getStage: () => 'dev',
      getRegion: () => region,
      getAwsSdkV3Config: async () => ({ endpoint: store.url, region, credentials }),
    }),
    classes: { Error },
  });
  return plugin.hooks['before:aws:deploy:deploy:createStack']();
};

const reads = (...names: string[]) => ({
  Parameters: Object.fromEntries(
    names.map((Default, index) => [`P${index}`, { Type: 'AWS::SSM::Parameter::Value<String>', Default }]),
  ),
});

describe('before a stack is deployed', () => {
  test('missing parameters are named with the services that write them', async () => {
    store.set('/ecommerce/dev/authService/userPoolId', 'there');

    const deploying = beforeDeploying(
      reads(
        '/ecommerce/dev/authService/userPoolId',
        '/ecommerce/dev/authService/userPoolIssuer',
        '/ecommerce/dev/productService/readProductsFunctionArn',
      ),
    );

    await expect(deploying).rejects.toThrow(
      [
        'orderService reads parameters that do not exist in eu-west-1:',
        '  /ecommerce/dev/authService/userPoolIssuer (written by authService)',
        '  /ecommerce/dev/productService/readProductsFunctionArn (written by productService)',
        'Deploy authService and productService to stage "dev" first, or all services in order: npm run deploy -- --stage dev',
      ].join('\n'),
    );
  });

  test('more than one page of parameters is looked up', async () => {
    const names = Array.from({ length: 23 }, (_, index) => `/ecommerce/dev/authService/p${index}`);
    for (const name of names.slice(0, 22)) store.set(name, 'there');

    await expect(beforeDeploying(reads(...names))).rejects.toThrow('p22 (written by authService)');
    store.set('/ecommerce/dev/authService/p22', 'there');
    await expect(beforeDeploying(reads(...names))).resolves.toBeUndefined();
  });

  test('a template without stored parameters needs none', async () => {
    await expect(beforeDeploying({})).resolves.toBeUndefined();
    await expect(beforeDeploying({ Parameters: { Size: { Type: 'String', Default: '/a/b' } } })).resolves.toBe(
      undefined,
    );
  });
});
