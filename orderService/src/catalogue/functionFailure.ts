import * as z from 'zod';

/** What Lambda answers for a failed function. */
const FunctionFailure = z.object({ errorType: z.string().default('Error'), errorMessage: z.string().default('') });

/**
 * The failure of a function that was invoked, as an error of the same name, so that an outage shows.
 *
 * @param answer the payload that came with `FunctionError`
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html a failed function answers 200 with `FunctionError`
 */
export const functionFailure = (functionName: string, answer: string): Error => {
  const { errorType, errorMessage } = FunctionFailure.parse(JSON.parse(answer));
  return Object.assign(new Error(`${functionName} failed (${errorType}): ${errorMessage.slice(0, 500)}`), {
    name: errorType,
  });
};
