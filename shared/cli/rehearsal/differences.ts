import { losesErrorNames } from './probes/functionErrors.ts';
import { asksForBatches, asksForMailOnStar } from './probes/permissions.ts';
import type { Probe } from './probes/probe.ts';
import { sharesNamedValues } from './probes/tables.ts';
import {
  hasNoProviderUrl,
  hidesResolvedValues,
  knowsNoSavedQueries,
  readsOtherCorsKeys,
  refusesMetricMath,
} from './probes/templates.ts';
import { callsNoTrigger, leavesAddressUnverified } from './probes/userPools.ts';

/** One thing in which MiniStack, with IAM switched on, differs from AWS. */
type Difference = {
  onAws: string;
  here: string;
  /** What the rehearsal does about it: it adapts the template (templatePlugin.cjs), or replaces what is missing (front.ts, standIns.py). */
  way: 'reworded' | 'stood in for';
  /** Whether it still differs. */
  probe: Probe;
};

/** All that differs and that the stacks or the end-to-end tests come upon. Found in MiniStack 1.5.33. */
export const differences = {
  'provider-url': {
    onAws: 'a user pool has the attribute ProviderURL',
    here: 'CloudFormation refuses it',
    way: 'reworded',
    probe: hasNoProviderUrl,
  },
  'metric-math': {
    onAws: 'an alarm may be on an expression of metrics',
    here: 'CloudFormation refuses it; the rehearsal puts the alarm on the first metric',
    way: 'reworded',
    probe: refusesMetricMath,
  },
  'saved-queries': {
    onAws: 'a stack may hold queries of CloudWatch Logs to be kept',
    here: 'CloudFormation refuses them; nothing refers to one, so the rehearsal leaves them out',
    way: 'reworded',
    probe: knowsNoSavedQueries,
  },
  'cors-keys': {
    onAws: 'CloudFormation names the CORS settings of an HTTP API AllowOrigins and so on',
    here: 'they have no effect unless they are named allowOrigins and so on: a preflight is refused with 403',
    way: 'reworded',
    probe: readsOtherCorsKeys,
  },
  'resolved-values': {
    onAws: 'DescribeStacks tells what a parameter that is read from Parameter Store was resolved to',
    here: 'it tells the resolved value alone, as the value',
    way: 'stood in for',
    probe: hidesResolvedValues,
  },
  'mail-permission': {
    onAws: 'ses:SendEmail is asked of IAM for the sender’s identity and with ses:FromAddress',
    here: 'it is asked for on *, without any condition key',
    way: 'reworded',
    probe: asksForMailOnStar,
  },
  'batch-permission': {
    onAws:
      'who may send one message to a queue or a topic may send a batch: IAM is asked for sqs:SendMessage or sns:Publish',
    here: 'it is asked for sqs:SendMessageBatch or sns:PublishBatch',
    way: 'reworded',
    probe: asksForBatches,
  },
  'pool-triggers': {
    onAws:
      'a user pool calls its functions before and after sign-ups, confirmations, resets and sign-ins, and for the words of its mails',
    here: 'it does not, or without the client metadata of a sign-up; the mails keep the words of the emulator',
    way: 'stood in for',
    probe: callsNoTrigger,
  },
  'error-names': {
    onAws: 'a function that throws ends with its error’s name: errorType, and what Retry and Catch compare',
    here: 'every error is called Runtime.HandlerError, so that a workflow cannot tell an outage from what no attempt changes',
    way: 'stood in for',
    probe: losesErrorNames,
  },
  'named-values': {
    onAws: 'two attributes that one update sets to the same value are two',
    here: 'they are one and the same when the value is a map: what is set in one is then in the other, too',
    way: 'stood in for',
    probe: sharesNamedValues,
  },
  'verified-address': {
    onAws: 'who confirms with the code of the mail has a verified address',
    here: 'the address stays unverified: nobody signs in with it, and no code to reset a password is sent to it',
    way: 'stood in for',
    probe: leavesAddressUnverified,
  },
} satisfies Record<string, Difference>;

export type DifferenceName = keyof typeof differences;

export const differenceNames = Object.keys(differences) as DifferenceName[];
