import { Button, Checkbox, FormControlLabel, Stack, Typography } from '@mui/material';
import { useLocale, useTranslate } from 'react-admin';
import { ConfirmButton } from '../confirmButton.tsx';
import { money } from '../format.ts';
import { FormDialog, FormField } from '../formDialog.tsx';
import { shop } from '../shop.ts';
import { actionsOf, lineKey, lineName, type Order, priceStep, refundable, unitsOf, unitsToSend } from './order.ts';
import { useOrderAction } from './useOrderAction.ts';

/** Drops the fields that were left empty. */
const filled = <Fields extends Record<string, string | undefined>>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as Partial<Fields>;

const path = ({ id }: Order) => ({ path: { id } });

const Fulfil = ({ order }: { order: Order }) => {
  const translate = useTranslate();
  const { run } = useOrderAction(order);
  const lines = unitsToSend(order);
  const submit = ({ carrier = '', trackingNumber, trackingUrl, ...quantities }: Record<string, string>) => {
    const items = unitsOf(
      lines,
      lines.map((_, at) => Number(quantities[`quantity${at}`])),
    );
    const body = { carrier, items, ...filled({ trackingNumber, trackingUrl }) };
    return run(
      () => shop.orders.POST('/orders/{id}/fulfilments', { params: path(order), body }),
      'console.order.fulfilled',
    );
  };
  return (
    <FormDialog title={translate('console.order.fulfil')} variant="contained" onSubmit={submit}>
      <Typography variant="body2">{translate('console.order.fulfilHint')}</Typography>
      {lines.map(({ left, ...line }, at) => (
        <FormField
          key={lineKey(line)}
          name={`quantity${at}`}
          type="number"
          label={translate('console.order.quantityOf', { product: lineName(line), left })}
          helperText={line.sku}
          defaultValue={left}
          slotProps={{ htmlInput: { min: 0, max: left, step: 1 } }}
        />
      ))}
      <FormField
        name="carrier"
        label={translate('console.order.carrier')}
        required
        slotProps={{ htmlInput: { maxLength: 100 } }}
      />
      <FormField name="trackingNumber" label={translate('console.order.trackingNumber')} />
      <FormField name="trackingUrl" type="url" label={translate('console.order.trackingUrl')} placeholder="https://" />
    </FormDialog>
  );
};

const Refund = ({ order }: { order: Order }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { run } = useOrderAction(order);
  const most = refundable(order);
  const step = priceStep(order.currency);
  const submit = ({ amount, reason }: Record<string, string>) =>
    run(
      () =>
        shop.orders.POST('/orders/{id}/refund', {
          params: path(order),
          body: { amount: Number(amount), ...filled({ reason }) },
        }),
      'console.order.refunded',
    );
  return (
    <FormDialog title={translate('console.order.refund')} onSubmit={submit}>
      <Typography variant="body2">
        {translate('console.order.refundHint', { most: money(most, order.currency, locale) })}
      </Typography>
      <FormField
        name="amount"
        type="number"
        required
        label={translate('console.order.amount', { currency: order.currency })}
        defaultValue={most}
        slotProps={{ htmlInput: { min: step, max: most, step } }}
      />
      <FormField name="reason" label={translate('console.order.reason')} />
    </FormDialog>
  );
};

const Cancel = ({ order }: { order: Order }) => {
  const translate = useTranslate();
  const { run } = useOrderAction(order);
  return (
    <ConfirmButton
      title={translate('console.order.cancel')}
      text={translate('console.order.cancelHint')}
      confirm={translate('console.order.cancel')}
      cancel={translate('console.order.keep')}
      color="error"
      onConfirm={() =>
        run(() => shop.orders.POST('/orders/{id}/cancel', { params: path(order) }), 'console.order.cancelled')
      }
    />
  );
};

const ADDRESS_FIELDS = [
  'name',
  'company',
  'line1',
  'line2',
  'postalCode',
  'city',
  'region',
  'country',
  'phone',
] as const;
const REQUIRED_FIELDS: readonly string[] = ['name', 'line1', 'city', 'country'];

const ChangeAddress = ({ order }: { order: Order }) => {
  const translate = useTranslate();
  const { run } = useOrderAction(order);
  const submit = (fields: Record<string, string>) => {
    const { name = '', line1 = '', city = '', country = '', ...others } = fields;
    const shippingAddress = { name, line1, city, country, ...filled(others) };
    return run(
      () => shop.orders.PATCH('/orders/{id}/addresses', { params: path(order), body: { shippingAddress } }),
      'console.order.addressChanged',
    );
  };
  return (
    <FormDialog
      title={translate('console.order.changeAddress')}
      confirm={translate('ra.action.save')}
      onSubmit={submit}
    >
      {ADDRESS_FIELDS.map((field) => (
        <FormField
          key={field}
          name={field}
          label={translate(`console.address.${field}`)}
          defaultValue={order.shippingAddress?.[field] ?? ''}
          required={REQUIRED_FIELDS.includes(field)}
        />
      ))}
    </FormDialog>
  );
};

const AddNote = ({ order }: { order: Order }) => {
  const translate = useTranslate();
  const { run } = useOrderAction(order);
  const submit = ({ text = '' }: Record<string, string>) =>
    run(
      () => shop.orders.POST('/orders/{id}/notes', { params: path(order), body: { text } }),
      'console.order.noteAdded',
    );
  return (
    <FormDialog title={translate('console.order.addNote')} confirm={translate('ra.action.save')} onSubmit={submit}>
      <FormField name="text" label={translate('console.order.note')} required multiline minRows={3} />
    </FormDialog>
  );
};

/** The actions that the order's state allows. */
export const OrderActions = ({ order }: { order: Order }) => {
  const allowed = actionsOf(order);
  return (
    <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
      {allowed.fulfil && <Fulfil order={order} />}
      {allowed.refund && <Refund order={order} />}
      {allowed.changeAddress && <ChangeAddress order={order} />}
      <AddNote order={order} />
      {allowed.cancel && <Cancel order={order} />}
    </Stack>
  );
};

/** Marks a parcel as delivered. */
export const MarkDelivered = ({ order, fid }: { order: Order; fid: string }) => {
  const translate = useTranslate();
  const { run, busy } = useOrderAction(order);
  const params = { path: { id: order.id, fid } };
  return (
    <Button
      size="small"
      disabled={busy}
      onClick={() =>
        run(
          () => shop.orders.POST('/orders/{id}/fulfilments/{fid}/delivered', { params }),
          'console.order.markedDelivered',
        )
      }
    >
      {translate('console.order.markDelivered')}
    </Button>
  );
};

/** The decisions on a return: approve or refuse it, later receive it. */
export const ReturnActions = ({ order, entry }: { order: Order; entry: Order['returns'][number] }) => {
  const translate = useTranslate();
  const { run, busy } = useOrderAction(order);
  const params = { path: { id: order.id, rid: entry.id } };
  if (entry.status === 'requested')
    return (
      <Stack direction="row" spacing={1}>
        <Button
          variant="contained"
          size="small"
          disabled={busy}
          onClick={() =>
            run(() => shop.orders.POST('/orders/{id}/returns/{rid}/approve', { params }), 'console.returns.approved')
          }
        >
          {translate('console.returns.approve')}
        </Button>
        <Button
          variant="outlined"
          color="error"
          size="small"
          disabled={busy}
          onClick={() =>
            run(() => shop.orders.POST('/orders/{id}/returns/{rid}/refuse', { params }), 'console.returns.refused')
          }
        >
          {translate('console.returns.refuse')}
        </Button>
      </Stack>
    );
  if (entry.status !== 'approved') return null;
  return (
    <FormDialog
      title={translate('console.returns.receive')}
      onSubmit={({ restock }) =>
        run(
          () => shop.orders.POST('/orders/{id}/returns/{rid}/receive', { params, body: { restock: restock === 'on' } }),
          'console.returns.received',
        )
      }
    >
      <Typography variant="body2">{translate('console.returns.receiveHint')}</Typography>
      <FormControlLabel
        control={<Checkbox name="restock" defaultChecked />}
        label={translate('console.returns.restock')}
      />
    </FormDialog>
  );
};
