import { CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { StackSource } from '@ecommerce/platform/packaging';
import type { Stage } from './stageOptions.ts';
import { stageParameter } from './stageParameters.ts';

/**
 * A reason why a deployment would fail (`error`) or customers would be affected later (`warning`): one sentence that names a page with
 * help.
 */
export type Finding = { severity: 'error' | 'warning'; text: string };

/** The clients of the account to check. */
export type Account = { ses: SESv2Client; lambda: LambdaClient; cloudFront: CloudFrontClient };

export const accountAt = (region: string): Account => ({
  ses: new SESv2Client({ region }),
  lambda: new LambdaClient({ region }),
  cloudFront: new CloudFrontClient({ region }),
});

/** With fewer concurrent executions, even a few simultaneous customers are throttled. New accounts have 10. */
const ENOUGH_EXECUTIONS = 100;

/**
 * Checks for reasons why a deployment of these stacks would fail, before anything is packaged. A check that is impossible, for example
 * without a permission, gives a warning.
 */
export const preflight = async (
  root: string,
  stacks: readonly StackSource[],
  at: Stage,
  account: Account,
): Promise<Finding[]> => {
  const parameter = (name: string) =>
    stacks.map((stack) => stageParameter(root, stack, name, at)).find((value) => value !== undefined && value !== '');
  const mailFrom = stacks.map((stack) => stageParameter(root, stack, 'mailFrom', at)).find((value) => value);
  const checks: Record<string, () => Promise<Finding[]>> = {
    'the concurrency of Lambda': () => concurrencyFindings(account.lambda),
  };
  const mailIdentity = parameter('mailIdentity');
  const isKept = parameter('keepData') === 'yes';
  if (mailFrom !== undefined)
    checks.SES = () => mailFindings(account.ses, { mailFrom, mailIdentity, isKept, region: at.region });
  if (parameter('imagesBy') === 'cloudfront' || at.params.includes('gateway=yes'))
    checks.CloudFront = () => cloudFrontFindings(account.cloudFront);
  const found = Object.entries(checks).map(([what, check]) =>
    check().catch((error: Error): Finding[] => [
      { severity: 'warning', text: `${what} could not be checked: ${error.name}: ${error.message}` },
    ]),
  );
  return (await Promise.all(found)).flat();
};

const concurrencyFindings = async (lambda: LambdaClient): Promise<Finding[]> => {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const executions = AccountLimit?.ConcurrentExecutions ?? ENOUGH_EXECUTIONS;
  if (executions >= ENOUGH_EXECUTIONS) return [];
  const text = `Lambda runs only ${executions} functions at once in this account and region, so requests are throttled early: request a quota of 1,000 (docs/limits.md#new-accounts).`;
  return [{ severity: 'warning', text }];
};

type Mail = { mailFrom: string; mailIdentity: string | undefined; isKept: boolean; region: string };

const mailFindings = async (ses: SESv2Client, { mailFrom, mailIdentity, isKept, region }: Mail): Promise<Finding[]> => {
  const findings: Finding[] = [];
  const help = 'docs/deploy.md#mails-first';
  if (mailIdentity !== undefined && !(await isVerified(ses, [mailIdentity]))) {
    const text = `SES in ${region} has not verified the identity ${mailIdentity} (mailIdentity), without which the user pool cannot be created: verify it first (${help}).`;
    findings.push({ severity: 'error', text });
  }
  if (!(await isVerified(ses, identitiesOf(mailFrom)))) {
    const text = `SES in ${region} has verified neither ${mailFrom} (mailFrom) nor its domain, so it will reject all emails: verify it first (${help}).`;
    findings.push({ severity: isKept ? 'error' : 'warning', text });
  }
  const { ProductionAccessEnabled, SendingEnabled } = await ses.send(new GetAccountCommand({}));
  if (ProductionAccessEnabled === false) {
    const text = `SES in ${region} is in the sandbox, so only verified addresses receive emails: request production access (${help}).`;
    findings.push({ severity: 'warning', text });
  }
  if (SendingEnabled === false)
    findings.push({ severity: 'warning', text: `SES in ${region} is paused for this account: see its console.` });
  return findings;
};

/** Returns the identities that let SES send from an address: the address, its domain and the parent domains. */
const identitiesOf = (address: string): string[] => {
  const bare = /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;
  const labels = bare.slice(bare.lastIndexOf('@') + 1).split('.');
  return [bare, ...labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))];
};

const isVerified = async (ses: SESv2Client, identities: readonly string[]): Promise<boolean> => {
  for (const EmailIdentity of identities) {
    const verified = await ses.send(new GetEmailIdentityCommand({ EmailIdentity })).then(
      ({ VerifiedForSendingStatus }) => VerifiedForSendingStatus === true,
      (error: Error) => {
        if (error.name === 'NotFoundException') return false;
        throw error;
      },
    );
    if (verified) return true;
  }
  return false;
};

/**
 * Checks whether the account may create CloudFront distributions. AWS reports this only at the first one: an account that has one may.
 */
const cloudFrontFindings = async (cloudFront: CloudFrontClient): Promise<Finding[]> => {
  const { DistributionList } = await cloudFront.send(new ListDistributionsCommand({ MaxItems: 1 }));
  if ((DistributionList?.Quantity ?? 0) > 0) return [];
  const text =
    'This account has no CloudFront distribution yet. AWS must verify a new account before it can create one; otherwise this deployment fails and is rolled back (docs/deploy.md#when-a-deployment-fails).';
  return [{ severity: 'warning', text }];
};
