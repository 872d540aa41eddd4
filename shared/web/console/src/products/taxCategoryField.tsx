import { unwrap } from '@ecommerce/client';
import { TextField } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import { type Groups, mayUse } from '../authProvider.ts';
import { shop } from '../shop.ts';
import { errorOf, type FieldErrors } from './productFields.tsx';

/** Reads the categories of the shop's tax rates. Only administrators may; to others none is suggested. */
const useTaxCategories = (): string[] => {
  const { permissions = [] } = usePermissions<Groups>();
  const { data } = useQuery({
    queryKey: ['taxCategories'],
    enabled: mayUse('settings', permissions),
    queryFn: () => unwrap(shop.orders.GET('/settings/taxes')),
  });
  return [...new Set(data?.rates.map(({ taxCategory }) => taxCategory))];
};

/** How a product is taxed: a category of the shop's tax settings. */
export const TaxCategoryField = ({ value, errors }: { value: string | undefined; errors: FieldErrors }) => {
  const translate = useTranslate();
  const categories = useTaxCategories();
  const listId = useId();
  const { error, helperText } = errorOf(errors, 'taxCategory');
  return (
    <>
      <TextField
        name="taxCategory"
        label={translate('console.products.taxCategory')}
        defaultValue={value}
        slotProps={{ htmlInput: { maxLength: 50, list: listId } }}
        error={error}
        helperText={helperText ?? translate('console.products.taxCategoryHint')}
      />
      <datalist id={listId}>
        {categories.map((category) => (
          <option key={category} value={category} />
        ))}
      </datalist>
    </>
  );
};
