import { AddressFields, addressDraft } from '../parts/address.tsx';
import type { FieldErrors } from '../parts/errorTexts.ts';
import { Checkbox } from '../parts/fields.tsx';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { changeDraft, draft } from './draft.ts';

/** Another address for the invoice, if the person wants one. */
export const Billing = ({ needsAddress, refused }: { needsAddress: boolean; refused: FieldErrors }) => {
  const t = useTexts();
  const { billing } = useStore(draft);
  return (
    <section aria-label={t.order.billTo}>
      <Checkbox
        label={needsAddress ? t.checkout.otherBilling : t.checkout.withBilling}
        isChecked={billing !== undefined}
        onChange={(isOther) => changeDraft({ billing: isOther ? addressDraft() : undefined })}
      />
      {billing && (
        <AddressFields
          draft={billing}
          onChange={(typed) => changeDraft({ billing: typed })}
          refused={refused}
          kind="billing"
        />
      )}
    </section>
  );
};
