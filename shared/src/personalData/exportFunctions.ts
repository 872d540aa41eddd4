import * as z from 'zod';

/**
 * Input and output of the function `exportPersonalData`, by which a service says page by page what it holds about an account. authService
 * invokes it, and finds it in Parameter Store: a service whose parameter is missing is not deployed.
 */

/** The services other than authService that hold something about people. */
export const EXPORTING_SERVICES = ['orderService', 'productService'] as const;
export type ExportingService = (typeof EXPORTING_SERVICES)[number];

/** Returns the parameter with the function's ARN. */
export const exportFunctionParameter = (stage: string, service: ExportingService): string =>
  `/ecommerce/${stage}/${service}/exportPersonalDataFunctionArn`;

export const ExportRequest = z.strictObject({
  userId: z.string().min(1),
  correlationId: z.string(),
  /** From the page before; absent for the first one. */
  position: z.string().optional(),
});

/** Records of one section. Pages of a section follow each other. */
export const ExportPage = z.strictObject({
  section: z.string().min(1),
  records: z.array(z.looseObject({})),
  /** The position of the next page; absent on the last one. */
  next: z.string().optional(),
});
export type ExportPage = z.infer<typeof ExportPage>;
