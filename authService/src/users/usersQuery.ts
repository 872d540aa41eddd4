import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { singleLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';

/** Which accounts: those whose name or address begins with `q`, all of them without. */
export const UsersQuery = z.strictObject({ q: singleLineText(128).optional(), ...pageParameters() });
