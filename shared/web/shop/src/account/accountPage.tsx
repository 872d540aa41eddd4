import { useMutation } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { Refusal } from '../parts/problem.tsx';
import { useTexts } from '../texts.ts';
import { useAccount } from './queries.ts';
import { SignedIn } from './signedIn.tsx';
import { signOut } from './signOut.ts';
import './account.css';

/** The account with the ways to its parts. */
export const AccountPage = () => {
  const t = useTexts();
  const [, navigate] = useLocation();
  const { data } = useAccount();
  const leave = useMutation({ mutationFn: signOut, onSuccess: () => navigate('/') });
  const parts = [
    { path: '/account/orders', title: t.account.orders, hint: t.account.ordersHint },
    { path: '/account/wish-list', title: t.wishes.title, hint: t.wishes.hint },
    { path: '/account/addresses', title: t.account.addresses, hint: t.account.addressesHint },
    { path: '/account/security', title: t.account.security, hint: t.account.securityHint },
  ];
  return (
    <SignedIn title={data ? t.account.hello(data.fullName) : t.account.title}>
      <ul className="doors">
        {parts.map(({ path, title, hint }) => (
          <li key={path}>
            <Link href={path}>
              <strong>{title}</strong>
              <span className="hint">{hint}</span>
            </Link>
          </li>
        ))}
      </ul>
      <Refusal error={leave.error} />
      <p>
        <button type="button" className="button quiet" disabled={leave.isPending} onClick={() => leave.mutate()}>
          {t.account.signOut}
        </button>
      </p>
    </SignedIn>
  );
};
