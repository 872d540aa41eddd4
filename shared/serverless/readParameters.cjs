/** @import { Hooks, SdkConfig, Serverless } from './framework.ts' */
/** @import { Template } from '@ecommerce/platform/template' */

/** @typedef {{ notice?: (message: string) => void }} Log */

/**
 * A plugin of the framework that checks and updates the parameters of a stack.
 *
 * Before a deployment, it checks that every parameter that the template reads from Parameter Store exists. CloudFormation would report a
 * missing one too, but only after everything has been uploaded, and without the service that writes it.
 *
 * After a deployment, it checks that the stack uses the current values of its parameters. The framework compares only templates and code,
 * so an unchanged stack would keep, for example, the client id of a user pool that was replaced.
 */
const {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackUpdateComplete,
} = require('@aws-sdk/client-cloudformation');
const { GetParametersCommand, SSMClient } = require('@aws-sdk/client-ssm');

/** The most names of one GetParameters. */
const PAGE = 10;

/** How long an update of only parameters may take: functions, a setting of a table or pool. */
const UPDATE_SECONDS = 1800;

module.exports = class ReadParameters {
  /**
   * @param {Serverless} serverless
   * @param {unknown} _options
   * @param {{ log?: Log }} [utilities]
   */
  constructor(serverless, _options, { log } = {}) {
    /** @type {Hooks} */
    this.hooks = {
      // Not earlier: with --package the template is read only now
      'before:aws:deploy:deploy:createStack': () => requireParameters(serverless),
      'after:aws:deploy:deploy:updateStack': () => bringUpToDate(serverless, log),
    };
  }
};

/** @param {Serverless} serverless */
const requireParameters = async (serverless) => {
  const { service, provider } = serverless.service;
  const names = Object.values(readParameters(provider.compiledCloudFormationTemplate));
  if (names.length === 0) return;
  const aws = serverless.getProvider('aws');
  const values = await storedValues(names, await aws.getAwsSdkV3Config());
  const missing = names.filter((name) => !values.has(name));
  if (missing.length === 0) return;
  throw new serverless.classes.Error(explain(service, aws.getStage(), aws.getRegion(), missing), 'MISSING_PARAMETERS');
};

/**
 * Returns the parameters that the template reads from Parameter Store, with their names there.
 *
 * @param {Template} template
 * @returns {Record<string, string>}
 */
const readParameters = ({ Parameters = {} }) =>
  Object.fromEntries(
    Object.entries(Parameters).flatMap(([key, { Type, Default }]) =>
      Type.startsWith('AWS::SSM::Parameter::Value<') && Default !== undefined ? [[key, String(Default)]] : [],
    ),
  );

/**
 * Returns the values of existing parameters in Parameter Store, by name.
 *
 * @param {string[]} names
 * @param {SdkConfig} config
 */
const storedValues = async (names, config) => {
  const ssm = new SSMClient(config);
  /** @type {Map<string | undefined, string | undefined>} */
  const values = new Map();
  for (let start = 0; start < names.length; start += PAGE) {
    const page = await ssm.send(new GetParametersCommand({ Names: names.slice(start, start + PAGE) }));
    for (const { Name, Value } of page.Parameters ?? []) values.set(Name, Value);
  }
  ssm.destroy();
  return values;
};

/**
 * Returns the service that writes a parameter, from its name: `/ecommerce/{stage}/{service}/{name}`.
 *
 * @param {string} name
 */
const writerOf = (name) => name.split('/')[3] ?? 'no service of this project';

/**
 * @param {string} service
 * @param {string} stage
 * @param {string} region
 * @param {string[]} missing
 */
const explain = (service, stage, region, missing) => {
  const writers = [...new Set(missing.map(writerOf))];
  return [
    `${service} reads ${missing.length === 1 ? 'a parameter that does' : 'parameters that do'} not exist in ${region}:`,
    ...missing.map((name) => `  ${name} (written by ${writerOf(name)})`),
    `Deploy ${writers.join(' and ')} to stage "${stage}" first, or all services in order: npm run deploy -- --stage ${stage}`,
  ].join('\n');
};

/**
 * Updates the stack again with the same template if it was deployed with outdated values of its parameters.
 *
 * @param {Serverless} serverless
 * @param {Log | undefined} log
 */
const bringUpToDate = async (serverless, log) => {
  const { provider } = serverless.service;
  const aws = serverless.getProvider('aws');
  const config = await aws.getAwsSdkV3Config();
  const client = new CloudFormationClient(config);
  const StackName = aws.naming.getStackName();
  try {
    const outdated = await outdatedParameters(client, StackName, provider.compiledCloudFormationTemplate, config);
    if (outdated.length === 0) return;
    log?.notice?.(`Updating the parameters ${outdated.join(', ')}`);
    await client.send(
      new UpdateStackCommand({
        StackName,
        UsePreviousTemplate: true, // without Parameters each gets its default, and Parameter Store is read again
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      }),
    );
    await waitUntilStackUpdateComplete(
      { client, maxWaitTime: UPDATE_SECONDS, minDelay: pollSeconds(), maxDelay: 10 },
      { StackName },
    );
    provider.shouldNotDeploy = false; // so that the framework reports a deployment
  } finally {
    client.destroy();
  }
};

/** The same polling interval as the framework's, in seconds. */
const pollSeconds = () => Number(process.env.SLS_AWS_MONITORING_FREQUENCY ?? 5000) / 1000;

/**
 * Returns the parameters of the deployed stack that differ from their default or from the current value in Parameter Store.
 *
 * @param {CloudFormationClient} client
 * @param {string} StackName
 * @param {Template} template
 * @param {SdkConfig} config
 */
const outdatedParameters = async (client, StackName, template, config) => {
  const { Stacks: [{ Parameters: deployed = [] } = {}] = [] } = await client.send(
    new DescribeStacksCommand({ StackName }),
  );
  const read = readParameters(template);
  const values = await storedValues(Object.values(read), config);
  return deployed
    .filter(({ ParameterKey = '', ParameterValue, ResolvedValue }) => {
      const parameter = template.Parameters?.[ParameterKey];
      if (parameter === undefined) return false;
      const name = read[ParameterKey];
      return name !== undefined ? ResolvedValue !== values.get(name) : ParameterValue !== String(parameter.Default);
    })
    .map(({ ParameterKey }) => ParameterKey);
};
