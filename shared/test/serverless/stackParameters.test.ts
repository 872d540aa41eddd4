import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';

// The plugins and this test must share the clients' classes: both require them
const require = createRequire(import.meta.url);
const { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand, UpdateStackCommand } =
  require('@aws-sdk/client-cloudformation') as typeof import('@aws-sdk/client-cloudformation');
const { GetParametersCommand, SSMClient } = require('@aws-sdk/client-ssm') as typeof import('@aws-sdk/client-ssm');
const plugins = ['readParameters.cjs', 'deletionProtection.cjs'].map((file) => require(`../../serverless/${file}`));

const cloudFormation = mockClient(CloudFormationClient);
const ssm = mockClient(SSMClient);
const store = new Map<string, string>();
const issuer = '/ecommerce/prod/authService/userPoolIssuer';

beforeEach(() => {
  store.clear();
  ssm.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
    Parameters: Names.filter((name) => store.has(name)).map((Name) => ({ Name, Value: store.get(Name) })),
  }));
});
afterEach(() => {
  cloudFormation.reset();
  ssm.reset();
});

type Parameter = { ParameterKey: string; ParameterValue: string; ResolvedValue?: string };

/** The framework, as far as the plugins make use of it, with what it is about to deploy. */
const framework = (template: object, shouldNotDeploy = false) => {
  const provider = { compiledCloudFormationTemplate: structuredClone(template), shouldNotDeploy } as {
    compiledCloudFormationTemplate: Record<string, Record<string, Record<string, unknown>>>;
    shouldNotDeploy: boolean;
    stackParameters?: Parameter[];
  };
  const serverless = {
    service: { service: 'orderService', provider },
    getProvider: () => ({
      getAwsSdkV3Config: async () => ({ region: 'eu-west-1' }),
      naming: { getStackName: () => 'orderService-prod' },
    }),
    classes: { Error },
  };
  const hooks = plugins.map((Plugin) => new Plugin(serverless, {}, { log: {} }).hooks);
  const fire = async (event: string) => {
    for (const hook of hooks) await hook[event]?.();
  };
  return { provider, fire };
};

/** A stack that is deployed with these parameters and resources; updating it brings the parameters to `updated`. */
const deployed = (parameters: Parameter[], options: { resources?: string[]; updated?: Parameter[] } = {}) => {
  const { resources = [], updated = [] } = options;
  let current = parameters;
  cloudFormation.on(DescribeStacksCommand).callsFake(() => ({
    Stacks: [{ StackName: 'orderService-prod', StackStatus: 'UPDATE_COMPLETE', Parameters: current }],
  }));
  cloudFormation.on(UpdateStackCommand).callsFake(() => {
    current = updated;
    return { StackId: 'id' };
  });
  cloudFormation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: resources.map((LogicalResourceId) => ({
      LogicalResourceId,
      ResourceType: 'AWS::DynamoDB::Table',
      ResourceStatus: /^Gone/.test(LogicalResourceId) ? 'DELETE_COMPLETE' : 'CREATE_COMPLETE',
      LastUpdatedTimestamp: new Date(),
    })),
  });
};

const updates = () => cloudFormation.commandCalls(UpdateStackCommand).map(({ args }) => args[0].input);

const table = { Type: 'AWS::DynamoDB::Table', Properties: { DeletionProtectionEnabled: true } };
const template = {
  Resources: {
    OldTable: table,
    NewTable: table,
    OpenTable: { ...table, Properties: { DeletionProtectionEnabled: false } },
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: { DeletionProtection: 'ACTIVE' } },
  },
};

/** The template as it is packaged. */
const packaged = async () => {
  const { provider, fire } = framework(template);
  await fire('after:aws:package:finalize:mergeCustomProviderResources');
  return provider.compiledCloudFormationTemplate;
};

describe('protection against deletion', () => {
  test('is a parameter of the stack for each protected resource, and protects by default', async () => {
    const { Parameters, Conditions, Resources } = await packaged();

    expect(Object.keys(Parameters ?? {})).toEqual(['ProtectOldTable', 'ProtectNewTable', 'ProtectPool']);
    expect(Parameters?.ProtectPool).toEqual({ Type: 'String', AllowedValues: ['yes', 'no'], Default: 'yes' });
    expect(Conditions?.IsPoolProtected).toEqual({ 'Fn::Equals': [{ Ref: 'ProtectPool' }, 'yes'] });
    expect(Resources?.Pool?.Properties).toEqual({
      DeletionProtection: { 'Fn::If': ['IsPoolProtected', 'ACTIVE', 'INACTIVE'] },
    });
    expect(Resources?.OldTable?.Properties).toEqual({
      DeletionProtectionEnabled: { 'Fn::If': ['IsOldTableProtected', true, false] },
    });
    expect(Resources?.OpenTable?.Properties).toEqual({ DeletionProtectionEnabled: false });
  });

  test('is off only for resources that this deployment creates, so that a rollback can delete them', async () => {
    const { provider, fire } = framework(await packaged());
    deployed([], { resources: ['OldTable', 'GoneTable'] });

    await fire('before:aws:deploy:deploy:updateStack');

    expect(provider.stackParameters).toEqual([
      { ParameterKey: 'ProtectNewTable', ParameterValue: 'no' },
      { ParameterKey: 'ProtectPool', ParameterValue: 'no' },
    ]);
  });

  test('is switched on when the deployment has succeeded, without uploading anything again', async () => {
    const { fire } = framework(await packaged());
    deployed([
      { ParameterKey: 'ProtectOldTable', ParameterValue: 'yes' },
      { ParameterKey: 'ProtectPool', ParameterValue: 'no' },
    ]);

    await fire('after:aws:deploy:deploy:updateStack');

    expect(updates()).toEqual([
      {
        StackName: 'orderService-prod',
        UsePreviousTemplate: true,
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      },
    ]);
  });

  test('is completed by the next deployment, even if nothing else has changed', async () => {
    const { provider, fire } = framework(await packaged(), true);
    deployed([{ ParameterKey: 'ProtectOldTable', ParameterValue: 'no' }], { resources: ['OldTable'] });

    await fire('before:aws:deploy:deploy:updateStack');
    await fire('after:aws:deploy:deploy:updateStack');

    expect(provider.stackParameters).toBeUndefined();
    expect(updates()).toHaveLength(1);
    expect(provider.shouldNotDeploy).toBe(false);
  });
});

describe('a value in Parameter Store', () => {
  const reading = {
    Parameters: { Issuer: { Type: 'AWS::SSM::Parameter::Value<String>', Default: issuer } },
    Resources: {},
  };
  const issuerOf = (ResolvedValue: string) => [{ ParameterKey: 'Issuer', ParameterValue: issuer, ResolvedValue }];

  test('that has changed since the last deployment updates a stack that is otherwise unchanged', async () => {
    const { provider, fire } = framework(reading, true);
    store.set(issuer, 'https://new-pool');
    deployed(issuerOf('https://old-pool'), { updated: issuerOf('https://new-pool') });

    await fire('after:aws:deploy:deploy:updateStack');
    await fire('after:aws:deploy:deploy:updateStack');

    expect(updates()).toHaveLength(1);
    expect(provider.shouldNotDeploy).toBe(false);
  });

  test('that is still the same leaves the stack unchanged', async () => {
    const { provider, fire } = framework(reading, true);
    store.set(issuer, 'https://pool');
    deployed(issuerOf('https://pool'));

    await fire('after:aws:deploy:deploy:updateStack');

    expect(updates()).toEqual([]);
    expect(provider.shouldNotDeploy).toBe(true);
  });

  test('that fails to reach the stack fails the deployment', async () => {
    const { fire } = framework(reading, true);
    store.set(issuer, 'https://new-pool');
    deployed(issuerOf('https://old-pool'));
    cloudFormation.on(UpdateStackCommand).rejects(new Error('Stack is in UPDATE_IN_PROGRESS state'));

    await expect(fire('after:aws:deploy:deploy:updateStack')).rejects.toThrow('UPDATE_IN_PROGRESS');
  });
});
