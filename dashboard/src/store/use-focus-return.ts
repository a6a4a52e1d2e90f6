import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** When what `open` named is closed again, the focus goes back to the button whose title says the same. */
export function useFocusReturn(within: RefObject<HTMLElement | null>, open: string | null): void {
  const last = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (open === null && last.current !== null) {
      const buttons = Array.from(within.current?.querySelectorAll('button') ?? []);
      buttons.find((button) => button.title === last.current)?.focus();
    }
    last.current = open;
  }, [within, open]);
}
