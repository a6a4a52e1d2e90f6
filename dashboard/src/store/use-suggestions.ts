import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api.ts';
import type { Suggestion } from '../wire.ts';

/** A pause in typing after which the server is asked. */
const settle = 90;

const none: readonly Suggestion[] = [];

/** Lines that `text` may become; `wanted` false asks nothing and shows nothing. */
export function useSuggestions(api: Api, text: string, wanted: boolean): readonly Suggestion[] {
  const [found, setFound] = useState<{ for: string; lines: readonly Suggestion[] }>({ for: '', lines: none });
  const asks = wanted && text.trim() !== '';
  useEffect(() => {
    if (!asks) return;
    let current = true;
    const timer = setTimeout(async () => {
      const answer = await api.complete(text);
      if (!current || answer.kind !== 'ok') return;
      const lines = answer.value.suggestions.filter((line) => line.text.trim() !== text.trim());
      setFound({ for: text, lines: lines.slice(0, 8) });
    }, settle);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [api, text, asks]);
  // What was found for a shorter text stays until the answer for this one comes, as long as it still fits.
  if (!asks) return none;
  return found.for === text ? found.lines : found.lines.filter((line) => line.text.startsWith(text));
}
