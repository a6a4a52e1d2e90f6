import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** `/` goes to the command line from anywhere that is no text field. */
export function useSlashKey(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    function pressed(event: KeyboardEvent): void {
      const typing =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, dialog') !== null;
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
    }
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [field]);
}
