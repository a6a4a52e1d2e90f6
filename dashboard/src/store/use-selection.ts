import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Selection {
  /** The rollout named by the address, so that a link to this page shows the same. */
  readonly chosen: string | null;
  readonly choose: (rollout: string) => void;
}

export function useSelection(): Selection {
  const [chosen, setChosen] = useState(readAddress);
  useEffect(() => {
    const follow = () => setChosen(readAddress());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  const choose = useCallback((rollout: string) => {
    window.location.hash = `/${rollout}`;
  }, []);
  return { chosen, choose };
}

function readAddress(): string | null {
  return /^#\/(r-[0-9a-z]+)$/.exec(window.location.hash)?.[1] ?? null;
}
