import type { Failure } from '@ecommerce/client';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Creates an error with one of our codes and its data. */
export const codedError = (code: string, message: string, data: Record<string, unknown> = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { ...data, code } });

/** Converts a failure of a REST API: the same sentence, code and data. */
const errorOf = ({ error, code, msg: _, ...data }: Failure): GraphQLError => codedError(code, error, data);

/** Returns the data of a REST call. @throws GraphQLError with the code of its failure */
export const dataOf = async <Data>(
  call: Promise<{ data?: Data; error?: Failure; response: Response }>,
): Promise<NonNullable<Data>> => {
  const { data, error } = await call;
  if (error) throw errorOf(error);
  return data as NonNullable<Data>;
};

/** Returns the data of a REST call, or `null` if it found nothing. */
export const dataOrNull = async <Data>(
  call: Promise<{ data?: Data; error?: Failure; response: Response }>,
): Promise<NonNullable<Data> | null> => {
  const { data, error, response } = await call;
  if (!error) return data as NonNullable<Data>;
  if (response.status === 404 && error.code !== 'UNEXPECTED_RESPONSE') return null;
  throw errorOf(error);
};

/** Hides an unexpected error from the caller, and logs it. */
export const maskError = (error: unknown): Error => {
  if (error instanceof GraphQLError && !(error.originalError && !(error.originalError instanceof GraphQLError))) {
    return error;
  }
  console.error(error);
  return codedError('INTERNAL_ERROR', 'Something went wrong on our side.');
};

/** Codes of GraphQL Yoga for requests that are no valid GraphQL. */
const OF_YOGA = /^(GRAPHQL_|OPERATION_RESOLUTION_FAILURE$|BAD_)/;

/** Gives errors of syntax, validation and limits the code of our APIs for bad input. */
export const ourCodes: Plugin = {
  onResultProcess({ result }) {
    const results = Array.isArray(result) ? result : [result];
    for (const { errors = [] } of results as { errors?: GraphQLError[] }[]) {
      for (const { extensions } of errors) {
        const code = extensions.code;
        if (code === undefined || OF_YOGA.test(String(code))) extensions.code = 'INVALID_INPUT';
      }
    }
  },
};
