import { OUTAGE } from './outages.ts';

/** An entry of a batch that SQS or SNS did not take. */
type FailedEntry = { Code: string | undefined; Message?: string | undefined; SenderFault: boolean | undefined };

/**
 * Sees to it that a batch was taken whole.
 *
 * @param what the entries are, for the message
 * @throws Error when it was not; an outage unless the sender is at fault
 */
export const checkBatch = (what: string, { Failed: [failed] = [] }: { Failed?: FailedEntry[] | undefined }): void => {
  if (!failed) return;
  const name = failed.SenderFault ? failed.Code : OUTAGE;
  throw Object.assign(new Error(`${what} were not taken: ${failed.Message}`), { name });
};
