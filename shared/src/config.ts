import * as z from 'zod';

/**
 * Reads and checks the environment once, when the module is loaded: a missing or malformed variable fails the cold start
 * with its name, not the first request that needs it.
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

/** A variable that must be there and not empty: a table's, bucket's or function's name. */
export const name = z.string().min(1);
