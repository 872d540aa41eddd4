import { unwrap } from '@ecommerce/client';
import { Stack, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useNotify, useRedirect, useTranslate } from 'react-admin';
import { ConfirmButton } from '../confirmButton.tsx';
import { FormDialog, FormField } from '../formDialog.tsx';
import { useFailureNotice } from '../formParts.tsx';
import { shop } from '../shop.ts';
import type { Product } from '../variants/variant.ts';
import { StatusAction } from './statusAction.tsx';

type Call = Parameters<typeof unwrap>[0];

/** Archives, restores or submits a product; takes it off sale, or rejects it, with a reason for its seller; deletes it. */
export const ProductActions = ({ product }: { product: Product }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const redirect = useRedirect();
  const queries = useQueryClient();
  const fail = useFailureNotice();
  const params = { path: { id: product.id } };
  const run = async (call: Call, done: string): Promise<boolean> => {
    try {
      await unwrap(call);
      await queries.invalidateQueries();
      notify(done, { type: 'success', messageArgs: { product: product.productName } });
      redirect('list', 'products');
      return true;
    } catch (error) {
      fail(error);
      return false;
    }
  };
  return (
    <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
      <StatusAction product={product} />
      {(product.isApproved || product.status === 'pending') && (
        <FormDialog
          title={translate(product.isApproved ? 'console.products.takeOff' : 'console.approvals.reject')}
          color="error"
          onSubmit={({ reason = '' }) =>
            run(shop.products.POST('/products/{id}/reject', { params, body: { reason } }), 'console.approvals.rejected')
          }
        >
          <Typography variant="body2">{translate('console.products.takeOffHint')}</Typography>
          <FormField name="reason" label={translate('console.order.reason')} required multiline minRows={2} />
        </FormDialog>
      )}
      <ConfirmButton
        title={translate('ra.action.delete')}
        text={translate('console.products.deleteHint')}
        confirm={translate('ra.action.delete')}
        color="error"
        onConfirm={() => run(shop.products.DELETE('/products/{id}', { params }), 'console.products.deleted')}
      />
    </Stack>
  );
};
