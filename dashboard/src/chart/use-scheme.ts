import { useEffect, useState } from 'preact/hooks';

/** `dark` or `light`, as the reader's system says; a canvas must be painted anew when it changes. */
export function useScheme(): 'dark' | 'light' {
  const [query] = useState(() => window.matchMedia('(prefers-color-scheme: dark)'));
  const [dark, setDark] = useState(query.matches);
  useEffect(() => {
    const follow = () => setDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [query]);
  return dark ? 'dark' : 'light';
}
