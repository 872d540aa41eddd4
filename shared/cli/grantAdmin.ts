import { parseArgs } from 'node:util';
import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { LOCAL_STAGE, localClient, readPlatformFile } from './platformTarget.ts';

const usage = `Usage: npm run grant-admin -- <email> [--stage <stage>] [--region <region>]

Puts the confirmed account with this mail address into the admin group. Without --stage on the platform that runs on this
machine, with --stage on a deployed one (with the AWS credentials of your environment).`;

/** The clients of the stage: the local platform's where no stage is named. */
const clientsOf = (stage: string | undefined, region: string | undefined) => {
  if (stage !== undefined) {
    const config = region === undefined ? {} : { region };
    return { stage, ssm: new SSMClient(config), cognito: new CognitoIdentityProviderClient(config) };
  }
  const platform = readPlatformFile();
  return {
    stage: LOCAL_STAGE,
    ssm: new SSMClient(localClient(platform, 'ssm')),
    cognito: new CognitoIdentityProviderClient(localClient(platform, 'cognito')),
  };
};

/**
 * Puts the confirmed account of `email` into the pool's `admin` group.
 *
 * @returns the account's Cognito username
 * @throws Error with one clear sentence when there is no such account
 */
const grantAdmin = async (email: string, stage: string | undefined, region: string | undefined): Promise<string> => {
  const { ssm, cognito, stage: target } = clientsOf(stage, region);
  const parameter = `/ecommerce/${target}/authService/userPoolId`;
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: parameter })).catch((error: Error) => {
    throw error.name === 'ParameterNotFound'
      ? new Error(`The parameter ${parameter} does not exist: deploy authService to this stage first.`)
      : error;
  });
  const UserPoolId = Parameter?.Value;
  const { Users = [] } = await cognito.send(
    new ListUsersCommand({ UserPoolId, Filter: `email = ${JSON.stringify(email.toLowerCase())}` }),
  );
  const user = Users.find(({ UserStatus }) => UserStatus === 'CONFIRMED');
  if (!user?.Username) throw new Error(`There is no confirmed account with the email ${email}.`);
  await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: user.Username, GroupName: 'admin' }));
  return user.Username;
};

const options = { stage: { type: 'string' }, region: { type: 'string' }, help: { type: 'boolean' } } as const;
try {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [email, ...rest] = positionals;
  if (values.help || email === undefined || rest.length > 0) {
    console.log(usage);
    process.exit(values.help ? 0 : 2);
  }
  const username = await grantAdmin(email, values.stage, values.region);
  console.log(`${username} is now an administrator. The next sign-in gives tokens that say so.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
