import { useRef } from 'preact/hooks';

export interface History {
  /** One line further back; null when there is none. `typed` is kept to come back to. */
  readonly back: (typed: string) => string | null;
  /** One line forward; after the newest comes what was being typed. */
  readonly forward: () => string | null;
  readonly walking: () => boolean;
  readonly leave: () => void;
}

/** Walks through the lines sent before, as terminals do. */
export function useHistory(sent: readonly string[]): History {
  const lines = sent.filter((line, place) => line !== sent[place - 1]);
  const place = useRef<number | null>(null);
  const kept = useRef('');
  return {
    back(typed) {
      if (place.current === null) kept.current = typed;
      const next = (place.current ?? lines.length) - 1;
      if (next < 0) return null;
      place.current = next;
      return lines[next] ?? null;
    },
    forward() {
      if (place.current === null) return null;
      const next = place.current + 1;
      place.current = next >= lines.length ? null : next;
      return lines[next] ?? kept.current;
    },
    walking: () => place.current !== null,
    leave() {
      place.current = null;
    },
  };
}
