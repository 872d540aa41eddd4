import { OUTAGE } from './outages.ts';

/** An entry of a batch that SQS or SNS did not accept. */
type FailedEntry = { Code: string | undefined; Message?: string | undefined; SenderFault: boolean | undefined };

/**
 * Checks that SQS or SNS accepted every entry of a batch.
 *
 * @param what names the entries in the error message
 * @throws Error for the first entry that was not accepted; an outage unless the sender is at fault
 */
export const checkBatch = (what: string, { Failed: [failed] = [] }: { Failed?: FailedEntry[] | undefined }): void => {
  if (!failed) return;
  const name = failed.SenderFault ? failed.Code : OUTAGE;
  throw Object.assign(new Error(`${what} were not accepted: ${failed.Message}`), { name });
};
