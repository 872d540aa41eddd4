import * as z from 'zod';

/**
 * Reads and validates environment variables. Call it at module level: then a missing or malformed variable fails the cold start and is
 * named, instead of failing the first request that needs it.
 *
 * @example const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: z.string().min(1) });
 */
export const readEnvironment = <Shape extends z.core.$ZodLooseShape>(shape: Shape): z.output<z.ZodObject<Shape>> => {
  const result = z.object(shape).safeParse(process.env);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw Object.assign(new Error(`Bad environment: ${problems}`), { name: 'BadEnvironment' });
  }
  return result.data;
};

/** A required, non-empty variable, such as the name of a table, bucket or function. */
export const name = z.string().min(1);
