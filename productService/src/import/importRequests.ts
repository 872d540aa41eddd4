import { FileName } from '@ecommerce/shared/uploadFields.ts';
import * as z from 'zod';

/** Body of `POST /imports`. */
export const CreateImportBody = z.strictObject({
  fileName: FileName,
  fileType: z.literal('text/csv'),
  dryRun: z.boolean().meta({ description: 'Whether to say what would be refused, and write nothing.' }).default(false),
});
export type NewImport = z.output<typeof CreateImportBody>;
