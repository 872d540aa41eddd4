import { unwrap } from '@ecommerce/client';
import { Button } from '@mui/material';
import { useState } from 'react';
import {
  Create,
  DeleteWithConfirmButton,
  Edit,
  SimpleForm,
  useNotify,
  useRecordContext,
  useRefresh,
  useTranslate,
} from 'react-admin';
import { SaveBar, useFailureNotice } from '../formParts.tsx';
import { shop } from '../shop.ts';
import type { Discount } from './discountData.ts';
import { DiscountFields } from './discountForm.tsx';
import { stateOf } from './discountState.tsx';

/** Ends a discount now. Orders that use it keep it. */
const EndNow = () => {
  const discount = useRecordContext<Discount>();
  const translate = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const fail = useFailureNotice();
  const [busy, setBusy] = useState(false);
  if (!discount || stateOf(discount) !== 'active') return null;
  const { id, version } = discount;
  const end = async () => {
    setBusy(true);
    const body = { endsAt: new Date().toISOString(), version };
    try {
      await unwrap(shop.orders.PATCH('/discounts/{id}', { params: { path: { id } }, body }));
      notify('console.discounts.ended', { type: 'success' });
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
      refresh();
    }
  };
  return (
    <Button color="error" disabled={busy} onClick={end}>
      {translate('console.discounts.endNow')}
    </Button>
  );
};

const DiscountTitle = () => {
  const discount = useRecordContext<Discount>();
  return discount?.label ?? '';
};

/** A form for a new discount. */
export const DiscountCreate = () => (
  <Create redirect="list" mutationOptions={useFailure()}>
    <SimpleForm toolbar={<SaveBar />} defaultValues={{ kind: 'percent', combinable: false }} sx={{ maxWidth: 700 }}>
      <DiscountFields isNew />
    </SimpleForm>
  </Create>
);

/** A discount. */
export const DiscountEdit = () => (
  <Edit
    title={<DiscountTitle />}
    actions={false}
    mutationMode="pessimistic"
    queryOptions={{ refetchOnWindowFocus: false }}
    mutationOptions={useFailure()}
  >
    <SimpleForm
      toolbar={
        <SaveBar>
          <EndNow />
          <DeleteWithConfirmButton
            mutationMode="pessimistic"
            confirmTitle="console.discounts.delete"
            confirmContent="console.discounts.deleteHint"
          />
        </SaveBar>
      }
      sx={{ maxWidth: 700 }}
    >
      <DiscountFields isNew={false} />
    </SimpleForm>
  </Edit>
);

const useFailure = () => ({ onError: useFailureNotice() });
