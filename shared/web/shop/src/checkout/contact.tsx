import { Link } from 'wouter';
import { useAccount } from '../account/queries.ts';
import { Field } from '../parts/fields.tsx';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { changeDraft, draft } from './draft.ts';

/** Where the emails about the order go. */
export const Contact = ({ isGuest, error }: { isGuest: boolean; error: string | undefined }) => {
  const t = useTexts();
  const { email } = useStore(draft);
  const { data: account } = useAccount();
  return (
    <section aria-labelledby="contact">
      <div className="sectionBar">
        <h2 id="contact">{t.checkout.contact}</h2>
        {isGuest && <Link href="/sign-in?to=/checkout">{t.checkout.orSignIn}</Link>}
      </div>
      {isGuest ? (
        <Field
          type="email"
          label={t.checkout.email}
          hint={t.checkout.emailHint}
          autoComplete="email"
          value={email}
          error={error}
          onChange={(typed) => changeDraft({ email: typed })}
          maxLength={254}
          required
        />
      ) : (
        account && <p>{t.checkout.signedInAs(account.email)}</p>
      )}
    </section>
  );
};
