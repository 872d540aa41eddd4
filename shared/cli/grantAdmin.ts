import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { grantAdmin, type Pool, revokeAdmin } from './adminGroup.ts';
import { commandLine, runCommand, UsageError } from './commandLine.ts';
import { reachTarget } from './commandTarget.ts';
import { addStageOptions, DEPLOYED_OR_LOCAL, type StageFlags } from './deployment/stageOptions.ts';

const command = addStageOptions(
  commandLine('grant-admin').argument('<email>', 'email address of the account'),
  DEPLOYED_OR_LOCAL,
)
  .option(
    '--revoke',
    'remove the account from the group; its tokens stay valid for up to an hour. The last administrator cannot be removed',
    false,
  )
  .parse();

const findPool = async (flags: StageFlags): Promise<Pool> => {
  const { stage, configOf } = await reachTarget(flags);
  const ssm = new SSMClient(configOf('ssm'));
  const cognito = new CognitoIdentityProviderClient(configOf('cognito'));
  const parameter = `/ecommerce/${stage}/authService/userPoolId`;
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: parameter })).catch((error: Error) => {
    throw error.name === 'ParameterNotFound'
      ? new Error(`The parameter ${parameter} does not exist: deploy authService to this stage first.`)
      : error;
  });
  return { cognito, userPoolId: Parameter?.Value ?? '' };
};

await runCommand(command, async () => {
  const [email = ''] = command.args;
  if (!/^\S+@\S+$/.test(email)) throw new UsageError(`"${email}" is not an email address.`);
  const { revoke, ...flags } = command.opts<StageFlags & { revoke: boolean }>();
  const pool = await findPool(flags);
  const { username, changed } = await (revoke ? revokeAdmin(pool, email) : grantAdmin(pool, email));
  if (changed && revoke)
    console.log(`${username} is no longer an administrator. Existing tokens stay valid for up to an hour.`);
  else if (changed)
    console.log(`${username} is now an administrator. Tokens from the next sign-in on contain the group.`);
  else console.log(`Nothing changed: ${username} is ${revoke ? 'not an administrator' : 'an administrator already'}.`);
});
