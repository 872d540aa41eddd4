import { multiLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';

/** Body of `POST /orders/{id}/notes`. */
export const NoteBody = z.strictObject({ text: multiLineText(500) });
