import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { grantAdmin, type Pool, revokeAdmin } from './adminGroup.ts';
import { commandLine, runCommand } from './commandLine.ts';
import { addStageOptions, type StageFlags, stageOf } from './deployment/stageOptions.ts';
import { LOCAL_STAGE, localClient, readPlatformFile } from './platformTarget.ts';

const command = addStageOptions(
  commandLine(
    'grant-admin',
    'Puts the confirmed account with this email address into the group admin. Its tokens say so from the next sign-in on.',
  ).argument('<email>', 'the address of the account'),
  'a deployed stage, with the AWS credentials of your environment; else the platform on this machine',
)
  .option(
    '--revoke',
    'takes it out of the group instead; tokens that it has stay valid for up to an hour. The last administrator stays',
    false,
  )
  .parse();

/** The clients of the stage: the local platform's where no stage is named. */
const clientsOf = (flags: StageFlags) => {
  if (flags.stage !== undefined) {
    const { stage, region } = stageOf(flags);
    return { stage, ssm: new SSMClient({ region }), cognito: new CognitoIdentityProviderClient({ region }) };
  }
  const platform = readPlatformFile();
  return {
    stage: LOCAL_STAGE,
    ssm: new SSMClient(localClient(platform, 'ssm')),
    cognito: new CognitoIdentityProviderClient(localClient(platform, 'cognito')),
  };
};

const findPool = async (flags: StageFlags): Promise<Pool> => {
  const { ssm, cognito, stage } = clientsOf(flags);
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
  const { revoke, ...flags } = command.opts<StageFlags & { revoke: boolean }>();
  const pool = await findPool(flags);
  const { username, changed } = await (revoke ? revokeAdmin(pool, email) : grantAdmin(pool, email));
  if (changed && revoke)
    console.log(`${username} is no longer an administrator. Tokens issued before are valid for up to an hour.`);
  else if (changed) console.log(`${username} is now an administrator. The next sign-in gives tokens that say so.`);
  else console.log(`Nothing changed: ${username} is ${revoke ? 'no administrator' : 'an administrator already'}.`);
});
