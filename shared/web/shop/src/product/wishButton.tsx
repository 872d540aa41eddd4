import { Link } from 'wouter';
import { HeartIcon } from '../parts/icons.tsx';
import { Refusal } from '../parts/problem.tsx';
import { useTexts } from '../texts.ts';
import { useWish } from './wishes.ts';

/** Puts a variant on the wish list or takes it off; a visitor is asked to sign in. @param path where it is sold */
export const WishButton = ({ variantId, path }: { variantId: string; path: string }) => {
  const t = useTexts();
  const { isWished, setWished, refusal } = useWish(variantId);
  if (isWished === undefined) {
    return (
      <Link className="button quiet wish" href={`/sign-in?${new URLSearchParams({ to: path })}`}>
        <HeartIcon />
        {t.wishes.button}
      </Link>
    );
  }
  return (
    <>
      <button type="button" className="button quiet wish" aria-pressed={isWished} onClick={() => setWished(!isWished)}>
        <HeartIcon />
        {t.wishes.button}
      </button>
      <Refusal error={refusal} />
    </>
  );
};
