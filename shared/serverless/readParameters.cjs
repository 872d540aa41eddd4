/**
 * A plugin of the framework: before a stack is deployed, every parameter that its template reads from Parameter Store must be there.
 * CloudFormation would say so too, but neither which service writes the missing one nor before everything has been uploaded.
 */
const { GetParametersCommand, SSMClient } = require('@aws-sdk/client-ssm');

/** As many names as one GetParameters takes. */
const PAGE = 10;

module.exports = class ReadParameters {
  constructor(serverless) {
    this.hooks = {
      // Not earlier: with --package the template is read only now
      'before:aws:deploy:deploy:createStack': () => check(serverless),
    };
  }
};

async function check(serverless) {
  const { service, provider } = serverless.service;
  const names = readParameters(provider.compiledCloudFormationTemplate);
  if (names.length === 0) return;
  const aws = serverless.getProvider('aws');
  const missing = await missingParameters(names, new SSMClient(await aws.getAwsSdkV3Config()));
  if (missing.length === 0) return;
  throw new serverless.classes.Error(explain(service, aws.getStage(), aws.getRegion(), missing), 'MISSING_PARAMETERS');
}

/** Names in Parameter Store that a deployment of the template reads. */
function readParameters({ Parameters = {} }) {
  return Object.values(Parameters).flatMap(({ Type, Default }) =>
    Type.startsWith('AWS::SSM::Parameter::Value<') && Default !== undefined ? [String(Default)] : [],
  );
}

async function missingParameters(names, ssm) {
  const missing = [];
  for (let start = 0; start < names.length; start += PAGE) {
    const page = await ssm.send(new GetParametersCommand({ Names: names.slice(start, start + PAGE) }));
    missing.push(...(page.InvalidParameters ?? []));
  }
  ssm.destroy();
  return missing;
}

/** Whose a parameter is stands in its name: `/ecommerce/{stage}/{service}/{name}`. */
const writerOf = (name) => name.split('/')[3] ?? 'no service of this project';

function explain(service, stage, region, missing) {
  const writers = [...new Set(missing.map(writerOf))];
  return [
    `${service} reads ${missing.length === 1 ? 'a parameter that does' : 'parameters that do'} not exist in ${region}:`,
    ...missing.map((name) => `  ${name} (written by ${writerOf(name)})`),
    `Deploy ${writers.join(' and ')} to stage "${stage}" first, or all services in order: npm run deploy -- --stage ${stage}`,
  ].join('\n');
}
