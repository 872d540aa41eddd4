import * as z from 'zod';

/** Lambda's response for a failed function. */
const FunctionFailure = z.object({ errorType: z.string().default('Error'), errorMessage: z.string().default('') });

/**
 * Converts the failure of an invoked function to an error with the same name, so that outages are recognised.
 *
 * @param answer the payload of a response with `FunctionError`
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html a failed function responds with 200 and `FunctionError`
 */
export const functionFailure = (functionName: string, answer: string): Error => {
  const { errorType, errorMessage } = FunctionFailure.parse(JSON.parse(answer));
  return Object.assign(new Error(`${functionName} failed (${errorType}): ${errorMessage.slice(0, 500)}`), {
    name: errorType,
  });
};
