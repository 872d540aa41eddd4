import { useEffect, useRef } from 'react';

/**
 * Returns a ref for the heading of a list. It gets the focus when an entry disappears, since the button that removed the entry is gone: the
 * next press of Tab goes on in the list and not at the beginning of the page.
 */
export const useFocusWhenFewer = (count: number) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(count);
  useEffect(() => {
    if (count < before.current) heading.current?.focus();
    before.current = count;
  }, [count]);
  return heading;
};
