import { hasNoEdge, hidesMissingObjects, reachesNoApi } from './probes/distributions.ts';
import { losesErrorNames } from './probes/functionErrors.ts';
import { asksForBatches, asksForMailOnStar, asksForParametersOnStar } from './probes/permissions.ts';
import type { Probe } from './probes/probe.ts';
import { sharesNamedValues } from './probes/tables.ts';
import {
  hasNoProviderUrl,
  hidesResolvedValues,
  knowsNoSavedQueries,
  readsOtherCorsKeys,
  refusesMetricMath,
} from './probes/templates.ts';
import { callsNoTrigger, changesAddressAtOnce, leavesAddressUnverified } from './probes/userPools.ts';

/** A difference between MiniStack, with IAM enabled, and AWS. */
type Difference = {
  onAws: string;
  here: string;
  /**
   * How the rehearsal handles it: it adapts the template (templatePlugin.cjs), emulates what is missing (front.ts, standIns.py), or cannot show it.
   */
  way: 'template adapted' | 'emulated' | 'not rehearsed';
  /** Tests whether MiniStack still differs. */
  probe: Probe;
};

/** All differences that affect the stacks or the end-to-end tests. Found in MiniStack 1.5.33. */
export const differences = {
  'provider-url': {
    onAws: 'a user pool has the attribute ProviderURL',
    here: 'CloudFormation rejects it',
    way: 'template adapted',
    probe: hasNoProviderUrl,
  },
  'metric-math': {
    onAws: 'an alarm may be on an expression of metrics',
    here: 'CloudFormation rejects it; the rehearsal puts the alarm on the first metric',
    way: 'template adapted',
    probe: refusesMetricMath,
  },
  'saved-queries': {
    onAws: 'a stack may contain saved queries of CloudWatch Logs',
    here: 'CloudFormation rejects them; nothing refers to one, so the rehearsal leaves them out',
    way: 'template adapted',
    probe: knowsNoSavedQueries,
  },
  'cors-keys': {
    onAws: 'CloudFormation names the CORS settings of an HTTP API AllowOrigins and so on',
    here: 'they have no effect unless they are named allowOrigins and so on: a preflight request gets 403',
    way: 'template adapted',
    probe: readsOtherCorsKeys,
  },
  'resolved-values': {
    onAws: 'DescribeStacks returns the resolved value of a parameter from Parameter Store',
    here: 'it returns the resolved value as the value',
    way: 'emulated',
    probe: hidesResolvedValues,
  },
  'mail-permission': {
    onAws: 'IAM checks ses:SendEmail for the sender’s identity and with ses:FromAddress',
    here: 'it is checked for *, without any condition key',
    way: 'template adapted',
    probe: asksForMailOnStar,
  },
  'parameters-permission': {
    onAws: 'IAM checks ssm:GetParameters for each parameter',
    here: 'it is checked for *',
    way: 'template adapted',
    probe: asksForParametersOnStar,
  },
  'batch-permission': {
    onAws: 'sending a batch requires the permission for a single message: sqs:SendMessage or sns:Publish',
    here: 'it requires sqs:SendMessageBatch or sns:PublishBatch',
    way: 'template adapted',
    probe: asksForBatches,
  },
  'pool-triggers': {
    onAws:
      'a user pool calls its triggers before and after sign-ups, confirmations, resets and sign-ins, and for the texts of its emails',
    here: 'it does not, or without the client metadata of a sign-up; emails have the texts of the emulator',
    way: 'emulated',
    probe: callsNoTrigger,
  },
  'error-names': {
    onAws: 'the error of a function keeps its name, as errorType and for Retry and Catch',
    here: 'every error is called Runtime.HandlerError, so that a workflow cannot distinguish an outage from a permanent failure',
    way: 'emulated',
    probe: losesErrorNames,
  },
  'named-values': {
    onAws: 'two attributes that one update sets to the same value are independent',
    here: 'if the value is a map, they share it: a later change of one also changes the other',
    way: 'emulated',
    probe: sharesNamedValues,
  },
  'verified-address': {
    onAws: 'confirming with the emailed code verifies the address',
    here: 'the address stays unverified: it cannot be used for signing in, and gets no code to reset a password',
    way: 'emulated',
    probe: leavesAddressUnverified,
  },
  'new-address': {
    onAws: 'a new address of a user waits for the code that is mailed to it, where the pool verifies before it updates',
    here: 'it counts at once, no code is mailed, and VerifyUserAttribute does not exist',
    way: 'emulated',
    probe: changesAddressAtOnce,
  },
  'api-origins': {
    onAws: 'HTTP APIs can be origins of a distribution',
    here: 'it looks for them outside of the emulator, by TLS',
    way: 'emulated',
    probe: reachesNoApi,
  },
  'missing-objects': {
    onAws: 'a distribution that may list a bucket gets 404 for a missing object',
    here: 'it gets 403',
    way: 'emulated',
    probe: hidesMissingObjects,
  },
  edge: {
    onAws: 'a distribution compresses responses, and caches them as policies and Cache-Control say',
    here: 'it does neither',
    way: 'not rehearsed',
    probe: hasNoEdge,
  },
} satisfies Record<string, Difference>;

export type DifferenceName = keyof typeof differences;

export const differenceNames = Object.keys(differences) as DifferenceName[];
